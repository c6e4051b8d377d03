import { describe, expect, it } from 'vitest';
import { drillTrader } from '../../src/app/drill/drill-trader.ts';
import { HOUR_MS } from '../../src/domain/time.ts';
import { openSimulatedLife } from './simulated-life.ts';

/** Buys once, in its first session. */
function buyOnce() {
  let isTraded = false;
  return drillTrader(() => {
    if (isTraded) return [];
    isTraded = true;
    return [{ action: 'open', symbol: 'BTCUSDT', sizeStep: 0.5, stopFraction: 0.04 }];
  });
}

describe('the bot of a real account in a simulated world', { timeout: 90_000 }, () => {
  it('buys once, protects what it bought on the exchange, and holds it for an hour', async () => {
    const life = await openSimulatedLife({ seed: 1, hours: 3, trader: buyOnce() });
    await life.advance(1.2 * HOUR_MS);

    expect(life.breaches).toEqual([]);
    const { account } = life.world.venue;
    const bought = account.orders.filter(({ request }) => request.side === 'BUY');
    expect(bought.map(({ status }) => status)).toEqual(['FILLED']);
    expect(account.openOrders.map(({ request }) => request.type)).toEqual([expect.stringMatching(/^STOP_LOSS/)]);
  });

  it('goes on from its journal after it was killed', async () => {
    const life = await openSimulatedLife({ seed: 2, hours: 3, trader: buyOnce() });
    await life.advance(0.5 * HOUR_MS);
    life.restart();
    await life.advance(0.5 * HOUR_MS);

    expect(life.breaches).toEqual([]);
    expect(life.journal.counts.get('process-started')).toBe(2);
    expect(life.world.venue.account.orders.filter(({ request }) => request.side === 'BUY')).toHaveLength(1);
    expect(life.own.stopsOf('BTCUSDT')).toHaveLength(1);
  });
});
