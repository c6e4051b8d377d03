import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../../src/domain/invariant.ts';
import type { ReplaceResult } from '../../../src/ports/exchange.ts';
import { type Answer, json, liveRig } from './live-rig.ts';
import {
  cancelledStop,
  OLD_STOP_ID,
  REPLACEMENT,
  STOP,
  STOP_LIMIT,
  TARGET,
  type WireObject,
  wireList,
  wireOrder,
} from './wire-orders.ts';

const NEW_STOP = wireOrder(STOP);

/** Both halves within the answer to a replacement of which something failed. */
function failed(data: WireObject): WireObject {
  const isPartial = data['cancelResult'] === 'SUCCESS' || data['newOrderResult'] === 'SUCCESS';
  return isPartial
    ? { code: -2021, msg: 'Order cancel-replace partially failed.', data }
    : { code: -2022, msg: 'Order cancel-replace failed.', data };
}

const refusal = (code: number, msg: string): WireObject => ({ code, msg });

const done = (cancelResponse: unknown, newOrderResponse: unknown): WireObject => ({
  cancelResult: 'SUCCESS',
  newOrderResult: 'SUCCESS',
  cancelResponse,
  newOrderResponse,
});
/** The old stop is gone, and the new one was refused. */
const refusedAfter = (newOrderResponse: unknown, cancelResponse: unknown = cancelledStop()): WireObject =>
  failed({ cancelResult: 'SUCCESS', newOrderResult: 'FAILURE', cancelResponse, newOrderResponse });
/** The old stop could not be cancelled. */
const stopped = (cancelResponse: unknown): WireObject =>
  failed({ cancelResult: 'FAILURE', newOrderResult: 'NOT_ATTEMPTED', cancelResponse, newOrderResponse: null });

async function replacedOn(answer: Answer): Promise<ReplaceResult> {
  const { exchange, sent } = liveRig(() => answer);
  const result = await exchange.replace(REPLACEMENT);
  expect(sent).toHaveLength(1);
  return result;
}

describe('a replacement', () => {
  it('leaves once, as an order that is sent only when the other is cancelled', async () => {
    const { exchange, sent } = liveRig(() => json(200, done(cancelledStop(), NEW_STOP)));
    await exchange.replace({ ...REPLACEMENT, place: { kind: 'order', order: STOP_LIMIT } });
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({ method: 'POST', path: '/api/v3/order/cancelReplace' });
    const {
      recvWindow: _window,
      timestamp: _time,
      signature: _signature,
      ...parameters
    } = Object.fromEntries(sent[0]?.query ?? []);
    expect(parameters).toEqual({
      symbol: 'ETHUSDT',
      side: 'SELL',
      type: 'STOP_LOSS_LIMIT',
      timeInForce: 'GTC',
      quantity: '0.4766',
      price: '2400.000001',
      stopPrice: '2437',
      newClientOrderId: STOP.clientOrderId,
      newOrderRespType: 'FULL',
      cancelReplaceMode: 'STOP_ON_FAILURE',
      cancelOrigClientOrderId: OLD_STOP_ID,
    });
  });

  it('tells both orders under their own ids', async () => {
    const result = await replacedOn(json(200, done(cancelledStop(), NEW_STOP)));
    expect(result).toMatchObject({
      cancel: { tag: 'cancelled', report: { clientOrderId: OLD_STOP_ID, exchangeOrderId: '11', status: 'cancelled' } },
      place: { tag: 'accepted', report: { clientOrderId: STOP.clientOrderId, exchangeOrderId: '28', status: 'open' }, fills: [] },
    });
  });

  it('of an order in a list finds it among all that were cancelled with it', async () => {
    const others = cancelledStop({ orderId: 12, origClientOrderId: 'stw-P0-ETHUSDT-t1-3', type: 'TAKE_PROFIT' });
    const result = await replacedOn(json(200, done(wireList([others, cancelledStop()]), NEW_STOP)));
    expect(result.cancel).toMatchObject({ tag: 'cancelled', report: { clientOrderId: OLD_STOP_ID, exchangeOrderId: '11' } });
  });

  it.each<readonly [string, WireObject, object]>([
    [
      'funds that are not there',
      refusal(-2010, 'Account has insufficient balance for requested action.'),
      { tag: 'rejected', code: -2010 },
    ],
    ['a price through the stop', refusal(-2010, 'Stop price would trigger immediately.'), { tag: 'rejected', code: -2010 }],
    ['an id in use', refusal(-2010, 'Duplicate order sent.'), { tag: 'rejected', code: -2010, message: 'Duplicate order sent.' }],
    ['too many stops', refusal(-2010, 'Filter failure: MAX_NUM_ALGO_ORDERS'), { tag: 'rejected', code: -2010 }],
    ['a filter', refusal(-1013, 'Filter failure: PERCENT_PRICE_BY_SIDE'), { tag: 'rejected', code: -1013 }],
    [
      'too many orders',
      refusal(-1015, 'Too many new orders; current limit is 100 orders per 10 SECOND.'),
      { tag: 'rejected', code: -1015 },
    ],
    ['words that nobody knows', refusal(-2010, 'The moon is not full.'), { tag: 'outcome-unknown' }],
    [
      'a backend that does not answer',
      refusal(-1007, 'Timeout waiting for response from backend server.'),
      { tag: 'outcome-unknown' },
    ],
    ['an unexpected answer', refusal(-1006, 'An unexpected response was received.'), { tag: 'outcome-unknown' }],
    ['an overload', refusal(-1008, 'Server is currently overloaded.'), { tag: 'outcome-unknown' }],
    ['an error without a name', refusal(-1000, 'An unknown error occurred.'), { tag: 'outcome-unknown' }],
    ['no reason', {}, { tag: 'outcome-unknown' }],
  ])('whose new order meets %s tells the old one as cancelled all the same', async (_what, response, place) => {
    const result = await replacedOn(json(409, refusedAfter(response)));
    expect(result.cancel).toMatchObject({ tag: 'cancelled', report: { clientOrderId: OLD_STOP_ID } });
    expect(result.place).toMatchObject(place);
  });

  it.each<readonly [string, WireObject, object]>([
    ['was filled before', refusal(-2011, 'Unknown order sent.'), { tag: 'not-open' }],
    ['has another id', refusal(-2011, 'Cancel order is invalid. Check origClOrdId and orderId.'), { tag: 'not-open' }],
    [
      'may not be cancelled',
      refusal(-2011, 'Order was not canceled due to cancel restrictions.'),
      { tag: 'rejected', code: -2011 },
    ],
    [
      'is of an account that is shut',
      refusal(-2011, 'This account may not place or cancel orders.'),
      { tag: 'rejected', code: -2011 },
    ],
    ['meets words that nobody knows', refusal(-2011, 'The moon is not full.'), { tag: 'outcome-unknown' }],
    ['meets a backend that does not answer', refusal(-1007, 'Timeout waiting for response.'), { tag: 'outcome-unknown' }],
  ])('whose old order %s places nothing', async (_what, response, cancel) => {
    const result = await replacedOn(json(400, stopped(response)));
    expect(result.cancel).toMatchObject(cancel);
    expect(result.place).toEqual({ tag: 'not-attempted' });
  });

  it.each<readonly [string, number, WireObject]>([
    ['a filter', 400, refusal(-1013, 'Filter failure: LOT_SIZE')],
    ['too many decimals', 400, refusal(-1111, "Parameter 'quantity' has too much precision.")],
    ['a closed market', 400, refusal(-1013, 'Market is closed.')],
    ['the wrong time', 400, refusal(-1021, 'Timestamp for this request is outside of the recvWindow.')],
    ['the key', 401, refusal(-2015, 'Invalid API-key, IP, or permissions for action.')],
    ['too many orders', 429, refusal(-1015, 'Too many new orders; current limit is 100 orders per 10 SECOND.')],
    [
      'too many requests',
      429,
      refusal(-1003, 'Too much request weight used; current limit is 6000 request weight per 1 MINUTE.'),
    ],
    ['a ban', 418, refusal(-1003, 'Way too much request weight used; IP banned until 1790000000000.')],
    ['a market that does not offer it', 400, refusal(-2010, 'Order cancel-replace is not supported for this symbol.')],
  ])('that is refused as a whole by %s leaves the old order as it is', async (_what, status, body) => {
    const { code, msg: message } = body;
    expect(await replacedOn(json(status, body))).toEqual({
      cancel: { tag: 'rejected', code, message },
      place: { tag: 'rejected', code, message },
    });
  });

  it('tells the halves under whatever code they come', async () => {
    const limit = refusal(-1015, 'Too many new orders; current limit is 100 orders per 10 SECOND.');
    const { cancel, place } = await replacedOn(json(429, { ...limit, data: refusedAfter(limit)['data'] }));
    expect([cancel.tag, place.tag]).toEqual(['cancelled', 'rejected']);
  });

  const UNKNOWN: readonly (readonly [string, Answer])[] = [
    ['a connection that breaks', new TypeError('fetch failed')],
    ['no answer', 'hang'],
    ['a page', new Response('<html>502</html>', { status: 502 })],
    ['a page that says success', new Response('<html></html>', { status: 200 })],
    ['an error of the server', json(500, refusedAfter(refusal(-2010, 'Duplicate order sent.')))],
    ['a timeout of the backend', json(504, refusal(-1007, 'Timeout waiting for response from backend server.'))],
    ['an overload', json(503, refusal(-1008, 'Server is currently overloaded with other requests.'))],
    ['an unexpected answer of the backend', json(400, refusal(-1006, 'An unexpected response was received.'))],
    ['the firewall', new Response('<html></html>', { status: 403 })],
    ['the engine without its halves', json(400, refusal(-2010, 'Account has insufficient balance for requested action.'))],
    ['a partial failure without its halves', json(409, refusal(-2021, 'Order cancel-replace partially failed.'))],
    ['a failure without its halves', json(400, refusal(-2022, 'Order cancel-replace failed.'))],
    [
      'halves that nobody can read',
      json(400, { ...refusal(-1013, 'Filter failure: LOT_SIZE'), data: { cancelResult: 'PERHAPS' } }),
    ],
    [
      'an order that was placed though the other was not cancelled',
      json(
        409,
        failed({
          cancelResult: 'FAILURE',
          newOrderResult: 'SUCCESS',
          cancelResponse: refusal(-2011, 'Unknown order sent.'),
          newOrderResponse: NEW_STOP,
        }),
      ),
    ],
    [
      'two attempts that were never made',
      json(
        400,
        failed({ cancelResult: 'NOT_ATTEMPTED', newOrderResult: 'NOT_ATTEMPTED', cancelResponse: null, newOrderResponse: null }),
      ),
    ],
    ['a result of tomorrow', json(200, { ...done(cancelledStop(), NEW_STOP), newOrderResult: 'POSTPONED' })],
    ['a single order', json(200, NEW_STOP)],
  ];
  it.each(UNKNOWN)('is of unknown outcome in both halves on %s', async (_what, answer) => {
    const { exchange, clock, sent } = liveRig(() => answer);
    const replacing = exchange.replace(REPLACEMENT);
    const settled = { is: false };
    void replacing.finally(() => {
      settled.is = true;
    });
    while (!settled.is) {
      await new Promise((resolve) => setImmediate(resolve));
      if (!settled.is && clock.nextTimerAt !== null) await clock.advanceTo(clock.nextTimerAt);
    }
    expect(await replacing).toMatchObject({ cancel: { tag: 'outcome-unknown' }, place: { tag: 'outcome-unknown' } });
    expect(sent).toHaveLength(1);
  });

  it.each<readonly [string, WireObject, 'cancel' | 'place']>([
    ['of another order that was cancelled', done(cancelledStop({ origClientOrderId: 'another' }), NEW_STOP), 'cancel'],
    ['of a cancelled order with a status that nobody knows', done(cancelledStop({ status: 'DREAMING' }), NEW_STOP), 'cancel'],
    ['of another order that was placed', done(cancelledStop(), wireOrder(TARGET)), 'place'],
    ['of a placed order with a status that nobody knows', done(cancelledStop(), { ...NEW_STOP, status: 'DREAMING' }), 'place'],
    ['of no order at all', done(cancelledStop(), null), 'place'],
  ])('whose answer speaks %s leaves that half unknown, and believes the other', async (_what, body, half) => {
    const { cancel, place } = await replacedOn(json(200, body));
    expect(cancel.tag).toBe(half === 'cancel' ? 'outcome-unknown' : 'cancelled');
    expect(place.tag).toBe(half === 'place' ? 'outcome-unknown' : 'accepted');
  });

  it('counts as one order, and goes before purchases when it sells', async () => {
    const { exchange, governor, sent } = liveRig(() => json(200, done(cancelledStop(), NEW_STOP)));
    governor.admitOrders(89, 'protection');
    expect((await exchange.replace(REPLACEMENT)).place.tag).toBe('accepted');
    const late = await exchange.replace(REPLACEMENT);
    expect(sent).toHaveLength(1);
    expect(late).toMatchObject({ cancel: { tag: 'rejected', code: -1003 }, place: { tag: 'rejected', code: -1003 } });
  });

  it('of one market by another is a bug, and nothing is sent', async () => {
    const { exchange, sent } = liveRig(() => json(200, {}));
    const replacing = exchange.replace({
      ...REPLACEMENT,
      cancel: { symbol: 'BTCUSDT' as 'ETHUSDT', clientOrderId: OLD_STOP_ID },
    });
    await expect(replacing).rejects.toThrow(InvariantError);
    expect(sent).toHaveLength(0);
  });
});
