import { describe, expect, it } from 'vitest';
import { quantity } from '../../src/domain/decimal.ts';
import { encode } from '../../src/domain/encoded.ts';
import { Fault } from '../../src/domain/fault.ts';
import { InvariantError } from '../../src/domain/invariant.ts';
import type { JournalFact } from '../../src/domain/journal-entry.ts';
import type { OrderRequest } from '../../src/domain/order.ts';
import type { PlannedOrder } from '../../src/execution/plan-order.ts';
import type { PlaceResult } from '../../src/ports/exchange.ts';
import { FakeExchange } from '../support/fake-exchange.ts';
import {
  buildExecutor,
  ETH,
  entryTrade,
  exitTrade,
  fillOf,
  plannedOrder,
  plannedStop,
  reportOf,
  SimulatedCrash,
} from './execution-fixtures.ts';

const ENTRY = plannedOrder();
const ENTRY_ID = ENTRY.intent.clientOrderId;
const REQUEST = ENTRY.intent.request.order;
const STOP = plannedStop();
const STOP_REQUEST = STOP.intent.request.order;
const STOP_KEY = { symbol: 'BTCUSDT', clientOrderId: STOP.intent.clientOrderId } as const;
const LOST_REPLY: PlaceResult = { tag: 'outcome-unknown', cause: 'no answer in 11 s' };

function filledAnswer(request: OrderRequest): PlaceResult {
  return {
    tag: 'accepted',
    report: reportOf(request, { status: 'filled', filledQuantity: request.quantity }),
    fills: [fillOf(request, { id: '1', quantity: '0.04' }), fillOf(request, { id: '2', quantity: '0.06' })],
  };
}

function expiredAnswer(filled: string): PlaceResult {
  return {
    tag: 'accepted',
    report: reportOf(REQUEST, {
      status: 'expired',
      filledQuantity: quantity(filled),
      expiryReason: 'UNFILLED_IOC_QUANTITY_EXPIRED',
    }),
    fills: Number(filled) === 0 ? [] : [fillOf(REQUEST, { id: '1', quantity: filled })],
  };
}

function executorAnswering(...answers: FakeExchange['placeAnswers']) {
  const steps: string[] = [];
  const exchange = new FakeExchange(steps);
  exchange.placeAnswers = answers;
  return buildExecutor(exchange, { steps });
}

describe('OrderExecutor.execute', () => {
  it('makes the intent durable before the first byte leaves, and the outcome before it answers', async () => {
    const { executor, steps } = executorAnswering(filledAnswer);
    const result = await executor.execute(ENTRY);
    expect(result.tag).toBe('filled');
    expect(steps).toEqual([
      'durable order-intended',
      'intent-durable',
      `place ${ENTRY_ID}`,
      'order-sent',
      'durable order-changed:submitted, fill-booked, fill-booked, order-changed:filled',
      'outcome-durable',
    ]);
  });

  it('sends the planned request and books its fills with the value of their fees, in the session of the order', async () => {
    const { executor, exchange, journal } = executorAnswering(filledAnswer);
    const result = await executor.execute(ENTRY);
    expect(exchange.placed).toEqual([REQUEST]);
    expect(result.fills.map((fill) => fill.id)).toEqual(['1', '2']);
    expect(journal.entries.map((entry) => entry.sessionId)).toEqual(Array(5).fill('20240101T13'));
    const booked = journal.entries.map((entry) => entry.fact).find((fact) => fact.kind === 'fill-booked');
    expect(booked).toMatchObject({ feeValue: '0.5', reason: 'signal', fill: { id: '1', quantity: '0.04' } });
  });

  const outcomes: [string, FakeExchange['placeAnswers'][number], string, string][] = [
    ['a full fill', filledAnswer, 'filled', 'filled'],
    ['a part that filled before the rest expired', expiredAnswer('0.04'), 'partly-filled', 'expired'],
    ['an expiry without a fill', expiredAnswer('0'), 'unfilled', 'expired'],
    ['an order that rests', { tag: 'accepted', report: reportOf(REQUEST), fills: [] }, 'open', 'open'],
    ['a rejection', { tag: 'rejected', code: -2010, message: 'Account has insufficient balance.' }, 'rejected', 'rejected'],
    ['a lost reply', LOST_REPLY, 'outcome-unknown', 'outcome-unknown'],
    [
      'an adapter that throws a fault',
      () => {
        throw new Fault('network', 'socket reset', { retryable: true });
      },
      'outcome-unknown',
      'outcome-unknown',
    ],
    [
      'an adapter that throws anything',
      () => {
        throw new TypeError('cannot read properties of undefined');
      },
      'outcome-unknown',
      'outcome-unknown',
    ],
    [
      'an answer about another order',
      { tag: 'accepted', report: reportOf(REQUEST, { clientOrderId: 'web_1' }), fills: [] },
      'outcome-unknown',
      'outcome-unknown',
    ],
    [
      'an answer about another quantity',
      { tag: 'accepted', report: reportOf({ ...REQUEST, quantity: quantity('1') }), fills: [] },
      'outcome-unknown',
      'outcome-unknown',
    ],
    [
      'fills of more than was ordered',
      { tag: 'accepted', report: reportOf(REQUEST), fills: [fillOf(REQUEST, { id: '1', quantity: '0.11' })] },
      'outcome-unknown',
      'outcome-unknown',
    ],
    [
      'fills of another order',
      {
        tag: 'accepted',
        report: reportOf(REQUEST),
        fills: [fillOf({ ...REQUEST, clientOrderId: 'x' }, { id: '1', quantity: '0.1' })],
      },
      'outcome-unknown',
      'outcome-unknown',
    ],
  ];
  it.each(outcomes)('sends exactly once and says what became of it: %s', async (_, answer, resultTag, stateTag) => {
    const { executor, exchange, orders } = executorAnswering(answer);
    const result = await executor.execute(ENTRY);
    expect(result.tag).toBe(resultTag);
    expect(orders.order(ENTRY_ID)?.state.tag).toBe(stateTag);
    expect(exchange.placed).toHaveLength(1);
  });

  it('fetches the fills that the answer tells of and does not bring', async () => {
    const { executor, exchange, orders } = executorAnswering({
      tag: 'accepted',
      report: reportOf(REQUEST, { status: 'filled', filledQuantity: REQUEST.quantity }),
      fills: [fillOf(REQUEST, { id: '1', quantity: '0.04' })],
    });
    exchange.fills = [
      fillOf(REQUEST, { id: '1', quantity: '0.04' }),
      fillOf({ ...REQUEST, clientOrderId: 'web_1' }, { id: '2', quantity: '5' }),
      fillOf(REQUEST, { id: '3', quantity: '0.06' }),
    ];
    const result = await executor.execute(ENTRY);
    expect(result.fills.map((fill) => fill.id)).toEqual(['1', '3']);
    expect(orders.order(ENTRY_ID)?.bookedQuantity.toFixed()).toBe('0.1');
  });

  it('leaves fills that cannot be fetched for later, and then gets them', async () => {
    const { executor, exchange, orders } = executorAnswering({
      tag: 'accepted',
      report: reportOf(REQUEST, { status: 'filled', filledQuantity: REQUEST.quantity }),
      fills: [],
    });
    exchange.fillsFault = new Fault('timeout', 'no answer');
    expect((await executor.execute(ENTRY)).tag).toBe('filled');
    expect(orders.fillsMissing()).toHaveLength(1);
    exchange.fillsFault = null;
    exchange.fills = [fillOf(REQUEST, { id: '3', quantity: '0.1' })];
    exchange.orderAnswers = [reportOf(REQUEST, { status: 'filled', filledQuantity: REQUEST.quantity })];
    expect((await executor.resolve(ENTRY_ID)).fills).toHaveLength(1);
    expect(orders.fillsMissing()).toEqual([]);
  });

  it('sends nothing when the intent cannot be made durable', async () => {
    const { executor, exchange, journal } = executorAnswering(filledAnswer);
    journal.faults.push(new Fault('storage', 'the disk is full'));
    await expect(executor.execute(ENTRY)).rejects.toThrow('the disk is full');
    expect(exchange.calls).toEqual([]);
  });

  const tampered: [string, PlannedOrder][] = [
    ['the quantity was changed', withRequest({ quantity: quantity('0.2') })],
    ['the side was changed', withRequest({ side: 'sell' })],
    ['the id was changed', withRequest({ clientOrderId: 'steward-P1-BTCUSDT-e2-7' })],
    ['the intent bears another id', { ...ENTRY, intent: { ...ENTRY.intent, clientOrderId: 'steward-P1-BTCUSDT-e2-7' } }],
  ];
  it.each(tampered)('takes it for a bug, and sends nothing, when %s after planning', async (_, order) => {
    const { executor, steps } = executorAnswering(filledAnswer);
    await expect(executor.execute(order)).rejects.toThrow(InvariantError);
    expect(steps).toEqual([]);
  });

  it('sends nothing when the request is changed while the intent is written', async () => {
    const order = structuredOrder();
    const { executor, exchange } = executorAnswering(filledAnswer);
    const work = executor.execute(order);
    for (let step = 0; step < 3; step += 1) await null;
    Object.assign(order.intent.request.order, { quantity: quantity('50') });
    await expect(work).rejects.toThrow(InvariantError);
    expect(exchange.placed).toEqual([]);
  });

  it('never executes an id twice', async () => {
    const { executor, exchange, journal } = executorAnswering(LOST_REPLY, filledAnswer);
    const first = executor.execute(ENTRY);
    await expect(executor.execute(ENTRY)).rejects.toThrow(InvariantError);
    await first;
    await expect(executor.execute(ENTRY)).rejects.toThrow(InvariantError);
    expect(exchange.placed).toHaveLength(1);
    expect(journal.kinds.filter((kind) => kind === 'order-intended')).toHaveLength(1);
  });

  it('never executes an id that the journal knows from an earlier process', async () => {
    const { executor, exchange, journal } = executorAnswering(filledAnswer);
    await journal.record([intendedFact(ENTRY)], { sessionId: null });
    await expect(executor.execute(ENTRY)).rejects.toThrow(InvariantError);
    expect(exchange.placed).toEqual([]);
    expect(journal.kinds).toEqual(['order-intended']);
  });

  it('sends orders of one symbol one after the other and those of another symbol meanwhile', async () => {
    let answerFirst: (answer: PlaceResult) => void = () => undefined;
    const waiting = new Promise<PlaceResult>((resolve) => {
      answerFirst = resolve;
    });
    const { executor, exchange } = executorAnswering(() => waiting, filledAnswer, filledAnswer);
    const second = plannedOrder(exitTrade(), { clientOrderId: 'steward-P2-BTCUSDT-x1-7' });
    const other = plannedOrder(
      { ...entryTrade(), symbol: 'ETHUSDT' },
      { clientOrderId: 'steward-P3-ETHUSDT-e1-7', instrument: ETH },
    );
    const work = Promise.all([ENTRY, second, other].map((order) => executor.execute(order)));
    for (let step = 0; step < 100; step += 1) await null;
    expect(exchange.calls.filter((call) => call.startsWith('place'))).toEqual([
      `place ${ENTRY_ID}`,
      'place steward-P3-ETHUSDT-e1-7',
    ]);
    answerFirst(filledAnswer(REQUEST));
    await work;
    expect(exchange.placed.map((order) => order.clientOrderId)).toContain('steward-P2-BTCUSDT-x1-7');
  });

  it('goes on with the symbol after an order that failed', async () => {
    const { executor, journal, exchange } = executorAnswering(filledAnswer);
    journal.faults.push(new Fault('storage', 'the disk is full'));
    const failed = executor.execute(ENTRY).catch((error: unknown) => error);
    const second = executor.execute(plannedOrder(exitTrade(), { clientOrderId: 'steward-P2-BTCUSDT-x1-7' }));
    await failed;
    expect((await second).tag).toBe('filled');
    expect(exchange.placed).toHaveLength(1);
  });

  const crashes = [
    ['intent-durable', 0, ['order-intended']],
    ['order-sent', 1, ['order-intended']],
    ['outcome-durable', 1, ['order-intended', 'order-changed:submitted', 'fill-booked', 'fill-booked', 'order-changed:filled']],
  ] as const;
  it.each(crashes)('killed at %s, %i orders were sent and the journal holds what is known', async (crashAt, sent, kinds) => {
    const exchange = new FakeExchange();
    exchange.placeAnswers = [filledAnswer];
    const { executor, journal } = buildExecutor(exchange, { crashAt });
    await expect(executor.execute(ENTRY)).rejects.toThrow(SimulatedCrash);
    expect(exchange.placed).toHaveLength(sent);
    expect(journal.kinds).toEqual(kinds);
  });

  it('believes an event that arrives before the answer, even when the answer is lost', async () => {
    const { executor, orders, exchange } = executorAnswering();
    exchange.placeAnswers = [
      async () => {
        await executor.absorb({ kind: 'fill', fill: fillOf(REQUEST, { id: '1', quantity: '0.1' }) });
        await executor.absorb({
          kind: 'order',
          report: reportOf(REQUEST, { status: 'filled', filledQuantity: REQUEST.quantity }),
        });
        return LOST_REPLY;
      },
    ];
    expect((await executor.execute(ENTRY)).tag).toBe('filled');
    expect(orders.order(ENTRY_ID)?.bookedQuantity.toFixed()).toBe('0.1');
  });

  it.each([
    ['lost', LOST_REPLY],
    ['a rejection', { tag: 'rejected', code: -2010, message: 'Duplicate order sent.' } as const],
  ])('believes an event that says the order rests when the answer is %s', async (_, answer) => {
    const { executor, exchange } = executorAnswering();
    exchange.placeAnswers = [
      async (order) => {
        await executor.absorb({ kind: 'order', report: reportOf(order) });
        return answer;
      },
    ];
    expect((await executor.execute(STOP)).tag).toBe('open');
  });
});

describe('OrderExecutor.absorb', () => {
  it('records each event of an own order once, and nothing of others', async () => {
    const { executor, journal } = executorAnswering({ tag: 'accepted', report: reportOf(STOP_REQUEST), fills: [] });
    await executor.execute(STOP);
    const fill = { kind: 'fill', fill: fillOf(STOP_REQUEST, { id: '5', quantity: '0.1' }) } as const;
    const filled = reportOf(STOP_REQUEST, { status: 'filled', filledQuantity: STOP_REQUEST.quantity });
    const news = [];
    for (let round = 0; round < 2; round += 1) {
      news.push(await executor.absorb({ kind: 'order', report: filled }), await executor.absorb(fill));
    }
    news.push(
      await executor.absorb({ kind: 'fill', fill: fillOf({ clientOrderId: 'web_1', side: 'buy' }, { id: '6', quantity: '1' }) }),
    );
    news.push(await executor.absorb({ kind: 'balance', asset: 'BTC', free: quantity(1), locked: quantity(0) }));
    expect(news).toEqual([true, true, false, false, false, false]);
    expect(journal.kinds.slice(3)).toEqual(['order-changed:filled', 'fill-booked']);
    expect(journal.entries.at(-1)?.fact).toMatchObject({ reason: 'protection' });
  });
});

describe('OrderExecutor.cancel', () => {
  async function withRestingStop() {
    const built = executorAnswering({ tag: 'accepted', report: reportOf(STOP_REQUEST), fills: [] });
    await built.executor.execute(STOP);
    return built;
  }
  const cancelled = reportOf(STOP_REQUEST, { status: 'cancelled' });

  it('records the cancellation together with what was filled before it', async () => {
    const { executor, exchange, orders } = await withRestingStop();
    exchange.cancelAnswers = [{ tag: 'cancelled', report: { ...cancelled, filledQuantity: quantity('0.03') } }];
    exchange.fills = [fillOf(STOP_REQUEST, { id: '5', quantity: '0.03' })];
    const outcome = await executor.cancel(STOP_KEY);
    expect(outcome).toMatchObject({ tag: 'closed', order: { state: { tag: 'cancelled' } } });
    expect(orders.order(STOP_KEY.clientOrderId)?.bookedQuantity.toFixed()).toBe('0.03');
  });

  it('asks for the end of an order that is not open any more, and books its fills', async () => {
    const { executor, exchange, orders } = await withRestingStop();
    exchange.cancelAnswers = [{ tag: 'not-open' }];
    exchange.orderAnswers = [reportOf(STOP_REQUEST, { status: 'filled', filledQuantity: quantity('0.1') })];
    exchange.fills = [fillOf(STOP_REQUEST, { id: '5', quantity: '0.1' })];
    expect(await executor.cancel(STOP_KEY)).toMatchObject({ tag: 'closed', order: { state: { tag: 'filled' } } });
    expect(orders.order(STOP_KEY.clientOrderId)?.bookedQuantity.toFixed()).toBe('0.1');
  });

  it('finds out by a read whether a cancellation without an answer took effect', async () => {
    const { executor, exchange } = await withRestingStop();
    const lost = { tag: 'outcome-unknown', cause: 'timeout' } as const;
    exchange.cancelAnswers = [lost, lost];
    exchange.orderAnswers = [reportOf(STOP_REQUEST), cancelled];
    expect(await executor.cancel(STOP_KEY)).toMatchObject({ tag: 'still-open', why: 'timeout' });
    expect(await executor.cancel(STOP_KEY)).toMatchObject({ tag: 'closed' });
  });

  it('says that the outcome is unknown when the exchange cannot be read either', async () => {
    const { executor, exchange, orders } = await withRestingStop();
    exchange.cancelAnswers = [
      () => {
        throw new Fault('network', 'socket reset');
      },
    ];
    exchange.orderAnswers = [
      () => {
        throw new Fault('network', 'socket reset');
      },
    ];
    expect(await executor.cancel(STOP_KEY)).toMatchObject({ tag: 'outcome-unknown', cause: 'network' });
    expect(orders.order(STOP_KEY.clientOrderId)?.state.tag).toBe('open');
  });

  it('tells why the exchange refuses a cancellation', async () => {
    const { executor, exchange } = await withRestingStop();
    exchange.cancelAnswers = [{ tag: 'rejected', code: -2011, message: 'Order was not canceled due to cancel restrictions.' }];
    exchange.orderAnswers = [reportOf(STOP_REQUEST)];
    expect(await executor.cancel(STOP_KEY)).toMatchObject({
      tag: 'still-open',
      why: '-2011 Order was not canceled due to cancel restrictions.',
    });
  });

  it('books what an order filled that was given up and turned up after all', async () => {
    const { executor, exchange, orders, journal } = executorAnswering();
    await journal.record(
      [
        intendedFact(STOP),
        { kind: 'order-changed', clientOrderId: STOP_KEY.clientOrderId, state: { tag: 'abandoned', why: 'absent' } },
      ],
      { sessionId: null },
    );
    exchange.cancelAnswers = [{ tag: 'cancelled', report: { ...cancelled, filledQuantity: quantity('0.03') } }];
    exchange.fills = [fillOf(STOP_REQUEST, { id: '5', quantity: '0.03' })];
    expect(await executor.cancel(STOP_KEY)).toMatchObject({ tag: 'closed', order: { state: { tag: 'abandoned' } } });
    expect(orders.order(STOP_KEY.clientOrderId)?.bookedQuantity.toFixed()).toBe('0.03');
  });

  it('never touches an order that is not in the journal', async () => {
    const { executor, exchange } = await withRestingStop();
    await expect(executor.cancel({ symbol: 'BTCUSDT', clientOrderId: 'steward-S-BTCUSDT-s9-7' })).rejects.toThrow(InvariantError);
    await expect(executor.cancel({ ...STOP_KEY, symbol: 'ETHUSDT' })).rejects.toThrow(InvariantError);
    expect(exchange.calls.filter((call) => call.startsWith('cancel'))).toEqual([]);
  });
});

function withRequest(changes: Partial<Pick<OrderRequest, 'quantity' | 'side' | 'clientOrderId'>>): PlannedOrder {
  return { ...ENTRY, intent: { ...ENTRY.intent, request: { kind: 'order', order: { ...REQUEST, ...changes } } } };
}

function structuredOrder(): PlannedOrder {
  return { ...ENTRY, intent: { ...ENTRY.intent, request: { kind: 'order', order: { ...REQUEST } } } };
}

function intendedFact({ intent }: PlannedOrder): JournalFact {
  return { kind: 'order-intended', intent: encode(intent) };
}
