import { describe, expect, it } from 'vitest';
import { fraction, price, quantity, quoteAmount } from '../../../src/domain/decimal.ts';
import type { VenueOrderRequest } from '../../../src/simulator/venue/venue-order.ts';
import { NO_EXCHANGE_FILTERS, type VenueFilters, type VenueSymbol } from '../../../src/simulator/venue/venue-symbol.ts';
import { flat, limit, maker, market, order, stop, venueRig } from './venue-rig.ts';

const { filters: usual } = venueRig().venue.symbols[0] as VenueSymbol;
const TIGHT: VenueFilters['percentPriceBySide'] = {
  bidMultiplierUp: fraction('1.1'),
  bidMultiplierDown: fraction('0.8'),
  askMultiplierUp: fraction('1.2'),
  askMultiplierDown: fraction('0.9'),
  avgPriceMins: 5,
};
const trailing = (side: 'BUY' | 'SELL', delta: number) => order({ side, type: 'STOP_LOSS', quantity: 1, trailingDelta: delta });

describe('a filter', () => {
  it.each<[string, VenueOrderRequest, VenueOrderRequest, Partial<VenueFilters>]>([
    ['PRICE_FILTER', limit('BUY', 1, 95.001), limit('BUY', 1, 95.01), {}],
    ['PRICE_FILTER', stop('SELL', 1, 95.001), stop('SELL', 1, 95.01), {}],
    ['PRICE_FILTER', limit('SELL', 1, 1_000_001), limit('SELL', 1, 499), {}],
    ['PERCENT_PRICE_BY_SIDE', limit('BUY', 1, 79.99), limit('BUY', 1, 80), { percentPriceBySide: TIGHT }],
    ['PERCENT_PRICE_BY_SIDE', limit('BUY', 1, 110.01), limit('BUY', 1, 110), { percentPriceBySide: TIGHT }],
    ['PERCENT_PRICE_BY_SIDE', limit('SELL', 1, 120.01), limit('SELL', 1, 120), { percentPriceBySide: TIGHT }],
    ['PERCENT_PRICE_BY_SIDE', limit('SELL', 1, 89.99), limit('SELL', 1, 90), { percentPriceBySide: TIGHT }],
    [
      'PERCENT_PRICE',
      limit('SELL', 1, 131),
      limit('SELL', 1, 130),
      { percentPrice: { multiplierUp: fraction('1.3'), multiplierDown: fraction('0.7'), avgPriceMins: 0 } },
    ],
    [
      'MIN_NOTIONAL',
      limit('BUY', 0.1, 95),
      limit('BUY', 0.11, 95),
      { minNotional: { minNotional: quoteAmount(10), applyToMarket: false, avgPriceMins: 5 } },
    ],
    [
      'MIN_NOTIONAL',
      market('BUY', 0.09),
      market('BUY', 0.1),
      { minNotional: { minNotional: quoteAmount(10), applyToMarket: true, avgPriceMins: 5 } },
    ],
    ['LOT_SIZE', limit('BUY', 0.100001, 95), limit('BUY', 0.10001, 95), {}],
    ['LOT_SIZE', limit('SELL', 9001, 110), limit('SELL', 50, 110), {}],
    [
      'MARKET_LOT_SIZE',
      market('SELL', 21),
      market('SELL', 20),
      { marketLotSize: { ...usual.marketLotSize, maxQty: quantity(20) } },
    ],
    ['NOTIONAL', limit('BUY', 0.05, 99.9), limit('BUY', 0.06, 99.9), {}],
    ['NOTIONAL', market('BUY', 0.049), market('BUY', 0.05), {}],
    [
      'NOTIONAL',
      order({ side: 'BUY', type: 'MARKET', quoteOrderQty: 4 }),
      order({ side: 'BUY', type: 'MARKET', quoteOrderQty: 6 }),
      {},
    ],
    ['NOTIONAL', limit('BUY', 20, 95), limit('BUY', 10, 95), { notional: { ...usual.notional, maxNotional: quoteAmount(1000) } }],
    [
      'ICEBERG_PARTS',
      limit('BUY', 11, 95, { icebergQty: quantity(1) }),
      limit('BUY', 10, 95, { icebergQty: quantity(1) }),
      { icebergParts: 10 },
    ],
    ['TRAILING_DELTA', trailing('SELL', 9), trailing('SELL', 10), {}],
    ['TRAILING_DELTA', trailing('BUY', 2001), trailing('BUY', 2000), {}],
    ['MAX_POSITION', limit('BUY', 11, 95), limit('BUY', 10, 95), { maxPosition: quantity(60) }],
  ])('%s refuses what does not fit and passes what does', (name, misfit, fit, filters) => {
    const rig = () => venueRig({ change: { filters: { ...usual, ...filters } } });
    expect(rig().refusal(misfit)).toBe(`-1013 Filter failure: ${name}`);
    expect(rig().venue.testOrder(misfit)).toEqual({ code: -1013, message: `Filter failure: ${name}` });
    expect(rig().refusal(fit)).toBe('placed');
  });

  it('measures by the reference price where there is one, else by the average', () => {
    const change = { filters: { ...usual, percentPriceBySide: TIGHT } };
    const far = limit('SELL', 1, 150);
    expect(venueRig({ change }).refusal(far)).toBe('-1013 Filter failure: PERCENT_PRICE_BY_SIDE');
    expect(venueRig({ change: { ...change, referencePrice: price(130) } }).refusal(far)).toBe('placed');
  });

  it.each([
    ['MAX_NUM_ORDERS', { maxNumOrders: 2 }, limit('BUY', 1, 95)],
    ['MAX_NUM_ALGO_ORDERS', { maxNumAlgoOrders: 2 }, stop('SELL', 1, 95)],
    ['MAX_NUM_ICEBERG_ORDERS', { maxNumIcebergOrders: 2 }, limit('BUY', 2, 95, { icebergQty: quantity(1) })],
  ])('%s counts what is open', (name, filters, request) => {
    const { venue, place, refusal } = venueRig({ change: { filters: { ...usual, ...filters } } });
    const { orderId } = place(request);
    place(request);
    expect(refusal(request)).toBe(`-1013 Filter failure: ${name}`);
    venue.cancelOrder({ symbol: 'BTCUSDT', orderId });
    expect(refusal(request)).toBe('placed');
  });

  it('of the account counts on all markets, and bounds the amount of one order', () => {
    const exchangeFilters = {
      ...NO_EXCHANGE_FILTERS,
      maxNumOrders: 2,
      maxAssets: new Map([
        ['BTC', quantity(5)],
        ['USDT', quantity(400)],
      ]),
    };
    const { place, refusal } = venueRig({ exchangeFilters });
    expect(refusal(limit('SELL', 5.1, 110))).toBe('-1013 Filter failure: MAX_ASSET');
    expect(refusal(limit('BUY', 4.5, 95))).toBe('-1013 Filter failure: MAX_ASSET');
    place(limit('BUY', 1, 95));
    place(limit('BUY', 1, 9, { symbol: 'ETHUSDT' }));
    expect(refusal(limit('BUY', 1, 9, { symbol: 'ETHUSDT' }))).toBe('-1013 Filter failure: EXCHANGE_MAX_NUM_ORDERS');
  });

  it('MAX_POSITION counts a stop once when it triggers', () => {
    const {
      place,
      to,
      order: find,
    } = venueRig({
      hours: { BTCUSDT: flat(100, 106) },
      change: { filters: { ...usual, maxPosition: quantity(60) } },
    });
    const { orderId } = place(stop('BUY', 10, 105));
    to(61);
    expect(find(orderId).status).toBe('FILLED');
  });

  it('that changes is judged by at once, and lets open orders be', () => {
    const { venue, place, refusal } = venueRig();
    place(limit('BUY', 1, 95.01));
    venue.changeSymbol('BTCUSDT', { filters: { ...usual, priceFilter: { ...usual.priceFilter, tickSize: price('0.1') } } });
    expect(refusal(limit('BUY', 1, 95.01))).toBe('-1013 Filter failure: PRICE_FILTER');
    expect(venue.reads.openOrders('BTCUSDT')).toHaveLength(1);
  });
});

describe('the form of an order', () => {
  it.each<[string, VenueOrderRequest, Partial<VenueSymbol>]>([
    [
      "-1102 Mandatory parameter 'timeInForce' was not sent, was empty/null, or malformed.",
      order({ side: 'BUY', type: 'LIMIT', quantity: 1, price: 95 }),
      {},
    ],
    [
      "-1102 Mandatory parameter 'price' was not sent, was empty/null, or malformed.",
      order({ side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: 1 }),
      {},
    ],
    [
      "-1102 Mandatory parameter 'quantity' was not sent, was empty/null, or malformed.",
      order({ side: 'BUY', type: 'MARKET' }),
      {},
    ],
    [
      "-1102 Mandatory parameter 'stopPrice' was not sent, was empty/null, or malformed.",
      order({ side: 'SELL', type: 'STOP_LOSS', quantity: 1 }),
      {},
    ],
    ["-1106 Parameter 'price' sent when not required.", market('BUY', 1, { price: price(95) }), {}],
    ["-1106 Parameter 'timeInForce' sent when not required.", market('BUY', 1, { timeInForce: 'GTC' }), {}],
    ["-1106 Parameter 'stopPrice' sent when not required.", limit('BUY', 1, 95, { stopPrice: price(94) }), {}],
    ["-1111 Parameter 'quantity' has too much precision.", order({ side: 'BUY', type: 'MARKET', quantity: '0.123456789' }), {}],
    [
      "-1111 Parameter 'quoteOrderQty' has too much precision.",
      order({ side: 'BUY', type: 'MARKET', quoteOrderQty: '10.123456789' }),
      {},
    ],
    ["-1111 Parameter 'price' has too much precision.", limit('BUY', 1, 95.123456789), {}],
    ['-1013 Invalid quantity.', market('BUY', 0), {}],
    ['-1121 Invalid symbol.', market('BUY', 1, { symbol: 'NOPEUSDT' }), {}],
    ['-1134 strategyType was less than 1000000.', market('BUY', 1, { strategyType: 999_999 }), {}],
    ['-1160 Iceberg orders require GTC.', limit('BUY', 2, 95, { timeInForce: 'IOC', icebergQty: quantity(1) }), {}],
    ['-2010 IcebergQty exceeds QTY.', limit('BUY', 1, 95, { icebergQty: quantity(2) }), {}],
    [
      '-2010 Iceberg orders are not supported for this symbol.',
      limit('BUY', 2, 95, { icebergQty: quantity(1) }),
      { icebergAllowed: false },
    ],
    ['-2010 Trailing stop orders are not supported for this symbol.', trailing('SELL', 100), { allowTrailingStop: false }],
    ['-1013 Stop loss orders are not supported for this symbol.', stop('SELL', 1, 95), { orderTypes: ['LIMIT', 'MARKET'] }],
    [
      '-1013 This symbol does not allow the specified self-trade prevention mode.',
      limit('BUY', 1, 95, { selfTradePreventionMode: 'NONE' }),
      { allowedSelfTradePreventionModes: ['EXPIRE_MAKER'] },
    ],
    ['-1013 Market is closed.', maker('BUY', 1, 95), { status: 'HALT' }],
    ['-1013 Market is closed.', maker('BUY', 1, 95), { status: 'BREAK' }],
    ['-2010 This order type is not possible in this trading phase.', maker('BUY', 1, 95), { status: 'CANCEL_ONLY' }],
  ])('is answered with %s', (refusal, request, change) => {
    expect(venueRig({ change }).refusal(request)).toBe(refusal);
  });

  it('may have an id of the legal characters only', () => {
    expect(venueRig().refusal(market('BUY', 1, { newClientOrderId: 'not legal' }))).toContain('-1100 ');
  });
});
