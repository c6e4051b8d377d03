import { DefaultLogger, MainClient, WebsocketAPIClient, WebsocketClient } from 'binance';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../../support/until.ts';
import { CREDENTIALS, type ServerRig, venueServerRig } from './venue-server-rig.ts';

/** The npm package `binance`: written by others, from the same documentation. It signs with its own clock, so the exchange runs on it, too. */
const KEYS = { api_key: CREDENTIALS.apiKey, api_secret: CREDENTIALS.secret };
const silent = { ...DefaultLogger, trace: () => undefined, info: () => undefined, error: () => undefined };
const SYMBOL = 'BTCUSDT';

let rig: ServerRig;
let client: MainClient;

beforeAll(async () => {
  rig = await venueServerRig({ openedAt: Date.now(), time: { speed: 1 } });
  client = new MainClient({ ...KEYS, baseUrl: rig.base, disableTimeSync: true });
});
afterAll(() => rig.close());
afterEach(() => rig.signed('DELETE', '/api/v3/openOrders', { symbol: SYMBOL, timestamp: Date.now() }));

const bid = (price: number) =>
  ({ symbol: SYMBOL, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: 0.5, price, newOrderRespType: 'FULL' }) as const;

describe('the package binance over REST', () => {
  it('reads the rules, candles and prices of a market', async () => {
    const info = await client.getExchangeInfo({ symbols: [SYMBOL, 'ETHUSDT'] });
    expect(info.symbols.map(({ symbol }) => symbol)).toEqual([SYMBOL, 'ETHUSDT']);
    expect(info.symbols[0]?.filters.map(({ filterType }) => filterType)).toContain('LOT_SIZE');
    const klines = await client.getKlines({ symbol: SYMBOL, interval: '1h', limit: 3 });
    expect(klines.map((kline) => kline[1])).toEqual(['100.00000000', '100.00000000', '100.00000000']);
    expect(await client.getSymbolPriceTicker({ symbol: SYMBOL })).toEqual({ symbol: SYMBOL, price: '100.00000000' });
    expect(await client.getOrderBook({ symbol: SYMBOL, limit: 5 })).toMatchObject({ bids: { length: 5 }, asks: { length: 5 } });
    expect(await client.get24hrChangeStatistics({ symbol: SYMBOL })).toMatchObject({ lastPrice: '100.00000000' });
  });

  it('reads the account', async () => {
    const account = await client.getAccountInformation();
    expect(account.balances).toContainEqual({ asset: 'BTC', free: expect.stringMatching(/^\d+\.\d{8}$/), locked: '0.00000000' });
    expect(await client.getOrderRateLimit()).toHaveLength(2);
    expect(await client.getApiKeyPermissions()).toMatchObject({ enableWithdrawals: false, ipRestrict: true });
  });

  it('buys at the market, and finds the order and its trades', async () => {
    const order = await client.submitNewOrder({
      symbol: SYMBOL,
      side: 'BUY',
      type: 'MARKET',
      quantity: 0.5,
      newOrderRespType: 'FULL',
    });
    expect(order).toMatchObject({ status: 'FILLED', executedQty: '0.50000000', fills: [{ commissionAsset: 'BTC' }] });
    expect(await client.getOrder({ symbol: SYMBOL, orderId: order.orderId })).toMatchObject({ status: 'FILLED', type: 'MARKET' });
    const trades = await client.getAccountTradeList({ symbol: SYMBOL, orderId: order.orderId });
    expect(trades).toMatchObject([{ qty: '0.50000000', isBuyer: true, isMaker: false }]);
  });

  it('places, replaces and cancels a limit order', async () => {
    const order = await client.submitNewOrder(bid(90));
    expect(order).toMatchObject({ status: 'NEW', price: '90.00000000' });
    const replaced = await client.replaceOrder({
      ...bid(91),
      cancelReplaceMode: 'STOP_ON_FAILURE',
      cancelOrderId: order.orderId,
    });
    expect(replaced).toMatchObject({
      cancelResult: 'SUCCESS',
      newOrderResult: 'SUCCESS',
      newOrderResponse: { price: '91.00000000' },
    });
    const [open] = await client.getOpenOrders({ symbol: SYMBOL });
    expect(open).toMatchObject({ price: '91.00000000' });
    expect(await client.cancelOrder({ symbol: SYMBOL, orderId: open?.orderId ?? 0 })).toMatchObject({ status: 'CANCELED' });
    expect(await client.getOpenOrders({ symbol: SYMBOL })).toEqual([]);
  });

  it('is told what failed of a replacement', async () => {
    const failing = client.replaceOrder({ ...bid(91), cancelReplaceMode: 'STOP_ON_FAILURE', cancelOrderId: 999_999 });
    await expect(failing).rejects.toMatchObject({ code: -2022 });
  });

  it('places a stop, which waits', async () => {
    const stop = await client.submitNewOrder({
      symbol: SYMBOL,
      side: 'SELL',
      type: 'STOP_LOSS',
      quantity: 0.5,
      stopPrice: 95,
      newOrderRespType: 'RESULT',
    });
    expect(stop).toMatchObject({ status: 'NEW', stopPrice: '95.00000000', workingTime: -1 });
    await client.cancelAllSymbolOrders({ symbol: SYMBOL });
  });

  it('places an OCO and cancels it', async () => {
    const list = await client.submitNewOrderList({
      symbol: SYMBOL,
      side: 'SELL',
      quantity: 0.5,
      aboveType: 'LIMIT_MAKER',
      abovePrice: 110,
      belowType: 'STOP_LOSS',
      belowStopPrice: 95,
      newOrderRespType: 'RESULT',
    });
    expect(list).toMatchObject({ contingencyType: 'OCO', listOrderStatus: 'EXECUTING', orders: { length: 2 } });
    const cancelled = await client.cancelOCO({ symbol: SYMBOL, orderListId: list.orderListId });
    expect(cancelled).toMatchObject({ listOrderStatus: 'ALL_DONE' });
  });

  it('places an OPO, whose stop has the size of what was bought', async () => {
    const list = await client.submitNewOrderListOPO({
      symbol: SYMBOL,
      workingType: 'LIMIT',
      workingSide: 'BUY',
      workingPrice: '101',
      workingQuantity: '0.5',
      workingTimeInForce: 'GTC',
      pendingType: 'STOP_LOSS',
      pendingSide: 'SELL',
      pendingStopPrice: '95',
    });
    expect(list).toMatchObject({ contingencyType: 'OTO', orders: { length: 2 } });
    const [stop] = await client.getOpenOrders({ symbol: SYMBOL });
    expect(stop).toMatchObject({ type: 'STOP_LOSS', status: 'NEW', origQty: '0.49950000' });
    await client.cancelAllSymbolOrders({ symbol: SYMBOL });
  });

  it('reports a refusal with its code', async () => {
    await expect(client.submitNewOrder({ ...bid(90), quantity: 0.001 })).rejects.toMatchObject({
      code: -1013,
      message: 'Filter failure: NOTIONAL',
    });
  });
});

describe('the package binance over its own websockets', () => {
  it('follows market streams', async () => {
    const told: string[] = [];
    const sockets = new WebsocketClient({ wsUrl: rig.socketBase }, silent);
    sockets.on('message', (message) => told.push(JSON.stringify(message)));
    await sockets.subscribe(['btcusdt@kline_1h', 'btcusdt@bookTicker', 'btcusdt@miniTicker'], 'main');
    for (const what of ['"e":"kline"', '"streamName":"btcusdt@bookTicker"', '"e":"24hrMiniTicker"']) {
      await until(() => told.find((text) => text.includes(what)), what, { context: () => told.join('\n') });
    }
    sockets.closeAll(true);
  });

  it('subscribes to the account and is told of an order placed over the same connection', async () => {
    const told: Readonly<Record<string, unknown>>[] = [];
    const api = new WebsocketAPIClient({ ...KEYS, wsUrl: rig.socketBase, beautify: false }, silent);
    api.getWSClient().on('message', (message) => told.push(message as never));
    await api.subscribeUserDataStream('mainWSAPI');
    const placed = await api.submitNewSpotOrder({
      symbol: SYMBOL,
      side: 'BUY',
      type: 'MARKET',
      quantity: '0.5',
      timestamp: Date.now(),
    } as never);
    expect(placed).toMatchObject({ status: 200, result: { status: 'FILLED' } });
    const texts = () => told.map((message) => JSON.stringify(message));
    for (const what of ['"e":"executionReport"', '"x":"TRADE"', '"e":"outboundAccountPosition"']) {
      await until(() => texts().find((text) => text.includes(what)), what, { context: () => texts().join('\n') });
    }
    await api.disconnectAll();
  });
});
