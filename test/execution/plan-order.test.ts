import { describe, expect, it } from 'vitest';
import { fraction, price, quantity, quoteAmount } from '../../src/domain/decimal.ts';
import { InvariantError } from '../../src/domain/invariant.ts';
import { digestOf } from '../../src/domain/order.ts';
import { type PlanInput, planOrder } from '../../src/execution/plan-order.ts';
import { BTC, ETH, entryTrade, exitTrade, planInput, plannedOrder, stopTrade } from './execution-fixtures.ts';

const ONLY_STOP_LIMIT = { ...BTC, orderTypes: ['market', 'limit', 'stop-loss-limit'] as const };

describe('planOrder', () => {
  it('buys by a limit order at the highest approved price that lasts a moment only', () => {
    const { request } = plannedOrder(entryTrade({ quantity: '0.123456789', priceMax: '42100.019' })).intent;
    expect(request.order).toMatchObject({ side: 'buy', type: 'limit', timeInForce: 'ioc' });
    expect(request.order.quantity.toFixed()).toBe('0.12345');
    expect('price' in request.order && request.order.price.toFixed()).toBe('42100.01');
  });

  it('buys at the market when told so, while the mark is not above the highest approved price', () => {
    const input = planInput(entryTrade({ priceMax: '42100' }), { entryKind: 'market' });
    expect(planOrder(input)).toMatchObject({ tag: 'planned', order: { intent: { request: { order: { type: 'market' } } } } });
    expect(planOrder({ ...input, mark: price('42100.01') })).toEqual({
      tag: 'unplaceable',
      filter: 'price-range',
      value: '42100.01',
      bound: '42100',
    });
  });

  it('sells at the market on an exit, whatever the kind of entries', () => {
    const { intent } = plannedOrder(exitTrade('0.100009'));
    expect(intent.purpose).toBe('exit');
    expect(intent.request.order).toMatchObject({ side: 'sell', type: 'market' });
    expect(intent.request.order.quantity.toFixed()).toBe('0.1');
  });

  it('protects by a stop-loss where the market lists it, its price rounded up to the tick', () => {
    const { order } = plannedOrder(stopTrade({ stopPrice: '40000.001' })).intent.request;
    expect(order).toMatchObject({ side: 'sell', type: 'stop-loss' });
    expect('stopPrice' in order && order.stopPrice.toFixed()).toBe('40000.01');
  });

  it.each([
    ['a tenth below the stop', {}, '36000'],
    ['at the lowest sell price of the market', { sellPriceFractionMin: fraction('0.9') }, '37800'],
    ['high enough for the least notional', { notionalMin: quoteAmount('3900') }, '39000'],
  ])('protects by a stop-loss-limit elsewhere, its limit %s', (_, changes, limit) => {
    const { order } = plannedOrder(stopTrade(), { instrument: { ...ONLY_STOP_LIMIT, ...changes } }).intent.request;
    expect(order).toMatchObject({ type: 'stop-loss-limit', timeInForce: 'gtc' });
    expect('price' in order && order.price.toFixed()).toBe(limit);
  });

  it('binds the intent to the digest of the exact request and keeps what it is for', () => {
    const { intent } = plannedOrder();
    expect(intent.digest).toBe(digestOf(intent.request));
    expect(intent).toMatchObject({ purpose: 'entry', reason: 'signal', proposalId: 'P1', sessionId: '20240101T13' });
    expect(intent.clientOrderId).toBe(intent.request.order.clientOrderId);
  });

  const refused: [string, PlanInput, { readonly filter: string; readonly value: string; readonly bound: string }][] = [
    [
      'a halted market',
      planInput(entryTrade(), { instrument: { ...BTC, status: 'halted' } }),
      { filter: 'market-status', value: 'halted', bound: 'trading' },
    ],
    [
      'a market without limit orders',
      planInput(entryTrade(), { instrument: { ...BTC, orderTypes: ['market'] } }),
      { filter: 'order-type', value: 'limit', bound: 'market' },
    ],
    [
      'a market without stops',
      planInput(stopTrade(), { instrument: { ...BTC, orderTypes: ['market', 'limit'] } }),
      { filter: 'order-type', value: 'stop-loss', bound: 'market, limit' },
    ],
    ['less than a step', planInput(exitTrade('0.000009')), { filter: 'quantity-min', value: '0', bound: '0.00001' }],
    [
      'less than the smallest quantity',
      planInput(exitTrade('0.001'), { instrument: { ...BTC, quantityMin: quantity('0.01') } }),
      { filter: 'quantity-min', value: '0.001', bound: '0.01' },
    ],
    ['more than a market order may hold', planInput(exitTrade('101')), { filter: 'quantity-max', value: '101', bound: '100' }],
    [
      'a stop that could not be sold at the market when it triggers',
      planInput(stopTrade({ quantity: '101' })),
      { filter: 'quantity-max', value: '101', bound: '100' },
    ],
    ['less than the smallest notional', planInput(exitTrade('0.0001')), { filter: 'notional-min', value: '4.2', bound: '5' }],
    [
      'a stop worth less than the smallest notional at its price',
      planInput(stopTrade({ quantity: '0.00012', stopPrice: '40000' })),
      { filter: 'notional-min', value: '4.8', bound: '5' },
    ],
    [
      'more than the largest notional',
      planInput(entryTrade({ quantity: '300' })),
      { filter: 'notional-max', value: '12630000', bound: '9000000' },
    ],
    [
      'a stop below the price range',
      planInput(stopTrade({ stopPrice: '8399.99' })),
      { filter: 'price-range', value: '8399.99', bound: '8400' },
    ],
    [
      'an entry price above the price range',
      planInput(entryTrade(), { instrument: { ...BTC, buyPriceFractionMax: fraction('1.001') } }),
      { filter: 'price-range', value: '42100', bound: '42042' },
    ],
  ];
  it.each(refused)('is unplaceable for %s', (_, input, broken) => {
    expect(planOrder(input)).toEqual({ tag: 'unplaceable', ...broken });
  });

  it('is a bug to plan with the filters of another market', () => {
    expect(() => planOrder(planInput(entryTrade(), { instrument: ETH }))).toThrow(InvariantError);
  });
});
