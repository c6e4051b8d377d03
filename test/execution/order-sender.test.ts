import { describe, expect, it } from 'vitest';
import { fraction, price, quantity } from '../../src/domain/decimal.ts';
import { InvariantError } from '../../src/domain/invariant.ts';
import type { OrderRequest } from '../../src/domain/order.ts';
import type { OrderReport, PlaceListResult, ReplaceResult } from '../../src/ports/exchange.ts';
import { FakeExchange } from '../support/fake-exchange.ts';
import {
  buildExecutor,
  entryTrade,
  fillOf,
  plannedOrder,
  plannedStop,
  reportOf,
  runToEnd,
  stopTrade,
} from './execution-fixtures.ts';

const IDS = { list: 'steward-P1-BTCUSDT-l1-7', stop: 'steward-P1-BTCUSDT-s1-7', target: 'steward-P1-BTCUSDT-t1-7' };
const ENTRY = plannedOrder(entryTrade(), {
  list: { ids: IDS, stopPriceMin: null, targetPrice: price('45000'), restingExits: 0, feeFraction: fraction('0.001') },
});
const ENTRY_REQUEST = ENTRY.intent.request.order;
const [STOP_REQUEST, TARGET_REQUEST] = ENTRY.exits.map(({ request }) => request.order) as [OrderRequest, OrderRequest];
const RECEIVED = quantity('0.0999');
const FILL = fillOf(ENTRY_REQUEST, { id: '5', quantity: '0.1', fee: { asset: 'BTC', quantity: quantity('0.0001') } });

const FILLED: PlaceListResult = {
  tag: 'accepted',
  reports: [
    reportOf(ENTRY_REQUEST, { status: 'filled', filledQuantity: quantity('0.1') }),
    reportOf(STOP_REQUEST, { status: 'pending', exchangeOrderId: '9002' }),
    reportOf(TARGET_REQUEST, { status: 'pending', exchangeOrderId: '9003' }),
  ],
  fills: [FILL],
};

function executorAnswering(...answers: readonly PlaceListResult[]) {
  const exchange = new FakeExchange();
  exchange.listAnswers = [...answers];
  return buildExecutor(exchange);
}

function statesOf({ orders }: Pick<ReturnType<typeof buildExecutor>, 'orders'>): readonly (string | undefined)[] {
  return [ENTRY_REQUEST, STOP_REQUEST, TARGET_REQUEST].map(({ clientOrderId }) => orders.order(clientOrderId)?.state.tag);
}

describe('an entry that brings its exits', () => {
  it('is sent once, in one request, after all of its orders are durable together', async () => {
    const built = executorAnswering(FILLED);
    expect((await built.executor.execute(ENTRY)).tag).toBe('filled');
    expect(built.exchange.calls).toEqual([`placeList ${IDS.list}`]);
    expect(built.steps[0]).toBe('durable order-intended, order-intended, order-intended');
    expect(statesOf(built)).toEqual(['filled', 'pending', 'pending']);
  });

  it('has its stop in doubt until it is seen to work, with the quantity that the exchange gave it', async () => {
    const built = executorAnswering(FILLED);
    await built.executor.execute(ENTRY);
    expect(built.orders.protectionOf('BTCUSDT')).toEqual({ liveStops: [], sellsInDoubt: [IDS.stop, IDS.target] });
    const works: OrderReport = reportOf({ ...STOP_REQUEST, quantity: RECEIVED }, { exchangeOrderId: '9002' });
    built.exchange.orderAnswers = [reportOf(STOP_REQUEST, { status: 'pending', exchangeOrderId: '9002' }), works];
    await runToEnd(built.clock, built.executor.resolve(IDS.stop));
    expect(built.orders.protectionOf('BTCUSDT').liveStops).toEqual([
      { clientOrderId: IDS.stop, remainingQuantity: RECEIVED, stopPrice: price('40000') },
    ]);
  });

  it('is asked for no longer than about a second when the exchange goes on telling of the old state', async () => {
    const built = executorAnswering(FILLED);
    await built.executor.execute(ENTRY);
    const startedAt = built.clock.now();
    built.exchange.orderAnswers = [reportOf(STOP_REQUEST, { status: 'pending', exchangeOrderId: '9002' })];
    await runToEnd(built.clock, built.executor.resolve(IDS.stop));
    expect(built.clock.now() - startedAt).toBe(1_000);
    expect(built.orders.protectionOf('BTCUSDT').sellsInDoubt).toContain(IDS.stop);
  });

  it('is no protection while the entry may still be filled', async () => {
    const [entry, ...exits] = FILLED.reports;
    const open = { ...entry, status: 'open', filledQuantity: quantity(0) } as OrderReport;
    const built = executorAnswering({ tag: 'accepted', reports: [open, ...exits], fills: [] });
    await built.executor.execute(ENTRY);
    expect(built.orders.protectionOf('BTCUSDT')).toEqual({ liveStops: [], sellsInDoubt: [] });
  });

  it('ends with all of its orders when the exchange refuses the list', async () => {
    const built = executorAnswering({ tag: 'rejected', code: -2010, message: 'Account has insufficient balance.' });
    expect((await built.executor.execute(ENTRY)).tag).toBe('rejected');
    expect(statesOf(built)).toEqual(['rejected', 'rejected', 'rejected']);
  });

  it('is in doubt with all of its orders when nothing was answered, and is not sent again', async () => {
    const built = executorAnswering({ tag: 'outcome-unknown', cause: 'no answer in time' });
    expect((await built.executor.execute(ENTRY)).tag).toBe('outcome-unknown');
    expect(statesOf(built)).toEqual(['outcome-unknown', 'outcome-unknown', 'outcome-unknown']);
    await expect(built.executor.execute(ENTRY)).rejects.toThrow(InvariantError);
    expect(built.exchange.calls).toEqual([`placeList ${IDS.list}`]);
  });

  it('leaves an order in doubt of which the answer does not tell', async () => {
    const built = executorAnswering({ ...FILLED, reports: FILLED.reports.slice(0, 2) });
    await built.executor.execute(ENTRY);
    expect(statesOf(built)).toEqual(['filled', 'pending', 'outcome-unknown']);
  });

  it('takes an exit with more than the entry bought for another order', async () => {
    const [entry, , target] = FILLED.reports;
    const stop = reportOf({ ...STOP_REQUEST, quantity: quantity('0.2') }, { exchangeOrderId: '9002' });
    const built = executorAnswering({ ...FILLED, reports: [entry, stop, target] as readonly OrderReport[] });
    await built.executor.execute(ENTRY);
    expect(statesOf(built)).toEqual(['filled', 'outcome-unknown', 'pending']);
  });

  it('abandons all of it, with nothing sent, when the last gate closed meanwhile', async () => {
    const exchange = new FakeExchange();
    const built = buildExecutor(exchange, { lastGate: ({ purpose }) => (purpose === 'entry' ? 'trading is halted' : null) });
    expect((await built.executor.execute(ENTRY)).tag).toBe('abandoned');
    expect(exchange.calls).toEqual([]);
    expect(statesOf(built)).toEqual(['abandoned', 'abandoned', 'abandoned']);
  });

  it('takes it for a bug, and sends nothing, when an exit of the list is not the one that was planned', async () => {
    const { list } = ENTRY;
    if (list?.kind !== 'entry-with-exits') throw new Error('the fixture is an entry with exits');
    const tampered = { ...ENTRY, list: { ...list, stop: { ...list.stop, quantity: quantity('0.2') } } };
    const built = executorAnswering(FILLED);
    await expect(built.executor.execute(tampered)).rejects.toThrow(InvariantError);
    expect(built.exchange.calls).toEqual([]);
  });
});

describe('a stop that takes the place of another', () => {
  const OLD = plannedStop();
  const NEW = plannedOrder(stopTrade({ stopPrice: '41000' }), {
    clientOrderId: 'steward-S-BTCUSDT-s2-7',
    reason: 'protection',
    proposalId: null,
  });
  const oldKey = { symbol: 'BTCUSDT', clientOrderId: OLD.intent.clientOrderId } as const;

  async function replacing(answer: ReplaceResult) {
    const exchange = new FakeExchange();
    const built = buildExecutor(exchange);
    exchange.placeAnswers = [{ tag: 'accepted', report: reportOf(OLD.intent.request.order), fills: [] }];
    await built.executor.execute(OLD);
    exchange.replaceAnswers = [answer];
    const result = await built.executor.replace(NEW, oldKey);
    const tags = [OLD, NEW].map(({ intent }) => built.orders.order(intent.clientOrderId)?.state.tag);
    return { ...built, result, tags };
  }

  const cancelled = { tag: 'cancelled', report: reportOf(OLD.intent.request.order, { status: 'cancelled' }) } as const;
  const placed = {
    tag: 'accepted',
    report: reportOf(NEW.intent.request.order, { exchangeOrderId: '9004' }),
    fills: [],
  } as const;

  it('goes in one request and both outcomes are written down', async () => {
    const { exchange, result, tags } = await replacing({ cancel: cancelled, place: placed });
    expect(exchange.calls.slice(1)).toEqual([`replace ${oldKey.clientOrderId} by ${NEW.intent.clientOrderId}`]);
    expect(result.tag).toBe('open');
    expect(tags).toEqual(['cancelled', 'open']);
  });

  it('is refused after the old one is gone: then nothing rests', async () => {
    const refused = { tag: 'rejected', code: -2010, message: 'Account has insufficient balance for requested action.' } as const;
    const { result, tags } = await replacing({ cancel: cancelled, place: refused });
    expect(result.tag).toBe('rejected');
    expect(tags).toEqual(['cancelled', 'rejected']);
  });

  it('was never sent when the old one could not be cancelled', async () => {
    const exchangeRefuses = { tag: 'rejected', code: -2011, message: 'Order was canceled by somebody.' } as const;
    const { result, tags, orders } = await replacing({ cancel: exchangeRefuses, place: { tag: 'not-attempted' } });
    expect(result.tag).toBe('abandoned');
    expect(tags).toEqual(['open', 'abandoned']);
    expect(orders.protectionOf('BTCUSDT').liveStops).toHaveLength(1);
  });

  it('leaves the new one in doubt and the old one as it was when nothing was answered', async () => {
    const silence = { tag: 'outcome-unknown', cause: 'no answer in time' } as const;
    const { result, tags } = await replacing({ cancel: silence, place: silence });
    expect(result.tag).toBe('outcome-unknown');
    expect(tags).toEqual(['open', 'outcome-unknown']);
  });
});
