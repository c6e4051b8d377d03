import { describe, expect, it } from 'vitest';
import { price } from '../../src/domain/decimal.ts';
import type { ExchangeRequest } from '../../src/domain/order.ts';
import { type FilterCase, refusalByMarket } from '../../src/simulator/filters.ts';
import { instrumentsOf } from '../../src/simulator/instrument-presets.ts';
import { limitOrder, marketOrder, stopLimitOrder, stopOrder, targetOrder } from './exchange-rig.ts';

function caseOf(request: ExchangeRequest, changes: Partial<FilterCase> = {}): FilterCase {
  const [instrument] = instrumentsOf({ preset: 'spot-2026', symbols: ['BTCUSDT'] });
  if (instrument === undefined) throw new Error('no instrument');
  return { request: request.order, instrument, lastPrice: price(42_000), openOrders: 0, openStops: 0, ...changes };
}

const sell = { side: 'sell', quantity: '0.01' } as const;

describe('the filters of a market', () => {
  it.each([
    ['a market order', marketOrder(sell)],
    ['a limit order', limitOrder({ ...sell, price: '42000' })],
    ['a stop', stopOrder({ ...sell, stopPrice: '40000' })],
    ['a target', targetOrder({ ...sell, stopPrice: '44000' })],
    ['a stop with a limit', stopLimitOrder({ ...sell, stopPrice: '40000', price: '39000' })],
    ['the smallest notional', limitOrder({ side: 'buy', quantity: '0.00025', price: '20000' })],
    ['a market order above the largest notional of limit orders', marketOrder({ side: 'sell', quantity: '99' })],
    ['an id of 36 characters', marketOrder({ ...sell, id: 'Az_-'.repeat(9) })],
  ])('let %s pass', (_, request) => {
    expect(
      refusalByMarket(caseOf(request, { lastPrice: price(request.order.type === 'market' ? 1_000_000 : 42_000) })),
    ).toBeNull();
  });

  it.each([
    ['a price off the tick', limitOrder({ ...sell, price: '42000.005' }), 'PRICE_FILTER'],
    ['a stop price off the tick', stopOrder({ ...sell, stopPrice: '40000.001' }), 'PRICE_FILTER'],
    ['a price above the highest', limitOrder({ ...sell, price: '1000000.01' }), 'PRICE_FILTER'],
    ['a sale far above the market', limitOrder({ ...sell, price: '210000.01' }), 'PERCENT_PRICE_BY_SIDE'],
    ['a target off the tick', targetOrder({ ...sell, stopPrice: '44000.001' }), 'PRICE_FILTER'],
    ['a target far above the market', targetOrder({ ...sell, stopPrice: '210000.01' }), 'PERCENT_PRICE_BY_SIDE'],
    ['a stop far below the market', stopOrder({ ...sell, stopPrice: '8399.99' }), 'PERCENT_PRICE_BY_SIDE'],
    ['a quantity off the step', limitOrder({ side: 'sell', quantity: '0.010001', price: '42000' }), 'LOT_SIZE'],
    ['a quantity below the smallest', marketOrder({ side: 'sell', quantity: '0.000001' }), 'LOT_SIZE'],
    ['a quantity above the largest', limitOrder({ side: 'sell', quantity: '9000.00001', price: '42000' }), 'LOT_SIZE'],
    ['a market order above its own largest', marketOrder({ side: 'sell', quantity: '100.00001' }), 'MARKET_LOT_SIZE'],
    ['a limit order worth too little', limitOrder({ side: 'buy', quantity: '0.00011', price: '42000' }), 'NOTIONAL'],
    ['a market order worth too little', marketOrder({ side: 'buy', quantity: '0.00011' }), 'NOTIONAL'],
    ['a stop worth too little at its price', stopOrder({ side: 'sell', quantity: '0.00012', stopPrice: '40000' }), 'NOTIONAL'],
    [
      'a stop worth too little at its limit',
      stopLimitOrder({ side: 'sell', quantity: '0.00012', stopPrice: '41900', price: '40000' }),
      'NOTIONAL',
    ],
    ['a limit order worth too much', limitOrder({ side: 'buy', quantity: '300', price: '42000' }), 'NOTIONAL'],
  ])('refuse %s', (_, request, filter) => {
    expect(refusalByMarket(caseOf(request))).toEqual({ code: -1013, message: `Filter failure: ${filter}` });
  });

  it('refuse the order after the last that may be open, and the stop after the last stop', () => {
    const limit = limitOrder({ ...sell, price: '42000' });
    const stop = stopOrder({ ...sell, stopPrice: '40000' });
    const target = targetOrder({ ...sell, stopPrice: '44000' });
    expect(refusalByMarket(caseOf(limit, { openOrders: 199, openStops: 5 }))).toBeNull();
    expect(refusalByMarket(caseOf(limit, { openOrders: 200 }))?.message).toBe('Filter failure: MAX_NUM_ORDERS');
    expect(refusalByMarket(caseOf(stop, { openOrders: 4, openStops: 4 }))).toBeNull();
    for (const sixth of [stop, target]) {
      expect(refusalByMarket(caseOf(sixth, { openOrders: 5, openStops: 5 }))?.message).toBe(
        'Filter failure: MAX_NUM_ALGO_ORDERS',
      );
    }
  });

  it('are switched off by a bound of 0', () => {
    const { instrument } = caseOf(marketOrder(sell));
    const none = price(0);
    const unbounded = { ...instrument, priceMin: none, priceMax: none, tickSize: none, openOrdersMax: 0 };
    const request = limitOrder({ ...sell, price: '42000.0051' });
    expect(refusalByMarket(caseOf(request, { instrument: unbounded, openOrders: 1_000 }))).toBeNull();
  });
});

describe('the form of an order', () => {
  it.each([
    ['no quantity', marketOrder({ side: 'sell', quantity: '0' }), -1013, 'Invalid quantity.'],
    ['a negative quantity', marketOrder({ side: 'sell', quantity: '-1' }), -1013, 'Invalid quantity.'],
    ['no price', limitOrder({ ...sell, price: '0' }), -1013, 'Invalid price.'],
    [
      'nine decimals of quantity',
      marketOrder({ side: 'sell', quantity: '0.123456789' }),
      -1111,
      "Parameter 'quantity' has too much precision.",
    ],
    [
      'nine decimals of price',
      limitOrder({ ...sell, price: '42000.123456789' }),
      -1111,
      "Parameter 'price' has too much precision.",
    ],
    [
      'an id of foreign characters',
      marketOrder({ ...sell, id: 'order 1' }),
      -1100,
      "Illegal characters found in parameter 'newClientOrderId'; legal range is '^[a-zA-Z0-9-_]{1,36}$'.",
    ],
  ])('is refused with %s', (_, request, code, message) => {
    expect(refusalByMarket(caseOf(request))).toEqual({ code, message });
  });

  it('is refused for a type that the market does not offer', () => {
    const [instrument] = instrumentsOf({ preset: 'capture-2024', symbols: ['BTCUSDT'] });
    if (instrument === undefined) throw new Error('no instrument');
    expect(refusalByMarket(caseOf(stopOrder({ ...sell, stopPrice: '40000' }), { instrument }))).toEqual({
      code: -1013,
      message: 'Stop loss orders are not supported for this symbol.',
    });
    expect(refusalByMarket(caseOf(stopLimitOrder({ ...sell, stopPrice: '40000', price: '39000' }), { instrument }))).toBeNull();
  });
});
