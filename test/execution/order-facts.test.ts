import { describe, expect, it } from 'vitest';
import { quantity, ZERO_QUOTE } from '../../src/domain/decimal.ts';
import type { OrderState } from '../../src/domain/order.ts';
import { feeValueFromFill, fillBookedFact, orderStateOf, stateFacts } from '../../src/execution/order-facts.ts';
import type { TrackedOrder } from '../../src/execution/tracked-order.ts';
import { fillOf, NOW, plannedOrder, reportOf } from './execution-fixtures.ts';

const { intent } = plannedOrder();
const REQUEST = intent.request.order;

describe('feeValueFromFill', () => {
  it.each([
    ['in quote is its own value', 'USDT', '4.2', '4.2'],
    ['in the coin is worth the price of the fill', 'BTC', '0.0001', '4.2'],
    ['in a third coin is not known', 'BNB', '0.01', null],
    ['of nothing is worth nothing', 'BNB', '0', '0'],
  ])('a commission %s', (_, asset, amount, value) => {
    const fill = fillOf(REQUEST, { id: '1', quantity: '0.1', fee: { asset, quantity: quantity(amount) } });
    expect(feeValueFromFill(fill)).toBe(value);
    expect(fillBookedFact(fill, 'signal').feeValue).toBe(value);
  });

  it('gives way to a valuer that knows more', () => {
    const fill = fillOf(REQUEST, { id: '1', quantity: '0.1', fee: { asset: 'BNB', quantity: quantity('0.01') } });
    expect(fillBookedFact(fill, 'signal', () => '3.1').feeValue).toBe('3.1');
  });
});

describe('orderStateOf', () => {
  it.each(['open', 'filled', 'cancelled'] as const)('reads a report of an order that is %s', (status) => {
    const state = orderStateOf(reportOf(REQUEST, { status, filledQuantity: quantity('0.04') }), {});
    expect(state).toEqual({ tag: status, exchangeOrderId: '9001', filledQuantity: quantity('0.04') });
  });

  it("keeps the exchange's word for an expiry, and says so when it gives none", () => {
    expect(orderStateOf(reportOf(REQUEST, { status: 'expired', expiryReason: 'OCO_TRIGGER' }), {})).toMatchObject({
      expiryReason: 'OCO_TRIGGER',
    });
    expect(orderStateOf(reportOf(REQUEST, { status: 'expired' }), {})).toMatchObject({ expiryReason: 'none given' });
  });
});

describe('stateFacts', () => {
  const zero = quantity(0);
  const order: TrackedOrder = {
    intent,
    state: { tag: 'planned' },
    intendedAt: NOW,
    fillIdBefore: null,
    bookedQuantity: zero,
    bookedQuote: ZERO_QUOTE,
  };
  const open: OrderState = { tag: 'open', exchangeOrderId: '9001', filledQuantity: zero };
  const submitted: OrderState = { tag: 'submitted', sentAt: NOW + 5 };

  const cases: [string, OrderState, OrderState, readonly string[]][] = [
    ['says first that a planned order was sent', order.state, open, ['submitted', 'open']],
    ['says no such thing of one that was never sent', order.state, { tag: 'abandoned', why: 'absent' }, ['abandoned']],
    ['says nothing else when it was only sent', order.state, submitted, ['submitted']],
    ['goes on from a sent order', submitted, open, ['open']],
    ['has nothing to say twice', open, open, []],
  ];
  it.each(cases)('%s', (_, from, to, tags) => {
    expect(stateFacts({ ...order, state: from }, to).map((fact) => fact.state.tag)).toEqual(tags);
  });
});
