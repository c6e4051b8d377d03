import { describe, expect, it } from 'vitest';
import { drillTrader } from '../../src/app/drill/drill-trader.ts';
import { HOUR_MS, MINUTE_MS } from '../../src/domain/time.ts';
import { changedExchange } from '../support/changed-exchange.ts';
import { probesOnceThenResends, REFUSED, retriesWithTheSameId, type Variant } from '../support/planted-exchanges.ts';
import { openSimulatedLife, type SimulatedLife } from './simulated-life.ts';

/** The stop is a step of the purchase: nobody sells or places one who has not just bought. */
const stopIsAStep: Variant = (exchange) => {
  const bought = new Set<string>();
  return changedExchange(exchange, {
    place(request) {
      const { side, symbol } = request.order;
      if (side === 'buy') bought.add(symbol);
      else if (!bought.has(symbol)) return Promise.resolve(REFUSED);
      return exchange.place(request);
    },
    placeList: (request) => (request.kind === 'entry-with-exits' ? exchange.placeList(request) : Promise.resolve(REFUSED)),
  });
};

/** A life in which many commands get no answer. */
async function liveUnanswered(exchangeThrough: Variant): Promise<SimulatedLife> {
  const life = await openSimulatedLife({ seed: 3, hours: 4, world: { exchangeThrough } });
  for (let minute = 5; minute < 100; minute += 8) {
    for (const fault of ['lose-reply', 'late-admission', 'lose-request'])
      life.world.inject({ fault, afterMs: minute * MINUTE_MS });
  }
  await life.advance(2 * HOUR_MS);
  return life;
}

/** A life that ends between a purchase and its stop, and begins again. */
async function dieUnprotected(exchangeThrough: Variant): Promise<SimulatedLife> {
  let isTraded = false;
  const trader = drillTrader(() => {
    if (isTraded) return [];
    isTraded = true;
    return [{ action: 'open', symbol: 'BTCUSDT', sizeStep: 0.5, stopFraction: 0.04 }];
  });
  const settings = { 'execution.entryKind': 'market' };
  const life = await openSimulatedLife({ seed: 4, hours: 2, trader, settings, world: { exchangeThrough } });
  life.world.atCrashPoints((name) => {
    if (name === 'order-sent') life.kill();
  });
  await life.advance(20 * MINUTE_MS);
  life.world.atCrashPoints(null);
  life.restart();
  await life.advance(10 * MINUTE_MS);
  return life;
}

function brokenIn({ breaches }: SimulatedLife): readonly string[] {
  return [...new Set(breaches.map(({ invariant }) => invariant))];
}

describe('the simulation', { timeout: 90_000 }, () => {
  it('finds nothing where the bot is as it should be', async () => {
    expect((await liveUnanswered((exchange) => exchange)).breaches).toEqual([]);
    expect((await dieUnprotected((exchange) => exchange)).breaches).toEqual([]);
  });

  it('finds a bot that retries with the same id', async () => {
    expect(brokenIn(await liveUnanswered(retriesWithTheSameId))).toContain('INV-02');
  });

  it('finds a bot that probes once and then sends anew', async () => {
    expect(brokenIn(await liveUnanswered(probesOnceThenResends))).toContain('INV-02');
  });

  it('finds a bot for which the stop is a step of the purchase', async () => {
    expect(brokenIn(await dieUnprotected(stopIsAStep))).toContain('INV-01');
  });
});
