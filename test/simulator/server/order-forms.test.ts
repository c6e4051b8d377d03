import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ServerRig, venueServerRig } from './venue-server-rig.ts';

let rig: ServerRig;
beforeEach(async () => {
  rig = await venueServerRig();
});
afterEach(() => rig.close());

const BID = { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '1', price: '90' } as const;
const MARKET = { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '1' } as const;
const STOP = { symbol: 'BTCUSDT', side: 'SELL', type: 'STOP_LOSS', quantity: '1', stopPrice: '95' } as const;
const place = (params: Readonly<Record<string, string | number>>) => rig.signed('POST', '/api/v3/order', params);

describe('the answer to an order', () => {
  const ACK = ['clientOrderId', 'orderId', 'orderListId', 'symbol', 'transactTime'];

  it.each<readonly [string, Readonly<Record<string, string>>, boolean, boolean]>([
    ['a market order', MARKET, true, true],
    ['a limit order', BID, true, true],
    ['a stop', STOP, false, false],
    ['a stop that asks for its result', { ...STOP, newOrderRespType: 'RESULT' }, true, false],
    ['a market order that asks for no more than a sign', { ...MARKET, newOrderRespType: 'ACK' }, false, false],
  ])('to %s has what it has by default or was asked for', async (_what, params, hasStatus, hasFills) => {
    const { body } = await place(params);
    expect('status' in body).toBe(hasStatus);
    expect('fills' in body).toBe(hasFills);
    if (!hasStatus) expect(Object.keys(body).sort()).toEqual(ACK);
  });

  it('to a market order says price 0 and GTC, and sums its fills', async () => {
    const { body } = await place({ ...MARKET, quantity: '99' });
    expect(body).toMatchObject({ price: '0.00000000', timeInForce: 'GTC', executedQty: '99.00000000', status: 'FILLED' });
    const sum = body.fills.reduce((total: number, fill: { qty: string }) => total + Number(fill.qty), 0);
    expect(sum).toBe(99);
  });

  it('about an amount of quote keeps to it', async () => {
    const { body } = await place({ symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quoteOrderQty: '50' });
    expect(body).toMatchObject({ origQuoteOrderQty: '50.00000000', status: 'FILLED' });
    expect(Number(body.cummulativeQuoteQty)).toBeLessThanOrEqual(50);
  });
});

describe('a cancel', () => {
  it('answers under its own id, that of the order beside', async () => {
    await place({ ...BID, newClientOrderId: 'own' });
    const cancel = { symbol: 'BTCUSDT', origClientOrderId: 'own', newClientOrderId: 'mine' };
    expect((await rig.signed('DELETE', '/api/v3/order', cancel)).body).toMatchObject({
      origClientOrderId: 'own',
      clientOrderId: 'mine',
      status: 'CANCELED',
    });
    expect((await rig.signed('DELETE', '/api/v3/order', cancel)).body).toEqual({ code: -2011, msg: 'Unknown order sent.' });
  });

  it('of everything tells orders and lists, and refuses when nothing is open', async () => {
    await place(BID);
    const oco = { symbol: 'BTCUSDT', side: 'SELL', quantity: '1', aboveType: 'LIMIT_MAKER', abovePrice: '110' };
    await rig.signed('POST', '/api/v3/orderList/oco', { ...oco, belowType: 'STOP_LOSS', belowStopPrice: '95' });
    const { body } = await rig.signed('DELETE', '/api/v3/openOrders', { symbol: 'BTCUSDT' });
    expect(body).toMatchObject([
      { status: 'CANCELED' },
      { contingencyType: 'OCO', listOrderStatus: 'ALL_DONE', orderReports: { length: 2 } },
    ]);
    expect(body[1].orderReports[0].clientOrderId).not.toBe(body[1].orderReports[0].origClientOrderId);
    expect(await rig.signed('DELETE', '/api/v3/openOrders', { symbol: 'BTCUSDT' })).toMatchObject({
      status: 400,
      body: { code: -2011 },
    });
  });
});

describe('cancelReplace', () => {
  const replace = (params: Readonly<Record<string, string | number>>) =>
    rig.signed('POST', '/api/v3/order/cancelReplace', { ...BID, price: '91', ...params });

  it('tells both halves when both succeed', async () => {
    const { orderId } = (await place(BID)).body;
    expect(await replace({ cancelReplaceMode: 'STOP_ON_FAILURE', cancelOrderId: orderId })).toMatchObject({
      status: 200,
      body: {
        cancelResult: 'SUCCESS',
        newOrderResult: 'SUCCESS',
        cancelResponse: { orderId },
        newOrderResponse: { price: '91.00000000' },
      },
    });
  });

  it('is 409 when one half fails, 400 when both do or the second is not tried', async () => {
    const { orderId } = (await place(BID)).body;
    expect(await replace({ cancelReplaceMode: 'ALLOW_FAILURE', cancelOrderId: 999 })).toMatchObject({
      status: 409,
      body: { code: -2021, data: { cancelResult: 'FAILURE', newOrderResult: 'SUCCESS', cancelResponse: { code: -2011 } } },
    });
    expect(await replace({ cancelReplaceMode: 'STOP_ON_FAILURE', cancelOrderId: orderId, quantity: '150' })).toMatchObject({
      status: 409,
      body: { code: -2021, data: { cancelResult: 'SUCCESS', newOrderResult: 'FAILURE', newOrderResponse: { code: -2010 } } },
    });
    expect(await replace({ cancelReplaceMode: 'STOP_ON_FAILURE', cancelOrderId: 999 })).toMatchObject({
      status: 400,
      body: { code: -2022, data: { cancelResult: 'FAILURE', newOrderResult: 'NOT_ATTEMPTED', newOrderResponse: null } },
    });
    expect(await replace({ cancelReplaceMode: 'ALLOW_FAILURE', cancelOrderId: 999, quantity: '150' })).toMatchObject({
      status: 400,
      body: { code: -2022, data: { newOrderResult: 'FAILURE' } },
    });
  });

  it('cancels nothing when the new order does not pass the filters', async () => {
    const { orderId } = (await place(BID)).body;
    const refused = await replace({ cancelReplaceMode: 'ALLOW_FAILURE', cancelOrderId: orderId, price: '91.001' });
    expect(refused).toMatchObject({ status: 400, body: { code: -1013 } });
    expect((await rig.signed('GET', '/api/v3/openOrders')).body).toHaveLength(1);
  });

  it('cancels alone, when asked so, while no more orders are allowed', async () => {
    const { orderId } = (await place(BID)).body;
    rig.venue.orderCounts.add(99, rig.now());
    const params = { cancelReplaceMode: 'STOP_ON_FAILURE', cancelOrderId: orderId };
    expect((await replace(params)).status).toBe(429);
    expect(await replace({ ...params, orderRateLimitExceededMode: 'CANCEL_ONLY' })).toMatchObject({
      status: 409,
      body: { data: { cancelResult: 'SUCCESS', newOrderResult: 'FAILURE', newOrderResponse: { code: -1015 } } },
    });
  });
});

describe('an amendment', () => {
  it('lowers the quantity, under a new id', async () => {
    const { orderId } = (await place({ ...BID, newClientOrderId: 'own' })).body;
    const amend = (newQty: string) =>
      rig.signed('PUT', '/api/v3/order/amend/keepPriority', { symbol: 'BTCUSDT', orderId, newQty });
    const { body } = await amend('0.5');
    expect(body.amendedOrder).toMatchObject({ orderId, origClientOrderId: 'own', qty: '0.50000000', executedQty: '0.00000000' });
    expect(body.amendedOrder.clientOrderId).not.toBe('own');
    expect((await amend('0.7')).body.code).toBe(-2038);
    expect((await rig.signed('GET', '/api/v3/order/amendments', { symbol: 'BTCUSDT', orderId })).body).toMatchObject([
      { newQty: '0.50000000' },
    ]);
  });
});

describe('an order list', () => {
  const working = {
    symbol: 'BTCUSDT',
    workingType: 'LIMIT',
    workingSide: 'BUY',
    workingTimeInForce: 'GTC',
    workingQuantity: '1',
  };

  it('OTO tells its pending order as it was when the list came, though the working one is filled', async () => {
    const pending = { pendingType: 'STOP_LOSS', pendingSide: 'SELL', pendingQuantity: '1', pendingStopPrice: '95' };
    const { body } = await rig.signed('POST', '/api/v3/orderList/oto', { ...working, workingPrice: '101', ...pending });
    expect(body).toMatchObject({
      contingencyType: 'OTO',
      listStatusType: 'EXEC_STARTED',
      orderReports: [{ status: 'FILLED' }, { status: 'PENDING_NEW', workingTime: -1 }],
    });
    expect((await rig.signed('GET', '/api/v3/openOrders')).body).toMatchObject([{ status: 'NEW', isWorking: false }]);
  });

  it.each<readonly [string, Readonly<Record<string, string>>, number]>([
    ['otoco', { pendingQuantity: '1' }, 3],
    ['opoco', {}, 3],
  ])('%s has three orders, and is read, listed and cancelled', async (kind, more, orders) => {
    const pair = {
      pendingAboveType: 'LIMIT_MAKER',
      pendingAbovePrice: '110',
      pendingBelowType: 'STOP_LOSS',
      pendingBelowStopPrice: '85',
    };
    const list = { ...working, workingPrice: '90', pendingSide: 'SELL', ...pair, ...more, listClientOrderId: 'list' };
    const placed = await rig.signed('POST', `/api/v3/orderList/${kind}`, list);
    expect(placed.body.orderReports.map(({ status }: { status: string }) => status)).toEqual([
      'NEW',
      'PENDING_NEW',
      'PENDING_NEW',
    ]);
    expect(placed.headers.get('x-mbx-order-count-10s')).toBe(String(orders));
    expect((await rig.signed('GET', '/api/v3/orderList', { origClientOrderId: 'list' })).body.orders).toHaveLength(orders);
    expect((await rig.signed('GET', '/api/v3/openOrderList')).body).toHaveLength(1);
    const cancelled = await rig.signed('DELETE', '/api/v3/orderList', { symbol: 'BTCUSDT', listClientOrderId: 'list' });
    expect(cancelled.body).toMatchObject({ listStatusType: 'ALL_DONE', orderReports: { length: orders } });
    expect((await rig.signed('GET', '/api/v3/openOrderList')).body).toEqual([]);
    expect((await rig.signed('GET', '/api/v3/allOrderList')).body).toHaveLength(1);
  });

  it.each<readonly [string, Readonly<Record<string, string>>, number]>([
    ['whose working order sells', { workingSide: 'SELL' }, -1222],
    ['whose pending order buys', { pendingSide: 'BUY' }, -1223],
    ['that says a pending quantity', { pendingQuantity: '1' }, -1104],
    ['without a pending type', { pendingType: '' }, -1105],
  ])('OPO %s is refused', async (_what, change, code) => {
    const pending = { pendingType: 'STOP_LOSS', pendingSide: 'SELL', pendingStopPrice: '85' };
    const { body } = await rig.signed('POST', '/api/v3/orderList/opo', { ...working, workingPrice: '90', ...pending, ...change });
    expect(body.code).toBe(code);
  });
});

describe('trades and orders of the account', () => {
  it('are paged by number and time, not by both', async () => {
    for (let count = 0; count < 3; count += 1) await place(MARKET);
    const trades = (params: Readonly<Record<string, number>>) =>
      rig.signed('GET', '/api/v3/myTrades', { symbol: 'BTCUSDT', ...params });
    const { body: all } = await trades({});
    expect(all).toHaveLength(3);
    expect((await trades({ fromId: all[1].id })).body).toEqual(all.slice(1));
    expect((await trades({ limit: 2 })).body).toEqual(all.slice(1));
    expect((await trades({ orderId: all[0].orderId })).body).toEqual(all.slice(0, 1));
    expect((await trades({ fromId: 1, startTime: 1 })).body.code).toBe(-1128);
    expect((await trades({ startTime: 1, endTime: 2 * 86_400_000 })).body.code).toBe(-1127);
    expect((await rig.signed('GET', '/api/v3/allOrders', { symbol: 'BTCUSDT', orderId: all[1].orderId })).body).toHaveLength(2);
  });
});
