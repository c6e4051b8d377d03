import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Decimal, quantity, quoteAmount } from '../../src/domain/decimal.ts';
import { encode } from '../../src/domain/encoded.ts';
import type { Fill } from '../../src/domain/fill.ts';
import type { OrderSide } from '../../src/domain/order.ts';
import type { Book } from '../../src/domain/position.ts';
import { orderStateOf, stateFacts } from '../../src/execution/order-facts.ts';
import { OrderTracker } from '../../src/execution/order-tracker.ts';
import { type AccountReading, reconcile } from '../../src/execution/reconcile.ts';
import type { ExchangeEvent, OrderReport } from '../../src/ports/exchange.ts';
import {
  buildExecutor,
  entryOf,
  entryTrade,
  exitTrade,
  fillOf,
  NOW,
  plannedOrder,
  reportOf,
  stopTrade,
} from '../execution/execution-fixtures.ts';
import { FakeExchange } from '../support/fake-exchange.ts';

const ORDERS = [
  plannedOrder(entryTrade(), { clientOrderId: 'steward-P1-BTCUSDT-e1-7' }),
  plannedOrder(exitTrade(), { clientOrderId: 'steward-P2-BTCUSDT-x1-7' }),
  plannedOrder(stopTrade(), { clientOrderId: 'steward-S-BTCUSDT-s1-7' }),
];
const KNOWN = ORDERS.map(({ intent }) => intent.request.order);
const FOREIGN = { clientOrderId: 'web_1', side: 'buy' as OrderSide };

const BOOK: Book = {
  bookId: 'main',
  capital: quoteAmount('10000'),
  cash: quoteAmount('10000'),
  positions: [],
  realisedPnl: quoteAmount('0'),
  feesPaid: quoteAmount('0'),
  feeCoins: {},
  dust: {},
};

const units = (most: number) => fc.integer({ min: 0, max: most }).map((value) => quantity(new Decimal(value).div(100)));

const reports: fc.Arbitrary<OrderReport> = fc
  .record({
    order: fc.constantFrom(...KNOWN, ...KNOWN.map((order) => ({ ...order, clientOrderId: `x${order.clientOrderId}` }))),
    filled: units(9),
    updatedAt: fc.integer({ min: NOW, max: NOW + 3 }),
  })
  .map(({ order, filled, updatedAt }) => reportOf(order, { filledQuantity: filled, updatedAt }));

/** The number of a fill says which it is, so that one number never tells of two fills. */
const fills: fc.Arbitrary<Fill> = fc.integer({ min: 1, max: 12 }).map((id) => {
  const order = [...KNOWN, FOREIGN][id % 4] ?? FOREIGN;
  return fillOf(order, { id: String(id), quantity: id / 1_000, at: NOW + (id % 3) });
});

const readings = fc.record({
  openOrders: fc.array(reports, { maxLength: 8 }),
  fills: fc.array(fills, { maxLength: 12 }),
  balances: fc.uniqueArray(
    fc.record({ asset: fc.constantFrom('BTC', 'USDT', 'BNB'), free: units(1_000_000), locked: units(100) }),
    { selector: ({ asset }) => asset, maxLength: 3 },
  ),
});

function trackerOf(states: readonly OrderReport[]): OrderTracker {
  const tracker = new OrderTracker();
  for (const { intent } of ORDERS) tracker.apply(entryOf({ kind: 'order-intended', intent: encode(intent) }));
  for (const report of states) {
    const order = tracker.order(report.clientOrderId);
    if (order !== null) for (const fact of stateFacts(order, orderStateOf(report, order.intent))) tracker.apply(entryOf(fact));
  }
  return tracker;
}

function differencesOf(account: AccountReading, known: readonly OrderReport[]) {
  const shared = { orders: trackerOf(known), book: BOOK, orderPrefix: 'steward', accountIsShared: false };
  return encode(reconcile({ ...shared, account }));
}

describe('reconcile, for any reading', () => {
  it('finds the same whatever the order of reports, fills and balances, and however often they are repeated', () => {
    const shuffled = readings.chain((reading) =>
      fc.record({
        reading: fc.constant(reading),
        openOrders: fc.shuffledSubarray([...reading.openOrders, ...reading.openOrders], {
          minLength: reading.openOrders.length * 2,
        }),
        fills: fc.shuffledSubarray([...reading.fills, ...reading.fills], { minLength: reading.fills.length * 2 }),
        balances: fc.shuffledSubarray(reading.balances, { minLength: reading.balances.length }),
      }),
    );
    fc.assert(
      fc.property(shuffled, fc.array(reports, { maxLength: 4 }), ({ reading, ...other }, known) => {
        expect(differencesOf(other, known)).toEqual(differencesOf(reading, known));
      }),
    );
  });

  it('leaves only drifts, foreign and revived orders once its differences are recorded', async () => {
    await fc.assert(
      fc.asyncProperty(readings, fc.array(reports, { maxLength: 4 }), async (account, known) => {
        const { executor, journal, orders } = buildExecutor(new FakeExchange());
        for (const { intent } of ORDERS)
          await journal.record([{ kind: 'order-intended', intent: encode(intent) }], { sessionId: null });
        for (const report of known) await executor.absorb({ kind: 'order', report });
        const input = { orders, book: BOOK, account, orderPrefix: 'steward', accountIsShared: false };
        for (const difference of reconcile(input)) {
          if (difference.kind === 'order-progressed') await executor.absorb({ kind: 'order', report: difference.report });
          if (difference.kind === 'fill-unbooked') await executor.absorb({ kind: 'fill', fill: difference.fill });
        }
        const left = new Set(reconcile(input).map(({ kind }) => kind));
        expect(left.has('order-progressed') || left.has('fill-unbooked')).toBe(false);
      }),
    );
  });
});

describe('OrderExecutor.absorb, for any events', () => {
  const events: fc.Arbitrary<ExchangeEvent> = fc.oneof(
    fills.map((fill) => ({ kind: 'fill', fill }) as const),
    fc
      .record({ report: reports, status: fc.constantFrom('open', 'filled', 'cancelled', 'expired') })
      .map(({ report, status }) => ({
        kind: 'order' as const,
        report: { ...report, status },
      })),
  );

  it('books the same fills in any order and however often they are told, and ended orders stay ended', async () => {
    const shuffled = fc
      .array(events, { maxLength: 15 })
      .chain((told) =>
        fc.record({ told: fc.constant(told), again: fc.shuffledSubarray([...told, ...told], { minLength: told.length * 2 }) }),
      );
    await fc.assert(
      fc.asyncProperty(shuffled, async ({ told, again }) => {
        expect(await bookedAfter(again)).toEqual(await bookedAfter(told));
      }),
    );
  });

  async function bookedAfter(told: readonly ExchangeEvent[]): Promise<readonly string[]> {
    const { executor, journal, orders } = buildExecutor(new FakeExchange());
    for (const { intent } of ORDERS)
      await journal.record([{ kind: 'order-intended', intent: encode(intent) }], { sessionId: null });
    for (const event of told) {
      const ended = KNOWN.filter(
        (order) => !orders.liveOrders().some(({ intent }) => intent.clientOrderId === order.clientOrderId),
      );
      await executor.absorb(event);
      for (const order of ended)
        expect(orders.liveOrders().map(({ intent }) => intent.clientOrderId)).not.toContain(order.clientOrderId);
    }
    return KNOWN.map((order) => orders.order(order.clientOrderId)?.bookedQuantity.toFixed() ?? '');
  }
});
