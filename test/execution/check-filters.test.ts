import { describe, expect, it } from 'vitest';
import { fraction, price, quantity } from '../../src/domain/decimal.ts';
import type { Instrument } from '../../src/domain/instrument.ts';
import type { OrderRequest } from '../../src/domain/order.ts';
import { findBrokenFilter } from '../../src/execution/check-filters.ts';
import { BTC, MARK } from './execution-fixtures.ts';

const COMMON = { clientOrderId: 'x', symbol: 'BTCUSDT', side: 'sell' } as const;
const STOP_LIMIT = { ...COMMON, type: 'stop-loss-limit', timeInForce: 'gtc' } as const;

const cases: [string, OrderRequest, Partial<Instrument>, string | null][] = [
  ['an order that keeps to all', { ...COMMON, type: 'market', quantity: quantity('0.1') }, {}, null],
  ['a quantity between two steps', { ...COMMON, type: 'market', quantity: quantity('0.100001') }, {}, 'step-size'],
  [
    'any quantity where there is no step',
    { ...COMMON, type: 'market', quantity: quantity('0.100001') },
    { stepSize: quantity(0) },
    null,
  ],
  [
    'a price between two ticks',
    { ...COMMON, type: 'limit', quantity: quantity('0.1'), price: price('42000.001'), timeInForce: 'gtc' },
    {},
    'tick-size',
  ],
  [
    'a stop price between two ticks',
    { ...COMMON, type: 'stop-loss', quantity: quantity('0.1'), stopPrice: price('40000.001') },
    {},
    'tick-size',
  ],
  [
    'a stop-loss-limit that is worth too little at its limit',
    { ...STOP_LIMIT, quantity: quantity('0.00013'), stopPrice: price('40000'), price: price('36000') },
    {},
    'notional-min',
  ],
  [
    'a stop-loss-limit whose limit alone is out of range',
    { ...STOP_LIMIT, quantity: quantity('0.1'), stopPrice: price('40000'), price: price('37000') },
    { sellPriceFractionMin: fraction('0.9') },
    'price-range',
  ],
  [
    'a price below the lowest of the market',
    { ...COMMON, type: 'stop-loss', quantity: quantity('0.1'), stopPrice: price('40000') },
    { priceMin: price('41000') },
    'price-range',
  ],
  [
    'a price above the highest of the market',
    { ...COMMON, type: 'limit', quantity: quantity('0.1'), price: price('42000'), timeInForce: 'gtc' },
    { priceMax: price('41000') },
    'price-range',
  ],
];

describe('findBrokenFilter', () => {
  it.each(cases)('%s', (_, request, changes, filter) => {
    expect(findBrokenFilter({ request, instrument: { ...BTC, ...changes }, mark: MARK })?.filter ?? null).toBe(filter);
  });
});
