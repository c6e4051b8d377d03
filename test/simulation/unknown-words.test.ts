import { describe, expect, it } from 'vitest';
import { drillTrader } from '../../src/app/drill/drill-trader.ts';
import { MINUTE_MS } from '../../src/domain/time.ts';
import { openSimulatedLife } from './simulated-life.ts';
import { withUnknownStatus } from './unknown-words.ts';

describe('an exchange that answers with a status that nobody knows (INV-22)', { timeout: 90_000 }, () => {
  it('is not believed to have filled, ended or refused anything, until it speaks plainly again', async () => {
    let isGarbled = true;
    const trader = drillTrader(({ portfolio }) =>
      portfolio.rows.length === 0 ? [{ action: 'open', symbol: 'BTCUSDT', sizeStep: 0.5, stopFraction: 0.04 }] : [],
    );
    const life = await openSimulatedLife({
      seed: 5,
      hours: 2,
      trader,
      world: { replyThrough: (request, reply) => (isGarbled ? withUnknownStatus(request, reply) : reply) },
    });
    life.world.inject({ fault: 'stream-mute', target: 'user', forMs: 10.5 * MINUTE_MS });
    await life.advance(10.4 * MINUTE_MS);

    const entry = life.world.venue.account.orders.find(({ request }) => request.side === 'BUY');
    expect(entry?.status).toBe('FILLED');
    expect(life.journal.states.get(entry?.clientOrderId ?? '')?.tag).toMatch(/^(submitted|outcome-unknown)$/);

    isGarbled = false;
    await life.advance(10 * MINUTE_MS);
    expect(life.journal.states.get(entry?.clientOrderId ?? '')?.tag).toBe('filled');
    expect(life.breaches).toEqual([]);
  });
});
