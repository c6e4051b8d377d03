import { createHmac } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { CREDENTIALS, type ServerRig, type TestSocket, venueServerRig } from './venue-server-rig.ts';

let rig: ServerRig;
afterEach(() => rig.close());

/** Signed over the sorted parameters, not encoded. */
function signed(params: Readonly<Record<string, string | number>>) {
  const all: Record<string, string | number> = { ...params, apiKey: CREDENTIALS.apiKey, timestamp: rig.now() };
  const payload = Object.keys(all)
    .sort()
    .map((name) => `${name}=${all[name]}`)
    .join('&');
  return { ...all, signature: createHmac('sha256', CREDENTIALS.secret).update(payload).digest('hex') };
}

async function subscribed(): Promise<TestSocket> {
  const socket = await rig.connect('/ws-api/v3');
  const reply = await socket.ask({ id: 'sub', method: 'userDataStream.subscribe.signature', params: signed({}) });
  expect(reply).toMatchObject({ status: 200, result: { subscriptionId: 0 } });
  return socket;
}

const eventsOf = (socket: TestSocket) => socket.messages.filter(({ event }) => event !== undefined).map(({ event }) => event);
const MARKET = { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '150' } as const;

describe('the WebSocket API', () => {
  it('answers with the weight used, unless told not to', async () => {
    rig = await venueServerRig();
    const socket = await rig.connect('/ws-api/v3');
    expect(await socket.ask({ id: 1, method: 'ping' })).toEqual({
      id: 1,
      status: 200,
      result: {},
      rateLimits: [{ rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: 6000, count: 3 }],
    });
    expect(await socket.ask({ id: 2, method: 'time', params: { returnRateLimits: false } })).toEqual({
      id: 2,
      status: 200,
      result: { serverTime: rig.now() },
    });
  });

  it('places, shows and cancels an order as REST does', async () => {
    rig = await venueServerRig();
    const socket = await rig.connect('/ws-api/v3');
    const order = { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '1', price: '90' };
    const placed = await socket.ask({ id: 1, method: 'order.place', params: signed({ ...order, newClientOrderId: 'mine' }) });
    expect(placed).toMatchObject({ status: 200, result: { status: 'NEW', clientOrderId: 'mine' } });
    expect(placed.rateLimits).toHaveLength(3);
    const shown = await socket.ask({
      id: 2,
      method: 'order.status',
      params: signed({ symbol: 'BTCUSDT', origClientOrderId: 'mine' }),
    });
    expect(shown.result).toEqual(
      (await rig.signed('GET', '/api/v3/order', { symbol: 'BTCUSDT', origClientOrderId: 'mine' })).body,
    );
    const cancelled = await socket.ask({
      id: 3,
      method: 'order.cancel',
      params: signed({ symbol: 'BTCUSDT', origClientOrderId: 'mine' }),
    });
    expect(cancelled).toMatchObject({ status: 200, result: { status: 'CANCELED', origClientOrderId: 'mine' } });
  });

  it.each<readonly [string, (params: Record<string, string | number>) => unknown, number, number]>([
    ['with a wrong signature', (params) => ({ ...params, signature: 'x' }), 400, -1022],
    ['without a key', ({ apiKey: _, ...params }) => params, 401, -2014],
    ['that asks for an unknown market', () => signed({ symbol: 'NOPEUSDT' }), 400, -1121],
    ['with a member nobody reads', () => signed({ symbol: 'BTCUSDT', more: 1 }), 400, -1104],
  ])('refuses a request %s', async (_what, change, status, code) => {
    rig = await venueServerRig();
    const socket = await rig.connect('/ws-api/v3');
    const params = change(signed({ symbol: 'BTCUSDT' }));
    expect(await socket.ask({ id: 1, method: 'openOrders.status', params })).toMatchObject({ status, error: { code } });
  });

  it('refuses what is no request, and methods that are gone', async () => {
    rig = await venueServerRig();
    const socket = await rig.connect('/ws-api/v3');
    socket.send('{');
    expect(await socket.wait(({ id }) => id === null)).toMatchObject({ status: 400, error: { code: -1135 } });
    expect(await socket.ask({ id: 1, method: 'userDataStream.start', params: {} })).toMatchObject({ status: 400 });
    expect(await socket.ask({ id: 2, method: 'session.logon', params: {} })).toMatchObject({ status: 400 });
  });
});

describe('the stream of the account', () => {
  it('tells a market order as documented: new, its trades, its end, the balances', async () => {
    rig = await venueServerRig({ balances: { USDT: '100000', BTC: '0' } });
    const socket = await subscribed();
    // More than one level holds, so that there are several trades.
    await rig.signed('POST', '/api/v3/order', { ...MARKET, quantity: '100' });
    await socket.wait(({ event }) => event?.e === 'outboundAccountPosition');
    const events = eventsOf(socket);
    expect(events.map(({ e, x, X, w }) => [e, x, X, w])).toEqual([
      ['executionReport', 'NEW', 'NEW', true],
      ['executionReport', 'TRADE', 'FILLED', false],
      ['outboundAccountPosition', undefined, undefined, undefined],
    ]);
    expect(events[1]).toMatchObject({
      s: 'BTCUSDT',
      S: 'BUY',
      o: 'MARKET',
      f: 'GTC',
      p: '0.00000000',
      l: '100.00000000',
      z: '100.00000000',
      L: '100.10000000',
      n: '0.10000000',
      N: 'BTC',
      m: false,
      M: true,
      C: '',
    });
    expect(events[2].B).toContainEqual({ a: 'BTC', f: '99.90000000', l: '0.00000000' });
  });

  it('tells a cancel under the id of the cancel, with that of the order beside', async () => {
    rig = await venueServerRig();
    const socket = await subscribed();
    const bid = { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '1', price: '90' };
    await rig.signed('POST', '/api/v3/order', { ...bid, newClientOrderId: 'own' });
    await rig.signed('DELETE', '/api/v3/order', { symbol: 'BTCUSDT', origClientOrderId: 'own', newClientOrderId: 'cancel' });
    const { event } = await socket.wait((message) => message.event?.x === 'CANCELED');
    expect(event).toMatchObject({ c: 'cancel', C: 'own', X: 'CANCELED', t: -1 });
  });

  it('tells an order list, and the leg that the other one ends with its reason', async () => {
    rig = await venueServerRig();
    const socket = await subscribed();
    const list = {
      symbol: 'BTCUSDT',
      side: 'SELL',
      quantity: '1',
      aboveType: 'LIMIT_MAKER',
      abovePrice: '110',
      belowType: 'STOP_LOSS',
    };
    const placed = await rig.signed('POST', '/api/v3/orderList/oco', { ...list, belowStopPrice: '95' });
    expect(placed).toMatchObject({
      status: 200,
      body: { contingencyType: 'OCO', orderReports: [{ workingTime: rig.now() }, { workingTime: -1 }] },
    });
    rig.venue.inject({ fault: 'price-jump', symbol: 'BTCUSDT', factor: 0.9, forMs: 60_000 });
    rig.pass(10_000);
    await socket.wait(({ event }) => event?.l === 'ALL_DONE');
    const expired = eventsOf(socket).find(({ x }) => x === 'EXPIRED');
    expect(expired).toMatchObject({ o: 'LIMIT_MAKER', X: 'EXPIRED', eR: 'OCO_TRIGGER' });
    expect(
      eventsOf(socket)
        .filter(({ e }) => e === 'listStatus')
        .map(({ l, L, c }) => [l, L, c]),
    ).toEqual([
      ['EXEC_STARTED', 'EXECUTING', 'OCO'],
      ['ALL_DONE', 'ALL_DONE', 'OCO'],
    ]);
  });

  it('tells deposits, withdrawals and orders by hand', async () => {
    rig = await venueServerRig();
    const socket = await subscribed();
    await rig.inject([
      { fault: 'deposit', asset: 'USDT', quantity: '25' },
      { fault: 'withdrawal', asset: 'BTC', quantity: '1' },
      { fault: 'manual-order', order: { symbol: 'BTCUSDT', side: 'SELL', type: 'MARKET', quantity: '2' } },
    ]);
    await socket.wait(({ event }) => event?.X === 'FILLED');
    const updates = eventsOf(socket).filter(({ e }) => e === 'balanceUpdate');
    expect(updates.map(({ a, d }) => [a, d])).toEqual([
      ['USDT', '25.00000000'],
      ['BTC', '-1.00000000'],
    ]);
  });

  it('is one for each connection, and ends when told', async () => {
    rig = await venueServerRig();
    const socket = await subscribed();
    expect(await socket.ask({ id: 1, method: 'userDataStream.subscribe.signature', params: signed({}) })).toMatchObject({
      status: 400,
      error: { code: -2035 },
    });
    expect(await socket.ask({ id: 2, method: 'session.status' })).toMatchObject({ result: { userDataStream: true } });
    expect(await socket.ask({ id: 3, method: 'userDataStream.unsubscribe', params: { subscriptionId: 0 } })).toMatchObject({
      result: {},
    });
    await socket.wait(({ event }) => event?.e === 'eventStreamTerminated');
    expect(await socket.ask({ id: 4, method: 'userDataStream.unsubscribe' })).toMatchObject({ error: { code: -2036 } });
    expect(await socket.ask({ id: 5, method: 'userDataStream.subscribe.signature', params: signed({}) })).toMatchObject({
      result: { subscriptionId: 1 },
    });
  });
});
