import { describe, expect, it } from 'vitest';
import { fraction, price } from '../../../src/domain/decimal.ts';
import { DEFAULT_FEES } from '../../../src/simulator/instrument-presets.ts';
import { evenPriceRange } from '../../../src/simulator/venue/venue-symbol.ts';
import { EVEN_BOOK, flat, limit, maker, market, order, stop, told, venueRig } from './venue-rig.ts';

/** Two levels of two coins: four are available. */
const FOUR_COINS = { ...EVEN_BOOK, levels: 2, levelVolumeFraction: fraction('0.000002') };

describe('a market order', () => {
  it('tells the documented sequence when it wants six and four are available', () => {
    const { venue, place } = venueRig({ book: FOUR_COINS });
    const before = venue.eventsAfter(0).length;
    expect(place(market('BUY', 6))).toMatchObject({ status: 'EXPIRED', expiryReason: 'INSUFFICIENT_LIQUIDITY' });
    expect(told(venue.eventsAfter(before))).toEqual([
      '#1 NEW NEW z 0 w',
      '#1 TRADE PARTIALLY_FILLED l 2 z 2',
      '#1 TRADE PARTIALLY_FILLED l 2 z 4',
      '#1 EXPIRED EXPIRED z 4 INSUFFICIENT_LIQUIDITY',
      'position BTC USDT',
    ]);
    expect(venue.reads.fillsOf(1).map((trade) => `${trade.id}: ${trade.price.toFixed()}`)).toEqual(['1: 100.1', '2: 100.11']);
  });

  it('finds nothing more until the next public trade, and a whole book then', () => {
    const { place, to } = venueRig({ book: FOUR_COINS });
    place(market('BUY', 4));
    expect(place(market('BUY', 1)).executedQuantity.toFixed()).toBe('0');
    to(1);
    expect(place(market('BUY', 1)).status).toBe('FILLED');
  });

  it.each([
    ['BUY' as const, 1001, '9.99'],
    ['SELL' as const, 999, '10'],
  ])('by quote amount: %s for %d takes what comes closest from below', (side, amount, executed) => {
    const { place } = venueRig({ book: { ...EVEN_BOOK, levelVolumeFraction: fraction('0.00000999') } });
    const placed = place(order({ side, type: 'MARKET', quoteOrderQty: amount }));
    expect(placed.status).toBe('FILLED');
    expect(placed.cumulativeQuote.lte(amount)).toBe(true);
    expect(placed.executedQuantity.toDecimalPlaces(2).toFixed()).toBe(side === 'BUY' ? '10' : executed);
  });

  it('is refused when the whole of it costs more than is free', () => {
    expect(venueRig().refusal(market('BUY', 100))).toBe('-2010 Account has insufficient balance for requested action.');
  });

  it('is refused while the market has no trades, though a limit order is not', () => {
    const { refusal, to } = venueRig({ hours: { BTCUSDT: [...flat(100), null] } });
    to(61);
    expect(refusal(market('BUY', 1))).toBe('-1013 Market is closed.');
    expect(refusal(limit('BUY', 1, 100))).toBe('placed');
  });
});

describe('a limit order', () => {
  it.each([
    ['GTC' as const, 'PARTIALLY_FILLED', null],
    ['IOC' as const, 'EXPIRED', 'UNFILLED_IOC_QUANTITY_EXPIRED'],
  ])('%s takes what is within its price', (timeInForce, status, expiryReason) => {
    const { place } = venueRig({ book: FOUR_COINS });
    const placed = place(limit('BUY', 6, 100.1, { timeInForce }));
    expect(placed).toMatchObject({ status, expiryReason });
    expect(placed.executedQuantity.toFixed()).toBe('2');
  });

  it('FOK fills wholly or not at all', () => {
    const { place, to } = venueRig({ book: FOUR_COINS });
    const refused = place(limit('BUY', 5, 101, { timeInForce: 'FOK' }));
    expect(refused).toMatchObject({ status: 'EXPIRED', expiryReason: 'UNFILLED_FOK_ORDER_EXPIRED' });
    expect(refused.executedQuantity.toFixed()).toBe('0');
    to(1);
    expect(place(limit('BUY', 4, 101, { timeInForce: 'FOK' })).status).toBe('FILLED');
  });

  it('rests, and fills as a maker at its own price when a trade reaches it, though the market fell further', () => {
    const { venue, place, order: find, to } = venueRig({ hours: { BTCUSDT: flat(100, 90) } });
    const { orderId } = place(limit('BUY', 1, 95));
    to(61);
    expect(find(orderId).status).toBe('FILLED');
    expect(venue.reads.fillsOf(orderId)).toMatchObject([{ isMaker: true }]);
    expect(venue.reads.fillsOf(orderId)[0]?.price.toFixed()).toBe('95');
  });

  it('gets no more of a public trade than it brings, the better price first', () => {
    const {
      place,
      order: find,
      venue,
    } = venueRig({
      hours: {
        BTCUSDT: [
          [100, 100, 100, 100],
          [90, 90, 90, 90, 72],
        ],
      },
    });
    const worse = place(limit('BUY', 1, 94)).orderId;
    const better = place(limit('BUY', 1, 95)).orderId;
    venue.advanceTo(Date.UTC(2026, 0, 1, 13));
    expect(find(better).executedQuantity.gt(0)).toBe(true);
    expect(find(worse).executedQuantity.toFixed()).toBe('0');
  });

  it('of makers only is refused when it would take', () => {
    const { refusal } = venueRig();
    expect(refusal(maker('BUY', 1, 100.1))).toBe('-2010 Order would immediately match and take.');
    expect(refusal(maker('BUY', 1, 100.09))).toBe('placed');
  });

  it('locks what it needs and gives back what it did not', () => {
    const { venue, place, balance } = venueRig();
    const { orderId } = place(limit('BUY', 10, 95));
    expect(balance('USDT')).toBe('9050 free, 950 locked');
    venue.cancelOrder({ symbol: 'BTCUSDT', orderId });
    expect(balance('USDT')).toBe('10000 free, 0 locked');
  });
});

describe('a stop', () => {
  it.each([
    ['STOP_LOSS' as const, 'SELL' as const, 95, 94],
    ['STOP_LOSS' as const, 'BUY' as const, 105, 106],
    ['TAKE_PROFIT' as const, 'SELL' as const, 105, 106],
    ['TAKE_PROFIT' as const, 'BUY' as const, 95, 94],
  ])('%s %s is refused on the wrong side and at the price, waits, and triggers', (type, side, stopPrice, then) => {
    const { venue, place, refusal, order: find, to } = venueRig({ hours: { BTCUSDT: flat(100, then) } });
    const at = (value: number) => order({ type, side, quantity: 1, stopPrice: value });
    expect(refusal(at(100))).toBe('-2010 Order would trigger immediately.');
    expect(refusal(at(200 - stopPrice))).toBe('-2010 Order would trigger immediately.');
    const placed = place(at(stopPrice));
    expect(placed).toMatchObject({ status: 'NEW', isWorking: false, workingTime: -1 });
    const before = venue.eventsAfter(0).length;
    to(61);
    expect(find(placed.orderId)).toMatchObject({ status: 'FILLED', workingTime: Date.UTC(2026, 0, 1, 13) });
    expect(told(venue.eventsAfter(before)).slice(0, 2)).toEqual(['#1 NEW NEW z 0 w', '#1 TRADE FILLED l 1 z 1']);
  });

  it('with a limit rests when the price has jumped over it', () => {
    const { place, order: find, to } = venueRig({ hours: { BTCUSDT: flat(100, 80, 96) } });
    const { orderId } = place(
      order({ side: 'SELL', type: 'STOP_LOSS_LIMIT', timeInForce: 'GTC', quantity: 1, stopPrice: 95, price: 94 }),
    );
    to(61);
    expect(find(orderId)).toMatchObject({ status: 'NEW', isWorking: true });
    to(121);
    expect(find(orderId).status).toBe('FILLED');
  });

  it('that can no longer be paid when it triggers expires as rejected', () => {
    const { place, order: find, to } = venueRig({ hours: { BTCUSDT: flat(100, 150) } });
    const { orderId } = place(stop('BUY', 90, 105));
    to(61);
    expect(find(orderId)).toMatchObject({ status: 'EXPIRED', expiryReason: 'REJECTED' });
  });
});

describe('a trailing stop', () => {
  it.each([
    [
      'a BUY at 44000 with 500 tracks to 42000 and fires at 44100',
      'BUY' as const,
      43_000,
      44_000,
      500,
      [44_000, 42_000, 44_099, 44_100],
    ],
    [
      'a SELL at 39000 with 1000 tracks to 41000 and fires at 36900',
      'SELL' as const,
      40_000,
      39_000,
      1000,
      [39_000, 41_000, 36_901, 36_900],
    ],
  ])('%s', (_name, side, from, stopPrice, trailingDelta, then) => {
    const {
      place,
      order: find,
      to,
    } = venueRig({
      hours: { BTCUSDT: flat(from, ...then) },
      balances: { USDT: '100000', BTC: '1' },
    });
    const limitPrice = side === 'BUY' ? 50_000 : 30_000;
    const { orderId } = place(
      order({ side, type: 'STOP_LOSS_LIMIT', timeInForce: 'GTC', quantity: 1, stopPrice, trailingDelta, price: limitPrice }),
    );
    to(59);
    expect(find(orderId).trailingSince).toBe(-1);
    to(4 * 60 - 1);
    expect(find(orderId)).toMatchObject({ isWorking: false, trailingSince: Date.UTC(2026, 0, 1, 13) });
    to(4 * 60 + 1);
    expect(find(orderId).status).toBe('FILLED');
  });

  it('without a stop price begins with the next trade', () => {
    const { place, order: find, to } = venueRig({ hours: { BTCUSDT: flat(100, 110, 104.5) } });
    const { orderId } = place(order({ side: 'SELL', type: 'STOP_LOSS', quantity: 1, trailingDelta: 500 }));
    to(119);
    expect(find(orderId).status).toBe('NEW');
    to(121);
    expect(find(orderId).status).toBe('FILLED');
  });
});

describe('an order that meets its own account', () => {
  it.each([
    ['NONE' as const, 'FILLED', 'FILLED', '0', '0'],
    ['EXPIRE_TAKER' as const, 'NEW', 'EXPIRED_IN_MATCH', '0', '3'],
    ['EXPIRE_MAKER' as const, 'EXPIRED_IN_MATCH', 'FILLED', '2', '0'],
    ['EXPIRE_BOTH' as const, 'EXPIRED_IN_MATCH', 'EXPIRED_IN_MATCH', '2', '3'],
    ['DECREMENT' as const, 'EXPIRED_IN_MATCH', 'PARTIALLY_FILLED', '2', '2'],
    ['TRANSFER' as const, 'EXPIRED_IN_MATCH', 'PARTIALLY_FILLED', '2', '2'],
  ])(
    '%s leaves the maker %s and the taker %s',
    (selfTradePreventionMode, makerStatus, takerStatus, makerPrevented, takerPrevented) => {
      const { place, order: find } = venueRig();
      const resting = place(limit('SELL', 2, 100.05)).orderId;
      const taker = place(limit('BUY', 3, 101, { selfTradePreventionMode }));
      expect(find(resting)).toMatchObject({ status: makerStatus });
      expect(find(resting).preventedQuantity.toFixed()).toBe(makerPrevented);
      expect(taker.preventedQuantity.toFixed()).toBe(takerPrevented);
      expect(taker.status).toBe(takerStatus);
    },
  );

  it('is not met once trades have taken what prevented matches left of it', () => {
    const { place, order: find, to } = venueRig({ hours: { BTCUSDT: flat(100, 110) } });
    const resting = place(limit('SELL', 3, 100.05)).orderId;
    place(market('BUY', 1, { selfTradePreventionMode: 'DECREMENT' }));
    to(119);
    expect(find(resting).executedQuantity.toFixed()).toBe('2');
    expect(find(resting).preventedQuantity.toFixed()).toBe('1');
    expect(place(market('BUY', 1, { selfTradePreventionMode: 'NONE' })).status).toBe('FILLED');
  });

  it('loses its resting order by default', () => {
    const { place, order: find } = venueRig();
    const resting = place(limit('SELL', 2, 100.05)).orderId;
    expect(place(market('BUY', 1)).status).toBe('FILLED');
    expect(find(resting).status).toBe('EXPIRED_IN_MATCH');
  });
});

describe('the price range', () => {
  const range = { priceRange: evenPriceRange(fraction('0.0011')), referencePrice: price(100) };

  it('lets a taker trade within it and expires the rest', () => {
    const { place } = venueRig({ book: FOUR_COINS, change: { ...range, referencePrice: price(100) } });
    expect(place(market('BUY', 4)).status).toBe('FILLED');
    const tight = venueRig({ book: FOUR_COINS, change: { ...range, priceRange: evenPriceRange(fraction('0.001')) } });
    const expired = tight.place(market('BUY', 4));
    expect(expired).toMatchObject({ status: 'EXPIRED', expiryReason: 'EXECUTION_RULE_PRICE_RANGE_EXCEEDED' });
    expect(expired.executedQuantity.toFixed()).toBe('2');
  });

  it('is not enforced without a reference price', () => {
    const { place } = venueRig({
      book: FOUR_COINS,
      change: { priceRange: evenPriceRange(fraction('0.0001')), referencePrice: null },
    });
    expect(place(market('BUY', 4)).status).toBe('FILLED');
  });
});

describe('the commission', () => {
  it('is taken from what is received', () => {
    const { venue, place } = venueRig();
    place(market('BUY', 1));
    place(market('SELL', 1));
    expect(venue.reads.trades('BTCUSDT', { limit: 10 }).map(({ fee }) => `${fee.quantity.toFixed()} ${fee.asset}`)).toEqual([
      '0.001 BTC',
      '0.0999 USDT',
    ]);
  });

  it('is paid in BNB while that suffices, decided for each trade of an order anew', () => {
    const { venue, place } = venueRig({
      book: FOUR_COINS,
      fees: { ...DEFAULT_FEES, paidIn: 'bnb' },
      balances: { USDT: '10000', BNB: '0.0004' },
    });
    place(market('BUY', 4));
    expect(venue.reads.fillsOf(1).map(({ fee }) => fee.asset)).toEqual(['BNB', 'BTC']);
  });
});

describe('ids', () => {
  it('of open orders are refused a second time, those of closed ones are not', () => {
    const { venue, place, refusal } = venueRig();
    const mine = limit('BUY', 1, 95, { newClientOrderId: 'mine' });
    const { orderId } = place(mine);
    expect(refusal(mine)).toBe('-2010 Duplicate order sent.');
    venue.cancelOrder({ symbol: 'BTCUSDT', orderId });
    expect(place(mine).orderId).toBeGreaterThan(orderId);
    expect(venue.reads.order({ symbol: 'BTCUSDT', origClientOrderId: 'mine' })).toMatchObject({ order: { status: 'NEW' } });
  });
});
