import { describe, expect, it } from 'vitest';
import { quantity } from '../../src/domain/decimal.ts';
import { encode } from '../../src/domain/encoded.ts';
import { Fault } from '../../src/domain/fault.ts';
import { InvariantError } from '../../src/domain/invariant.ts';
import { DAY_MS } from '../../src/domain/time.ts';
import { FakeExchange } from '../support/fake-exchange.ts';
import { buildExecutor, fillOf, NOW, plannedOrder, plannedStop, reportOf, runToEnd } from './execution-fixtures.ts';

const ENTRY = plannedOrder();
const ENTRY_ID = ENTRY.intent.clientOrderId;
const REQUEST = ENTRY.intent.request.order;
const FILLED = reportOf(REQUEST, { status: 'filled', filledQuantity: REQUEST.quantity });
const FILLS = [fillOf(REQUEST, { id: '7', quantity: '0.1' })];

/** An order whose answer was lost in this process. */
async function withLostReply() {
  const exchange = new FakeExchange();
  exchange.placeAnswers = [{ tag: 'outcome-unknown', cause: 'timeout' }];
  const built = buildExecutor(exchange);
  await built.executor.execute(ENTRY);
  return built;
}

/** An order that an earlier process intended, and perhaps sent. */
async function withIntentAlone() {
  const built = buildExecutor(new FakeExchange());
  await built.journal.record([{ kind: 'order-intended', intent: encode(ENTRY.intent) }], { sessionId: null });
  return built;
}

function probesOf({ exchange }: { readonly exchange: FakeExchange }): number {
  return exchange.calls.filter((call) => call.startsWith('fetchOrder')).length;
}

describe('OrderExecutor.resolve', () => {
  it.each([
    ['whose answer was lost', withLostReply],
    ['that was intended before a restart', withIntentAlone],
  ])('adopts an order %s with its fills when the exchange has it', async (_, build) => {
    const built = await build();
    built.exchange.orderAnswers = [FILLED];
    built.exchange.fills = FILLS;
    const result = await built.executor.resolve(ENTRY_ID);
    expect(result).toMatchObject({ tag: 'filled', fills: FILLS });
    expect(built.orders.order(ENTRY_ID)?.bookedQuantity.toFixed()).toBe('0.1');
    expect(built.clock.now()).toBe(NOW);
    expect(built.exchange.placed.length).toBeLessThanOrEqual(1);
  });

  it('finds an order that was admitted late', async () => {
    const built = await withLostReply();
    built.exchange.orderAnswers = [null, null, () => (built.clock.now() >= NOW + 4_900 ? FILLED : null)];
    built.exchange.fills = FILLS;
    const result = await runToEnd(built.clock, built.executor.resolve(ENTRY_ID));
    expect(result.tag).toBe('filled');
    expect(built.exchange.placed).toHaveLength(1);
  });

  it('takes an absence for final only twice after the window: lost when it was sent', async () => {
    const built = await withLostReply();
    built.exchange.orderAnswers = [null];
    const result = await runToEnd(built.clock, built.executor.resolve(ENTRY_ID));
    expect(result.tag).toBe('lost');
    expect(built.clock.now()).toBe(NOW + 18_000);
    expect(probesOf(built)).toBe(10);
    expect(built.journal.kinds.slice(1)).toEqual([
      'order-changed:submitted',
      'order-changed:outcome-unknown',
      'order-changed:lost',
    ]);
    expect(built.exchange.placed).toHaveLength(1);
  });

  it('abandons what was intended before a restart and is absent twice after the window', async () => {
    const built = await withIntentAlone();
    built.exchange.orderAnswers = [null];
    const result = await runToEnd(built.clock, built.executor.resolve(ENTRY_ID));
    expect(result.tag).toBe('abandoned');
    expect(built.clock.now()).toBe(NOW + 18_000);
    expect(built.exchange.placed).toEqual([]);
  });

  it('asks twice, two seconds apart, when the window ended long ago', async () => {
    const built = await withIntentAlone();
    await built.clock.advanceTo(NOW + DAY_MS);
    built.exchange.orderAnswers = [null];
    expect((await runToEnd(built.clock, built.executor.resolve(ENTRY_ID))).tag).toBe('abandoned');
    expect([probesOf(built), built.clock.now()]).toEqual([2, NOW + DAY_MS + 2_000]);
  });

  it('leaves the order in doubt when the exchange cannot be read, and takes no failed read for an absence', async () => {
    const built = await withIntentAlone();
    await built.clock.advanceTo(NOW + DAY_MS);
    built.exchange.orderAnswers = [
      null,
      () => {
        throw new Fault('timeout', 'no answer', { retryable: true });
      },
    ];
    const result = await runToEnd(built.clock, built.executor.resolve(ENTRY_ID));
    expect(result.tag).toBe('outcome-unknown');
    expect([probesOf(built), built.orders.inDoubt().length]).toEqual([4, 1]);
  });

  it.each([
    ['of another side', reportOf({ ...REQUEST, side: 'sell' })],
    ['of another quantity', reportOf({ ...REQUEST, quantity: quantity('0.2') })],
    ['that is older than the intent', reportOf(REQUEST, { updatedAt: NOW - 3_600_000 })],
  ])('never adopts an order %s under the same id', async (_, namesake) => {
    const built = await withLostReply();
    built.exchange.orderAnswers = [namesake];
    const result = await runToEnd(built.clock, built.executor.resolve(ENTRY_ID));
    expect(result.tag).toBe('outcome-unknown');
    expect(built.orders.inDoubt()).toHaveLength(1);
  });

  it('ends at once when an event tells of the order meanwhile', async () => {
    const built = await withLostReply();
    built.exchange.orderAnswers = [null];
    const work = built.executor.resolve(ENTRY_ID);
    await built.executor.absorb({ kind: 'fill', fill: fillOf(REQUEST, { id: '7', quantity: '0.1' }) });
    await built.executor.absorb({ kind: 'order', report: FILLED });
    expect((await runToEnd(built.clock, work)).tag).toBe('filled');
    expect(built.clock.now()).toBeLessThanOrEqual(NOW + 2_000);
  });

  it('waits for the answer of an order that is just being sent', async () => {
    const exchange = new FakeExchange();
    const { executor } = buildExecutor(exchange);
    exchange.placeAnswers = [{ tag: 'accepted', report: FILLED, fills: FILLS }];
    const sending = executor.execute(ENTRY);
    expect((await executor.resolve(ENTRY_ID)).tag).toBe('filled');
    await sending;
    expect(exchange.calls.filter((call) => !call.startsWith('place'))).toEqual([]);
  });

  it('adopts a lost order that turns up within a day, and gives it up after', async () => {
    const built = await withLostReply();
    built.exchange.orderAnswers = [null];
    await runToEnd(built.clock, built.executor.resolve(ENTRY_ID));
    expect((await built.executor.resolve(ENTRY_ID)).tag).toBe('lost');
    built.exchange.orderAnswers = [reportOf(REQUEST)];
    expect((await built.executor.resolve(ENTRY_ID)).tag).toBe('open');

    const other = await withLostReply();
    other.exchange.orderAnswers = [null];
    await runToEnd(other.clock, other.executor.resolve(ENTRY_ID));
    await other.clock.advanceTo(other.clock.now() + DAY_MS);
    expect((await other.executor.resolve(ENTRY_ID)).tag).toBe('abandoned');
  });

  it('books the end of an open order that it learns of late', async () => {
    const stop = plannedStop().intent.request.order;
    const exchange = new FakeExchange();
    exchange.placeAnswers = [{ tag: 'accepted', report: reportOf(stop), fills: [] }];
    const { executor, orders } = buildExecutor(exchange);
    await executor.execute(plannedStop());
    exchange.orderAnswers = [reportOf(stop, { status: 'filled', filledQuantity: quantity('0.1') })];
    exchange.fills = [fillOf(stop, { id: '8', quantity: '0.1' })];
    expect((await executor.resolve(stop.clientOrderId)).tag).toBe('filled');
    expect(orders.liveOrders()).toEqual([]);
    expect(orders.order(stop.clientOrderId)?.bookedQuantity.toFixed()).toBe('0.1');
  });

  it('asks only for fills after those that were booked before the intent', async () => {
    const built = buildExecutor(new FakeExchange());
    built.exchange.placeAnswers = [
      { tag: 'accepted', report: FILLED, fills: FILLS },
      { tag: 'outcome-unknown', cause: 'timeout' },
    ];
    await built.executor.execute(ENTRY);
    const next = plannedOrder(undefined, { clientOrderId: 'steward-P2-BTCUSDT-e1-7' });
    await built.executor.execute(next);
    const request = next.intent.request.order;
    built.exchange.orderAnswers = [reportOf(request, { status: 'filled', filledQuantity: request.quantity })];
    built.exchange.fills = [...FILLS, fillOf(request, { id: '8', quantity: '0.1' })];
    expect((await built.executor.resolve(request.clientOrderId)).fills.map((fill) => fill.id)).toEqual(['8']);
    expect(built.exchange.calls.at(-1)).toBe('fetchFills BTCUSDT after 7');
  });

  it('is asked about own orders only', async () => {
    const { executor } = buildExecutor(new FakeExchange());
    await expect(executor.resolve('web_1')).rejects.toThrow(InvariantError);
  });
});
