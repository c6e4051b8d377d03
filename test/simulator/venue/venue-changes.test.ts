import { describe, expect, it } from 'vitest';
import { fraction, quantity } from '../../../src/domain/decimal.ts';
import { EVEN_BOOK, flat, limit, maker, order, stop, told, venueRig } from './venue-rig.ts';

const HERE = { symbol: 'BTCUSDT' } as const;

describe('cancelling', () => {
  it('tells the id of the cancel and, as original, the id of the order', () => {
    const { venue, place } = venueRig();
    place(limit('BUY', 1, 95, { newClientOrderId: 'mine' }));
    const before = venue.eventsAfter(0).length;
    venue.cancelOrder({ ...HERE, origClientOrderId: 'mine', newClientOrderId: 'the-cancel' });
    expect(venue.eventsAfter(before)[0]).toMatchObject({
      executionType: 'CANCELED',
      clientOrderId: 'the-cancel',
      originalClientOrderId: 'mine',
    });
  });

  it.each([
    ['nothing open', { orderId: 99 }, -2011, 'Unknown order sent.'],
    ['neither id', {}, -1102, "Param 'origClientOrderId' or 'orderId' must be sent, but both were empty/null!"],
    ['ids that do not belong together', { orderId: 1, origClientOrderId: 'other' }, -2011, 'Unknown order sent.'],
    [
      'a restriction to partly filled orders',
      { orderId: 1, cancelRestrictions: 'ONLY_PARTIALLY_FILLED' as const },
      -2011,
      'Order was not canceled due to cancel restrictions.',
    ],
  ])('is refused for %s', (_name, request, code, message) => {
    const { venue, place } = venueRig();
    place(limit('BUY', 1, 95));
    expect(venue.cancelOrder({ ...HERE, ...request })).toEqual({ tag: 'refused', refusal: { code, message } });
  });

  it('everything of a symbol answers for orders and lists, and with nothing when none is open', () => {
    const { venue, place } = venueRig();
    place(limit('BUY', 1, 95));
    venue.placeList({ kind: 'OCO', pair: [maker('SELL', 1, 110), stop('SELL', 1, 90)] });
    place(limit('BUY', 1, 9, { symbol: 'ETHUSDT' }));
    expect(venue.cancelOpenOrders('BTCUSDT')).toEqual([{ orderId: 1 }, { orderListId: 0 }]);
    expect(venue.cancelOpenOrders('BTCUSDT')).toEqual([]);
    expect(venue.reads.openOrders(null)).toHaveLength(1);
  });

  it('is possible while the market does not trade', () => {
    const { venue, place } = venueRig();
    const { orderId } = place(limit('BUY', 1, 95));
    venue.changeSymbol('BTCUSDT', { status: 'CANCEL_ONLY' });
    expect(venue.cancelOrder({ ...HERE, orderId })).toMatchObject({ tag: 'cancelled' });
  });
});

describe('cancel and replace', () => {
  const good = limit('BUY', 1, 96);
  const unpayable = limit('BUY', 200, 96);

  it.each([
    ['STOP_ON_FAILURE' as const, 1, good, 'cancelled', 'placed'],
    ['STOP_ON_FAILURE' as const, 99, good, 'refused', 'not-attempted'],
    ['STOP_ON_FAILURE' as const, 1, unpayable, 'cancelled', 'refused'],
    ['ALLOW_FAILURE' as const, 99, good, 'refused', 'placed'],
    ['ALLOW_FAILURE' as const, 99, unpayable, 'refused', 'refused'],
    ['ALLOW_FAILURE' as const, 1, good, 'cancelled', 'placed'],
  ])('%s of order %d', (mode, orderId, request, cancellation, placement) => {
    const { venue, place } = venueRig();
    place(limit('BUY', 1, 95));
    const answer = venue.cancelReplace({ mode, cancel: { ...HERE, orderId }, order: request });
    expect(answer).toMatchObject({ tag: 'judged', cancellation: { tag: cancellation }, placement: { tag: placement } });
  });

  it('judges filters before the cancel: nothing is cancelled', () => {
    const { venue, place, order: find } = venueRig();
    const { orderId } = place(limit('BUY', 1, 95));
    expect(
      venue.cancelReplace({ mode: 'ALLOW_FAILURE', cancel: { ...HERE, orderId }, order: limit('BUY', 0.01, 95) }),
    ).toMatchObject({
      tag: 'refused',
      refusal: { message: 'Filter failure: NOTIONAL' },
    });
    expect(find(orderId).status).toBe('NEW');
  });

  it('judges the trading phase after the cancel: what was open is gone', () => {
    const { venue, place, order: find } = venueRig();
    const { orderId } = place(limit('BUY', 1, 95));
    venue.changeSymbol('BTCUSDT', { status: 'CANCEL_ONLY' });
    const answer = venue.cancelReplace({ mode: 'STOP_ON_FAILURE', cancel: { ...HERE, orderId }, order: limit('BUY', 1, 96) });
    expect(answer).toMatchObject({ cancellation: { tag: 'cancelled' }, placement: { tag: 'refused', refusal: { code: -2010 } } });
    expect(find(orderId).status).toBe('CANCELED');
  });

  it('may use what the cancelled order held, and its id', () => {
    const { venue, place } = venueRig();
    const all = limit('BUY', 100, 95, { newClientOrderId: 'all' });
    const { orderId } = place(all);
    const answer = venue.cancelReplace({ mode: 'STOP_ON_FAILURE', cancel: { ...HERE, orderId }, order: all });
    expect(answer).toMatchObject({ placement: { tag: 'placed' } });
  });
});

describe('amending', () => {
  it('lowers the quantity and the lock, and gives a new id', () => {
    const { venue, place, order: find, balance } = venueRig();
    const { orderId } = place(limit('BUY', 10, 95, { newClientOrderId: 'mine' }));
    const before = venue.eventsAfter(0).length;
    expect(venue.amendOrder({ ...HERE, orderId, newQty: quantity(4) })).toMatchObject({ tag: 'amended' });
    expect(find(orderId).quantity.toFixed()).toBe('4');
    expect(find(orderId).clientOrderId).not.toBe('mine');
    expect(balance('USDT')).toBe('9620 free, 380 locked');
    expect(told(venue.eventsAfter(before))[0]).toBe('#1 REPLACED NEW z 0 w');
    expect(venue.reads.amendments('BTCUSDT', orderId)).toMatchObject([{ origClientOrderId: 'mine' }]);
  });

  it('keeps the place in the queue', () => {
    const { venue, place, order: find } = venueRig({ hours: { BTCUSDT: [...flat(100), [94, 94, 94, 94, 720]] } });
    const first = place(limit('BUY', 0.5, 95)).orderId;
    const second = place(limit('BUY', 0.5, 95)).orderId;
    venue.amendOrder({ ...HERE, orderId: first, newQty: quantity('0.4') });
    venue.advanceTo(Date.UTC(2026, 0, 1, 13));
    expect(find(first).executedQuantity.gte(find(second).executedQuantity)).toBe(true);
    expect(find(first).executedQuantity.gt(0)).toBe(true);
  });

  it('changes both legs of an OCO', () => {
    const { venue, placeList, order: find } = venueRig();
    const { orderIds } = placeList({ kind: 'OCO', pair: [maker('SELL', 5, 110), stop('SELL', 5, 90)] });
    venue.amendOrder({ ...HERE, orderId: orderIds[0], newQty: quantity(3) });
    expect(orderIds.map((orderId) => find(orderId).quantity.toFixed())).toEqual(['3', '3']);
  });

  it('leaves no leg of an OCO with less than what is used of it', () => {
    const fourCoins = { ...EVEN_BOOK, levels: 2, levelVolumeFraction: fraction('0.000002') };
    const { venue, place, placeList, order: find } = venueRig({ book: fourCoins });
    const { orderIds } = placeList({ kind: 'OCO', pair: [maker('SELL', 5, 110), stop('SELL', 5, 90)] });
    place(limit('BUY', 7, 110, { selfTradePreventionMode: 'DECREMENT' }));
    expect(find(orderIds[0] ?? -1).preventedQuantity.toFixed()).toBe('3');
    expect(venue.amendOrder({ ...HERE, orderId: orderIds[1], newQty: quantity(2) })).toMatchObject({ tag: 'refused' });
    expect(venue.amendOrder({ ...HERE, orderId: orderIds[1], newQty: quantity(4) })).toMatchObject({ tag: 'amended' });
  });

  it.each([
    ['an increase', { newQty: quantity(11) }, 'Order amend (quantity increase) is not supported.'],
    ['the same quantity', { newQty: quantity(10) }, 'The requested action would change no state; rejecting.'],
    ['an unknown order', { orderId: 99, newQty: quantity(1) }, 'Unknown order sent.'],
  ])('is refused with -2038 for %s', (_name, request, message) => {
    const { venue, place } = venueRig();
    place(limit('BUY', 10, 95));
    expect(venue.amendOrder({ ...HERE, orderId: 1, ...request })).toEqual({ tag: 'refused', refusal: { code: -2038, message } });
  });

  it('is possible ten times', () => {
    const { venue, place } = venueRig();
    const { orderId } = place(limit('BUY', 50, 95));
    for (let count = 1; count <= 10; count += 1) venue.amendOrder({ ...HERE, orderId, newQty: quantity(50 - count) });
    expect(venue.amendOrder({ ...HERE, orderId, newQty: quantity(1) })).toMatchObject({
      refusal: { message: 'Filter failure: MAX_NUM_ORDER_AMENDS' },
    });
  });
});

describe('reading', () => {
  it('answers for orders by number and by id, and says why not', () => {
    const { venue, place } = venueRig();
    place(order({ side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: 1, price: 95, newClientOrderId: 'mine' }));
    const { reads } = venue;
    expect(reads.order({ ...HERE, orderId: 1 })).toMatchObject({ tag: 'found' });
    expect(reads.order({ ...HERE, origClientOrderId: 'mine' })).toMatchObject({ tag: 'found' });
    expect(reads.order({ ...HERE, orderId: 1, origClientOrderId: 'other' })).toMatchObject({ refusal: { code: -2039 } });
    expect(reads.order({ ...HERE, orderId: 2 })).toMatchObject({ refusal: { code: -2013 } });
    expect(reads.order(HERE)).toMatchObject({ refusal: { code: -1102 } });
  });

  it('pages from the start with a start, else from the end, ascending', () => {
    const { venue, place } = venueRig();
    for (let count = 0; count < 4; count += 1) place(limit('BUY', 1, 95));
    const ids = (range: Parameters<typeof venue.reads.allOrders>[1]) =>
      venue.reads.allOrders('BTCUSDT', range).map(({ orderId }) => orderId);
    expect(ids({ limit: 2 })).toEqual([3, 4]);
    expect(ids({ limit: 2, startTime: 0 })).toEqual([1, 2]);
    expect(ids({ limit: 2, fromId: 2 })).toEqual([2, 3]);
  });
});
