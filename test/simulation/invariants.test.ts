import { describe, expect, it } from 'vitest';
import { drillTrader } from '../../src/app/drill/drill-trader.ts';
import { quantity } from '../../src/domain/decimal.ts';
import { Fault } from '../../src/domain/fault.ts';
import { MINUTE_MS } from '../../src/domain/time.ts';
import type { Exchange } from '../../src/ports/exchange.ts';
import type { RestRequest } from '../../src/simulator/server/rest-api.ts';
import { changedExchange } from '../support/changed-exchange.ts';
import { openSimulatedLife, type SimulatedLife } from './simulated-life.ts';

interface Mistake {
  readonly name: string;
  readonly breaks: string;
  readonly exchangeThrough: (exchange: Exchange) => Exchange;
}

const MISTAKES: readonly Mistake[] = [
  {
    name: 'buys more than was approved',
    breaks: 'INV-03',
    exchangeThrough: (exchange) =>
      changedExchange(exchange, {
        placeList: (list) =>
          exchange.placeList(
            list.kind === 'entry-with-exits'
              ? { ...list, entry: { ...list.entry, quantity: quantity(list.entry.quantity.times(2)) } }
              : list,
          ),
      }),
  },
  {
    name: 'sends what was never written down',
    breaks: 'INV-03',
    exchangeThrough: (exchange) =>
      changedExchange(exchange, {
        placeList(list) {
          const order = { symbol: list.stop.symbol, side: 'sell', type: 'market', quantity: quantity('0.001') } as const;
          void exchange.place({ kind: 'order', order: { ...order, clientOrderId: 'stw-unwritten' } });
          return exchange.placeList(list);
        },
      }),
  },
  {
    name: "ends somebody else's order",
    breaks: 'INV-10',
    exchangeThrough: (exchange) =>
      changedExchange(exchange, {
        async placeList(list) {
          await exchange.cancel({ symbol: list.stop.symbol, clientOrderId: 'web_1' });
          return exchange.placeList(list);
        },
      }),
  },
  {
    name: 'never asks what became of an order',
    breaks: 'INV-23',
    exchangeThrough: (exchange) =>
      changedExchange(exchange, {
        placeList: () => Promise.resolve({ tag: 'outcome-unknown', cause: 'planted' }),
        fetchOrder: () => Promise.reject(new Fault('network', 'planted', { retryable: true })),
      }),
  },
  {
    name: 'does not look at the list of open orders',
    breaks: 'INV-24',
    exchangeThrough: (exchange) => {
      let asked = 0;
      return changedExchange(exchange, {
        fetchOpenOrders() {
          asked += 1;
          return asked > 4 ? Promise.reject(new Fault('network', 'planted', { retryable: true })) : exchange.fetchOpenOrders();
        },
      });
    },
  },
];

async function liveShortly(exchangeThrough: Mistake['exchangeThrough']): Promise<SimulatedLife> {
  const trader = drillTrader(({ portfolio }) =>
    portfolio.rows.length === 0 ? [{ action: 'open', symbol: 'BTCUSDT', sizeStep: 0.5, stopFraction: 0.04 }] : [],
  );
  const life = await openSimulatedLife({ seed: 6, hours: 1, trader, world: { exchangeThrough } });
  await life.advance(16 * MINUTE_MS);
  return life;
}

const READ: RestRequest = {
  method: 'GET',
  path: '/api/v3/account',
  payload: { query: '', body: '' },
  header: () => undefined,
};

describe('the invariants', { timeout: 90_000 }, () => {
  it.each(MISTAKES)('$breaks finds a bot that $name', async ({ breaks, exchangeThrough }) => {
    const { breaches } = await liveShortly(exchangeThrough);
    expect(breaches.map(({ invariant }) => invariant)).toContain(breaks);
  });

  it('INV-17 finds a request that leaves during a ban', async () => {
    const life = await openSimulatedLife({ seed: 6, hours: 1 });
    const banned = { answer: { status: 418, headers: { 'Retry-After': '600' }, body: {} }, delayMs: 0 };
    life.onReply(READ, banned);
    await life.advance(MINUTE_MS);
    expect(life.breaches.map(({ invariant }) => invariant)).toContain('INV-17');
  });

  it('INV-06 finds a journal that does not give the state back', async () => {
    const life = await openSimulatedLife({ seed: 6, hours: 2 });
    await life.advance(MINUTE_MS);
    const changed = life.world.life?.steward.changeControl({ to: 'reducing', by: { kind: 'system' }, why: 'a test' });
    await life.advance(1_000);
    await changed;
    const { entries } = life.world.disk;
    entries.splice(-1, 1, ...entries.slice(-2, -1));
    await life.advance(31 * MINUTE_MS);
    expect(life.breaches.map(({ invariant }) => invariant)).toContain('INV-06');
  });
});
