import { describe, expect, it } from 'vitest';
import { DEFAULT_FEES } from '../../../src/simulator/instrument-presets.ts';
import type { VenueListRequest } from '../../../src/simulator/venue/place-list.ts';
import { contingencyOf, type VenueOrderRequest } from '../../../src/simulator/venue/venue-order.ts';
import { flat, limit, maker, order, stop, told, venueRig } from './venue-rig.ts';

const sellOco = (amount: number, above: number, below: number): VenueListRequest => ({
  kind: 'OCO',
  listClientOrderId: 'oco',
  pair: [maker('SELL', amount, above), stop('SELL', amount, below)],
});
const takeProfit = (side: 'BUY' | 'SELL', at: number): VenueOrderRequest =>
  order({ side, type: 'TAKE_PROFIT', quantity: 1, stopPrice: at });

describe('an OCO', () => {
  it('locks once', () => {
    const { placeList, balance } = venueRig();
    placeList(sellOco(5, 110, 90));
    expect(balance('BTC')).toBe('45 free, 5 locked');
  });

  it('locks the larger cash of its two legs for a purchase', () => {
    const { placeList, balance } = venueRig();
    placeList({ kind: 'OCO', pair: [stop('BUY', 10, 110), maker('BUY', 10, 90)] });
    expect(balance('USDT')).toBe('8900 free, 1100 locked');
  });

  it('executes its limit leg when that is touched, and then expires its stop leg', () => {
    const { venue, placeList, to } = venueRig({ hours: { BTCUSDT: flat(100, 112) } });
    placeList(sellOco(1, 110, 90));
    const before = venue.eventsAfter(0).length;
    to(61);
    expect(told(venue.eventsAfter(before))).toEqual([
      '#1 TRADE FILLED l 1 z 1',
      '#2 EXPIRED EXPIRED z 0 OCO_TRIGGER',
      'list ALL_DONE ALL_DONE',
      'position BTC USDT',
    ]);
  });

  it('expires its limit leg before its stop executes when that triggers', () => {
    const { venue, placeList, to, balance } = venueRig({ hours: { BTCUSDT: flat(100, 85) } });
    placeList(sellOco(1, 110, 90));
    const before = venue.eventsAfter(0).length;
    to(61);
    expect(told(venue.eventsAfter(before))).toEqual([
      '#1 EXPIRED EXPIRED z 0 OCO_TRIGGER',
      '#2 NEW NEW z 0 w',
      '#2 TRADE FILLED l 1 z 1',
      'list ALL_DONE ALL_DONE',
      'position BTC USDT',
    ]);
    expect(balance('BTC')).toBe('49 free, 0 locked');
  });

  it('keeps a triggered stop-limit leg resting', () => {
    const { placeList, order: find, to } = venueRig({ hours: { BTCUSDT: flat(100, 80) } });
    const stopLimit = order({ side: 'SELL', type: 'STOP_LOSS_LIMIT', timeInForce: 'GTC', quantity: 1, stopPrice: 90, price: 89 });
    const { orderIds } = placeList({ kind: 'OCO', pair: [maker('SELL', 1, 110), stopLimit] });
    to(61);
    expect(orderIds.map((orderId) => find(orderId).status)).toEqual(['EXPIRED', 'NEW']);
  });

  it('is cancelled whole by cancelling one leg', () => {
    const { venue, placeList, order: find, balance } = venueRig();
    const { listId, orderIds } = placeList(sellOco(1, 110, 90));
    expect(venue.cancelOrder({ symbol: 'BTCUSDT', orderId: orderIds[1], newClientOrderId: 'stop-it' })).toMatchObject({
      tag: 'cancelled',
    });
    expect(orderIds.map((orderId) => find(orderId).status)).toEqual(['CANCELED', 'CANCELED']);
    expect(venue.reads.list({ orderListId: listId })).toMatchObject({ list: { listOrderStatus: 'ALL_DONE' } });
    expect(balance('BTC')).toBe('50 free, 0 locked');
  });

  it.each<[string, readonly [VenueOrderRequest, VenueOrderRequest], number]>([
    ['prices that do not straddle the last', [maker('SELL', 1, 99), stop('SELL', 1, 95)], -2010],
    ['a stop above a sale', [stop('SELL', 1, 90), maker('SELL', 1, 110)], -1166],
    ['a limit above a purchase', [maker('BUY', 1, 110), stop('BUY', 1, 110)], -1165],
    ['two legs that limit', [maker('SELL', 1, 110), takeProfit('SELL', 120)], -1168],
    ['two stops', [stop('SELL', 1, 90), stop('SELL', 1, 80)], -1158],
    ['a take profit below a sale', [stop('SELL', 1, 90), takeProfit('SELL', 120)], -1199],
    ['a take profit above a purchase', [takeProfit('BUY', 120), stop('BUY', 1, 130)], -1198],
    ['more coins than there are', [maker('SELL', 60, 110), stop('SELL', 60, 90)], -2010],
  ])('is refused for %s', (_name, pair, code) => {
    expect(venueRig().venue.placeList({ kind: 'OCO', pair })).toMatchObject({ tag: 'refused', refusal: { code } });
  });

  it('counts its legs among the orders, its stop among the stops, and itself among the lists', () => {
    const { venue, placeList } = venueRig();
    for (let count = 0; count < 5; count += 1) placeList({ kind: 'OCO', pair: [maker('SELL', 1, 110), stop('SELL', 1, 90)] });
    expect(venue.placeList({ kind: 'OCO', pair: [maker('SELL', 1, 110), stop('SELL', 1, 90)] })).toMatchObject({
      refusal: { code: -1013, message: 'Filter failure: MAX_NUM_ALGO_ORDERS' },
    });
  });
});

describe('an OTO', () => {
  const oto: VenueListRequest = { kind: 'OTO', working: limit('BUY', 1, 95), pending: stop('SELL', 1, 90) };

  it('locks for its working order only, and its pending order waits as PENDING_NEW', () => {
    const { placeList, order: find, balance } = venueRig({ balances: { USDT: '10000' } });
    const { orderIds } = placeList(oto);
    expect(find(orderIds[1] ?? 0)).toMatchObject({ status: 'PENDING_NEW', isWorking: false, workingTime: -1 });
    expect(balance('USDT')).toBe('9905 free, 95 locked');
  });

  it('brings its pending order alive when the working one is filled', () => {
    const { venue, placeList, order: find, to, balance } = venueRig({ hours: { BTCUSDT: flat(100, 94) } });
    const { orderIds } = placeList(oto);
    const before = venue.eventsAfter(0).length;
    to(61);
    expect(find(orderIds[1] ?? 0)).toMatchObject({ status: 'NEW', workingTime: -1 });
    expect(told(venue.eventsAfter(before))).toEqual([
      '#1 TRADE FILLED l 1 z 1',
      '#2 NEW NEW z 0',
      'list UPDATED EXECUTING',
      'position BTC USDT',
    ]);
    expect(balance('BTC')).toBe('49.999 free, 1 locked');
  });

  it('loses its pending order as rejected when the commission leaves too few coins for it', () => {
    const { placeList, order: find, to } = venueRig({ hours: { BTCUSDT: flat(100, 94) }, balances: { USDT: '10000' } });
    const { orderIds } = placeList(oto);
    to(61);
    expect(find(orderIds[1] ?? 0)).toMatchObject({ status: 'EXPIRED', expiryReason: 'REJECTED' });
  });

  it('expires its pending order when the working one expires', () => {
    const { venue, placeList, order: find } = venueRig();
    const { listId, orderIds } = placeList({ ...oto, working: limit('BUY', 1, 95, { timeInForce: 'IOC' }) });
    expect(orderIds.map((orderId) => find(orderId).expiryReason)).toEqual([
      'UNFILLED_IOC_QUANTITY_EXPIRED',
      'OTO_PHASE_ONE_EXPIRED',
    ]);
    expect(venue.reads.list({ orderListId: listId })).toMatchObject({ list: { listStatusType: 'ALL_DONE' } });
  });

  it('loses its pending order as rejected when the price is through the stop already', () => {
    const { placeList, order: find, to } = venueRig({ hours: { BTCUSDT: flat(100, 85) } });
    const { orderIds } = placeList(oto);
    to(61);
    expect(find(orderIds[1] ?? 0)).toMatchObject({ status: 'EXPIRED', expiryReason: 'REJECTED' });
  });

  it('has a working order that is a limit order', () => {
    expect(venueRig().venue.placeList({ ...oto, working: stop('BUY', 1, 110) })).toMatchObject({
      refusal: { message: 'Unsupported order combination.' },
    });
  });
});

describe('an OTOCO', () => {
  it('brings a pair alive of which one ends the other', () => {
    const { placeList, order: find, to, balance } = venueRig({ hours: { BTCUSDT: flat(100, 94, 112) } });
    const { orderIds } = placeList({
      kind: 'OTOCO',
      working: limit('BUY', 1, 95),
      pair: [maker('SELL', 1, 110), stop('SELL', 1, 90)],
    });
    to(61);
    expect(orderIds.map((orderId) => find(orderId).status)).toEqual(['FILLED', 'NEW', 'NEW']);
    expect(balance('BTC')).toBe('49.999 free, 1 locked');
    to(121);
    expect(orderIds.map((orderId) => find(orderId).status)).toEqual(['FILLED', 'FILLED', 'EXPIRED']);
  });
});

describe('an OPO', () => {
  const opo: VenueListRequest = { kind: 'OPO', working: limit('BUY', 1, 101), pending: stop('SELL', undefined, 90) };

  it('sells what was received net of the commission in base, and unlocks what rounding leaves', () => {
    const { placeList, order: find, balance } = venueRig({ balances: { USDT: '10000' } });
    const { orderIds } = placeList({ ...opo, working: limit('BUY', 1.23456, 101) });
    expect(find(orderIds[1] ?? 0)).toMatchObject({ status: 'NEW' });
    expect(find(orderIds[1] ?? 0).quantity.toFixed()).toBe('1.23332');
    expect(balance('BTC')).toBe('0.00000544 free, 1.23332 locked');
  });

  it('sells the whole when the commission is paid in BNB', () => {
    const { placeList, order: find } = venueRig({
      fees: { ...DEFAULT_FEES, paidIn: 'bnb' },
      balances: { USDT: '10000', BNB: '1' },
    });
    expect(find(placeList(opo).orderIds[1] ?? 0).quantity.toFixed()).toBe('1');
  });

  it('keeps what it received locked until the working order is filled, and lets go when that is cancelled', () => {
    const {
      venue,
      placeList,
      order: find,
      balance,
      to,
    } = venueRig({
      hours: { BTCUSDT: [...flat(100), [94, 94, 94, 94, 3600]] },
      balances: { USDT: '100000' },
    });
    const { orderIds } = placeList({ ...opo, working: limit('BUY', 500, 95) });
    to(60);
    const received = find(orderIds[0] ?? 0).receivedBase;
    expect(received.gt(0)).toBe(true);
    expect(balance('BTC')).toBe(`0 free, ${received.toFixed()} locked`);
    venue.cancelOrder({ symbol: 'BTCUSDT', orderId: orderIds[0] });
    expect(balance('BTC')).toBe(`${received.toFixed()} free, 0 locked`);
    expect(find(orderIds[1] ?? 0).status).toBe('CANCELED');
  });

  it.each<[string, VenueListRequest, number]>([
    ['a working sale', { ...opo, working: limit('SELL', 1, 101) }, -1222],
    ['a pending purchase', { ...opo, pending: stop('BUY', undefined, 110) }, -1223],
  ])('is refused for %s', (_name, request, code) => {
    expect(venueRig().venue.placeList(request)).toMatchObject({ refusal: { code } });
  });

  it('is told as an OTO', () => {
    const { venue, placeList } = venueRig();
    expect(contingencyOf(venue.reads.listNow(placeList(opo).listId))).toBe('OTO');
  });

  it('with a pair stops or takes profit, once', () => {
    const { placeList, order: find, balance, to } = venueRig({ hours: { BTCUSDT: flat(100, 85) }, balances: { USDT: '10000' } });
    const { orderIds } = placeList({
      kind: 'OPOCO',
      working: limit('BUY', 1, 101),
      pair: [maker('SELL', undefined, 110), stop('SELL', undefined, 90)],
    });
    expect(balance('BTC')).toBe('0 free, 0.999 locked');
    to(61);
    expect(orderIds.map((orderId) => find(orderId).status)).toEqual(['FILLED', 'EXPIRED', 'FILLED']);
    expect(balance('BTC')).toBe('0 free, 0 locked');
  });
});
