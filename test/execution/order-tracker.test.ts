import { describe, expect, it } from 'vitest';
import { price, quantity } from '../../src/domain/decimal.ts';
import { encode } from '../../src/domain/encoded.ts';
import { InvariantError } from '../../src/domain/invariant.ts';
import type { ClientOrderId, OrderState } from '../../src/domain/order.ts';
import type { Marks } from '../../src/domain/position.ts';
import { fillBookedFact, orderChangedFact } from '../../src/execution/order-facts.ts';
import { OrderTracker } from '../../src/execution/order-tracker.ts';
import type { PlannedOrder } from '../../src/execution/plan-order.ts';
import { entryOf, entryTrade, exitTrade, fillOf, MARK, NOW, plannedOrder, plannedStop } from './execution-fixtures.ts';

const ENTRY = plannedOrder();
const ENTRY_ID = ENTRY.intent.clientOrderId;
const STOP = plannedStop();
const STOP_ID = STOP.intent.clientOrderId;
const MARKS: Marks = new Map([['BTCUSDT', { symbol: 'BTCUSDT', price: MARK, at: NOW, source: 'ticker' }]]);

const SUBMITTED: OrderState = { tag: 'submitted', sentAt: NOW };
const UNKNOWN: OrderState = { tag: 'outcome-unknown', sentAt: NOW, cause: 'timeout' };
const REJECTED: OrderState = { tag: 'rejected', code: -2010, message: 'no' };
const LOST: OrderState = { tag: 'lost', since: NOW };

function exchangeState(tag: 'open' | 'filled' | 'cancelled', filled: string): OrderState {
  return { tag, exchangeOrderId: '9001', filledQuantity: quantity(filled) };
}

function trackerWith(...orders: readonly PlannedOrder[]): OrderTracker {
  const tracker = new OrderTracker();
  for (const { intent } of orders) tracker.apply(entryOf({ kind: 'order-intended', intent: encode(intent) }));
  return tracker;
}

function change(tracker: OrderTracker, clientOrderId: ClientOrderId, ...states: readonly OrderState[]): void {
  for (const state of states) tracker.apply(entryOf(orderChangedFact(clientOrderId, state)));
}

describe('OrderTracker', () => {
  it('knows an intended order with its reason and purpose, and no other', () => {
    const tracker = trackerWith(ENTRY);
    expect(tracker.order(ENTRY_ID)).toMatchObject({
      state: { tag: 'planned' },
      intendedAt: NOW,
      intent: { digest: ENTRY.intent.digest },
    });
    expect([tracker.isOwn(ENTRY_ID), tracker.reasonOf(ENTRY_ID), tracker.purposeOf(ENTRY_ID)]).toEqual([true, 'signal', 'entry']);
    expect([tracker.isOwn('steward-P9-BTCUSDT-e1-7'), tracker.reasonOf('web_1'), tracker.purposeOf('web_1')]).toEqual([
      false,
      'unknown',
      null,
    ]);
  });

  it('follows an order through its life', () => {
    const tracker = trackerWith(STOP);
    expect(tracker.inDoubt()).toHaveLength(1);
    change(tracker, STOP_ID, SUBMITTED, UNKNOWN);
    expect(tracker.inDoubt('BTCUSDT')).toHaveLength(1);
    change(tracker, STOP_ID, exchangeState('open', '0'));
    expect([tracker.inDoubt().length, tracker.liveOrders('BTCUSDT').length, tracker.liveOrders('ETHUSDT').length]).toEqual([
      0, 1, 0,
    ]);
    change(tracker, STOP_ID, exchangeState('cancelled', '0'));
    expect(tracker.liveOrders()).toEqual([]);
    expect(tracker.order(STOP_ID)?.state.tag).toBe('cancelled');
  });

  it('keeps a lost order apart until it turns up', () => {
    const tracker = trackerWith(ENTRY);
    change(tracker, ENTRY_ID, SUBMITTED, UNKNOWN, LOST);
    expect([tracker.lost().length, tracker.liveOrders().length]).toEqual([1, 0]);
    change(tracker, ENTRY_ID, exchangeState('open', '0'));
    expect([tracker.lost().length, tracker.liveOrders().length]).toEqual([0, 1]);
  });

  const ignored: [string, readonly OrderState[], OrderState, OrderState][] = [
    ['a repeat of the same state', [SUBMITTED, UNKNOWN], { ...UNKNOWN, cause: 'reset' }, UNKNOWN],
    [
      'an open order with less filled than known',
      [SUBMITTED, exchangeState('open', '0.05')],
      exchangeState('open', '0.01'),
      exchangeState('open', '0.05'),
    ],
    [
      'news of a filled order',
      [SUBMITTED, exchangeState('filled', '0.1')],
      exchangeState('open', '0.05'),
      exchangeState('filled', '0.1'),
    ],
    ['news of a rejected order', [SUBMITTED, REJECTED], exchangeState('open', '0'), REJECTED],
  ];
  it.each(ignored)('ignores %s', (_, before, late, kept) => {
    const tracker = trackerWith(ENTRY);
    change(tracker, ENTRY_ID, ...before);
    expect(tracker.isNews(ENTRY_ID, encode(late))).toBe(false);
    change(tracker, ENTRY_ID, late);
    expect(encode(tracker.order(ENTRY_ID)?.state)).toEqual(encode(kept));
  });

  const illegal: [string, readonly OrderState[], OrderState][] = [
    ['from planned to open', [], exchangeState('open', '0')],
    ['from planned to lost', [], LOST],
    ['from open to rejected', [SUBMITTED, exchangeState('open', '0')], REJECTED],
    ['from open to outcome-unknown', [SUBMITTED, exchangeState('open', '0')], UNKNOWN],
  ];
  it.each(illegal)('takes a step %s for a bug', (_, before, after) => {
    const tracker = trackerWith(ENTRY);
    change(tracker, ENTRY_ID, ...before);
    expect(() => change(tracker, ENTRY_ID, after)).toThrow(InvariantError);
  });

  it('takes a second intent under one id, and a change without an intent, for bugs', () => {
    expect(() => trackerWith(ENTRY, ENTRY)).toThrow(InvariantError);
    expect(() => change(trackerWith(), ENTRY_ID, SUBMITTED)).toThrow(InvariantError);
  });

  it('counts each fill once and remembers which fills came before an order', () => {
    const tracker = trackerWith(ENTRY);
    change(tracker, ENTRY_ID, SUBMITTED, exchangeState('open', '0.1'));
    expect(tracker.fillsMissing()).toHaveLength(1);
    const booked = fillBookedFact(fillOf(ENTRY.intent.request.order, { id: '99', quantity: '0.1' }), 'signal');
    tracker.apply(entryOf(booked));
    tracker.apply(entryOf(booked));
    expect(tracker.order(ENTRY_ID)?.bookedQuantity.toFixed()).toBe('0.1');
    expect(tracker.order(ENTRY_ID)?.bookedQuote.toFixed()).toBe('4200');
    expect(tracker.fillsMissing()).toEqual([]);
    expect(tracker.hasFill({ symbol: 'BTCUSDT', id: '99' })).toBe(true);
    tracker.apply(
      entryOf(fillBookedFact(fillOf({ clientOrderId: 'web_1', side: 'buy' }, { id: '100', quantity: '1' }), 'unknown')),
    );
    tracker.apply(
      entryOf(fillBookedFact(fillOf({ clientOrderId: 'web_1', side: 'buy' }, { id: '98', quantity: '1' }), 'unknown')),
    );
    tracker.apply(entryOf({ kind: 'order-intended', intent: encode(STOP.intent) }));
    expect(tracker.order(ENTRY_ID)?.fillIdBefore).toBeNull();
    expect(tracker.order(STOP_ID)?.fillIdBefore).toBe('100');
  });

  it('numbers attempts per trigger, symbol and leg, over restarts', () => {
    const tracker = trackerWith(
      plannedOrder(entryTrade(), { clientOrderId: 'my-bot-P1-BTCUSDT-e1-7' }),
      plannedOrder(entryTrade(), { clientOrderId: 'my-bot-P1-BTCUSDT-e10-8' }),
      plannedOrder(exitTrade(), { clientOrderId: 'my-bot-P1-BTCUSDT-x1-8' }),
    );
    expect(tracker.nextAttempt({ trigger: 'P1', symbol: 'BTCUSDT', leg: 'e' })).toBe(11);
    expect(tracker.nextAttempt({ trigger: 'P1', symbol: 'BTCUSDT', leg: 'x' })).toBe(2);
    expect(tracker.nextAttempt({ trigger: 'P1', symbol: 'BTCUSDT', leg: 's' })).toBe(1);
    expect(tracker.nextAttempt({ trigger: 'P2', symbol: 'BTCUSDT', leg: 'e' })).toBe(1);
    expect(() => tracker.nextAttempt({ trigger: 'P-2', symbol: 'BTCUSDT', leg: 'e' })).toThrow(InvariantError);
  });

  it('lists the orders of a proposal', () => {
    const tracker = trackerWith(ENTRY, STOP, plannedOrder(entryTrade(), { clientOrderId: 'steward-P1-BTCUSDT-e2-7' }));
    expect(tracker.ordersOfProposal('P1').map(({ intent }) => intent.clientOrderId)).toEqual([
      ENTRY_ID,
      'steward-P1-BTCUSDT-e2-7',
    ]);
    expect(tracker.ordersOfProposal('P2')).toEqual([]);
  });

  it('reserves the cash that live entries may still take, a market order at the mark', () => {
    const market = plannedOrder(entryTrade(), { clientOrderId: 'steward-P2-BTCUSDT-e1-7', entryKind: 'market' });
    const tracker = trackerWith(ENTRY, market, STOP);
    change(tracker, ENTRY_ID, SUBMITTED, exchangeState('open', '0.04'));
    expect(tracker.reservedQuote(MARKS)?.toFixed()).toBe(price('42100').times('0.06').plus(MARK.times('0.1')).toFixed());
    expect(tracker.reservedQuote(new Map())).toBeNull();
    change(tracker, ENTRY_ID, exchangeState('filled', '0.1'));
    change(tracker, market.intent.clientOrderId, SUBMITTED, REJECTED);
    expect(tracker.reservedQuote(new Map())?.toFixed()).toBe('0');
  });

  it('tells protection the stops that rest, what is left of them, and the sells in doubt', () => {
    const exit = plannedOrder(exitTrade(), { clientOrderId: 'steward-P1-BTCUSDT-x1-7' });
    const tracker = trackerWith(ENTRY, STOP, exit);
    expect(tracker.protectionOf('BTCUSDT')).toEqual({ liveStops: [], sellsInDoubt: [STOP_ID, exit.intent.clientOrderId] });
    change(tracker, STOP_ID, SUBMITTED, exchangeState('open', '0.03'));
    change(tracker, exit.intent.clientOrderId, SUBMITTED, exchangeState('filled', '0.1'));
    expect(encode(tracker.protectionOf('BTCUSDT'))).toEqual({
      liveStops: [{ clientOrderId: STOP_ID, remainingQuantity: '0.07', stopPrice: '40000' }],
      sellsInDoubt: [],
    });
    expect(tracker.openStopOrders()).toEqual(new Map([['BTCUSDT', 1]]));
  });
});
