import { describe, expect, it } from 'vitest';
import { price, quantity } from '../../../src/domain/decimal.ts';
import {
  drawFaultPlan,
  type VenueCallFault,
  VenueFaultPlan,
  type VenueHappening,
} from '../../../src/simulator/venue/venue-faults.ts';
import type { VenueSymbol } from '../../../src/simulator/venue/venue-symbol.ts';
import { flat, limit, maker, market, START, SYMBOLS, stop, venueRig } from './venue-rig.ts';

const at = START + 60_000;
const forMs = 600_000;
const BTC = 'BTCUSDT' as const;

function happening(fault: VenueHappening) {
  return venueRig({ hours: { BTCUSDT: flat(100, 100, 100) }, faults: new VenueFaultPlan({ happenings: [fault] }) });
}

function calls(fault: VenueCallFault) {
  return venueRig({ hours: { BTCUSDT: flat(100, 100) }, faults: new VenueFaultPlan({ calls: [fault] }) });
}

describe('a fault of the market', () => {
  it('price-jump moves every price for a while, the candle included', () => {
    const { venue, to } = happening({ fault: 'price-jump', at, symbol: BTC, factor: 1.2, forMs });
    to(2);
    expect(venue.market.lastTick(BTC, venue.now)?.price.toFixed()).toBe('120');
    expect(venue.market.candleAt(BTC, START, venue.now)?.high).toBe(120);
    to(20);
    expect(venue.market.lastTick(BTC, venue.now)?.price.toFixed()).toBe('100');
    expect(venue.faults.counts.get('price-jump')).toBe(1);
  });

  it('gap-through-stop fills a stop far beyond its price', () => {
    const {
      venue,
      place,
      to,
      order: find,
    } = happening({ fault: 'gap-through-stop', at, symbol: BTC, beyondFraction: 0.1, forMs });
    const { orderId } = place(stop('SELL', 1, 90));
    to(3);
    expect(find(orderId).status).toBe('FILLED');
    expect(venue.reads.fillsOf(orderId)[0]?.price.toFixed()).toBe('80.91');
    expect(venue.faults.counts.get('gap-through-stop')).toBe(1);
  });

  it('gap-through-stop without a stop does nothing and counts nothing', () => {
    const { venue, to } = happening({ fault: 'gap-through-stop', at, symbol: BTC, beyondFraction: 0.1, forMs });
    to(3);
    expect(venue.faults.counts.size).toBe(0);
  });

  it('thin-book leaves a share of the depth', () => {
    const { venue, place, to } = happening({ fault: 'thin-book', at, symbol: BTC, factor: 0.001, forMs });
    to(2);
    expect(venue.levels(BTC, 'BUY')[0]?.quantity.toFixed()).toBe('0.1');
    expect(place(market('BUY', 10))).toMatchObject({ status: 'EXPIRED', expiryReason: 'INSUFFICIENT_LIQUIDITY' });
  });

  it('filter-change', () => {
    const { filters } = venueRig().venue.symbols[0] as VenueSymbol;
    const change = { priceFilter: { ...filters.priceFilter, tickSize: price(1) } };
    const { to, refusal } = happening({ fault: 'filter-change', at, symbol: BTC, filters: change });
    expect(refusal(limit('BUY', 1, 95.5))).toBe('placed');
    to(2);
    expect(refusal(limit('BUY', 1, 95.5))).toBe('-1013 Filter failure: PRICE_FILTER');
  });

  it('halt stops trading and triggers, and ends', () => {
    const halted = venueRig({
      hours: { BTCUSDT: flat(100, 80, 80) },
      faults: new VenueFaultPlan({ happenings: [{ fault: 'halt', at, symbol: BTC, status: 'HALT', forMs: 70 * 60_000 }] }),
    });
    const { orderId } = halted.place(stop('SELL', 1, 90));
    halted.to(65);
    expect(halted.order(orderId).status).toBe('NEW');
    expect(halted.refusal(market('BUY', 1))).toBe('-1013 Market is closed.');
    halted.to(72);
    expect(halted.order(orderId).status).toBe('FILLED');
  });

  it('maintenance drops waiting stops, and with them their lists', () => {
    const { place, placeList, to, order: find, venue } = happening({ fault: 'maintenance', at });
    const single = place(stop('SELL', 1, 90)).orderId;
    const resting = place(limit('BUY', 1, 90)).orderId;
    const { orderIds } = placeList({ kind: 'OCO', pair: [maker('SELL', 1, 110), stop('SELL', 1, 90)] });
    to(2);
    expect([single, ...orderIds].map((orderId) => find(orderId).expiryReason)).toEqual(Array(3).fill('EXCHANGE_CANCELED'));
    expect(find(resting).status).toBe('NEW');
    expect(venue.faults.counts.get('maintenance')).toBe(1);
  });

  it.each<[VenueHappening, string, string]>([
    [{ fault: 'manual-order', at, request: market('SELL', 1) }, 'BTC', '49 free, 0 locked'],
    [{ fault: 'deposit', at, asset: 'BTC', quantity: quantity(3) }, 'BTC', '53 free, 0 locked'],
    [{ fault: 'withdrawal', at, asset: 'BTC', quantity: quantity(60) }, 'BTC', '0 free, 0 locked'],
    [{ fault: 'external-lock', at, asset: 'BTC', quantity: quantity(3) }, 'BTC', '47 free, 3 locked'],
  ])('%o', (fault, asset, balance) => {
    const rig = happening(fault);
    rig.to(2);
    expect(rig.balance(asset)).toBe(balance);
    expect(rig.venue.faults.counts.get(fault.fault)).toBe(1);
  });

  it('manual-cancel cancels what is open on the market', () => {
    const { place, to, order: find } = happening({ fault: 'manual-cancel', at, symbol: BTC });
    const { orderId } = place(limit('BUY', 1, 95));
    to(2);
    expect(find(orderId).status).toBe('CANCELED');
  });
});

describe('a fault of a call', () => {
  it.each([
    ['lose-request' as const, false],
    ['lose-reply' as const, true],
  ])('%s answers nothing, and the next call passes', (fault, executed) => {
    const { venue } = calls({ fault, from: START });
    expect(venue.placeOrder(limit('BUY', 1, 95))).toEqual({ tag: 'no-answer', executed });
    expect(venue.reads.openOrders(BTC)).toHaveLength(executed ? 1 : 0);
    expect(venue.placeOrder(limit('BUY', 1, 95)).tag).toBe('placed');
    expect(venue.faults.counts.get(fault)).toBe(1);
  });

  it('late-admission carries the order out when nobody waits for it', () => {
    const { venue } = calls({ fault: 'late-admission', from: START, delayMs: 3_000 });
    expect(venue.placeOrder(limit('BUY', 1, 95))).toEqual({ tag: 'no-answer', executed: false });
    venue.advanceTo(START + 2_999);
    expect(venue.reads.openOrders(BTC)).toEqual([]);
    venue.advanceTo(START + 3_000);
    expect(venue.reads.openOrders(BTC)).toMatchObject([{ placedAt: START + 3_000 }]);
  });

  it('partial-fill lets a taker get a share', () => {
    const { place } = calls({ fault: 'partial-fill', from: START, fractionMax: 0.5 });
    const placed = place(limit('BUY', 2, 101, { timeInForce: 'IOC' }));
    expect(placed.status).toBe('EXPIRED');
    expect(placed.executedQuantity.toFixed()).toBe('1');
  });

  it('expire ends an order with a reason', () => {
    const { place } = calls({ fault: 'expire', from: START, reason: 'EXECUTION_RULE_PRICE_RANGE_EXCEEDED' });
    expect(place(market('BUY', 1))).toMatchObject({ status: 'EXPIRED', expiryReason: 'EXECUTION_RULE_PRICE_RANGE_EXCEEDED' });
  });

  it('read-lag hides what is new for a while', () => {
    const { venue, to } = calls({ fault: 'read-lag', from: START, lagMs: 5_000, forMs: 30_000 });
    to(1);
    venue.placeOrder(limit('BUY', 1, 95, { newClientOrderId: 'mine' }));
    const key = { symbol: BTC, origClientOrderId: 'mine' };
    expect(venue.reads.order(key)).toMatchObject({ refusal: { code: -2013 } });
    venue.advanceTo(venue.now + 5_000);
    expect(venue.reads.order(key)).toMatchObject({ tag: 'found' });
  });
});

describe('a drawn plan', () => {
  it('is the same for the same seed, and strikes', () => {
    const run = () => {
      const faults = drawFaultPlan({ seed: 5, symbols: SYMBOLS, from: START, until: START + 3_000_000, perDay: 2_000 });
      const { venue, to } = venueRig({ faults });
      venue.placeOrder(limit('BUY', 1, 95));
      to(59);
      return [...venue.faults.counts];
    };
    expect(run()).toEqual(run());
    expect(run().length).toBeGreaterThan(4);
  });
});
