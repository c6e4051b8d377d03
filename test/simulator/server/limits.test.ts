import { afterEach, describe, expect, it } from 'vitest';
import { type ServerRig, venueServerRig } from './venue-server-rig.ts';

let rig: ServerRig;
afterEach(() => rig.close());

const usedWeight = (reply: { readonly headers: Headers }) => Number(reply.headers.get('x-mbx-used-weight-1m'));
const MARKET = { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '0.1' } as const;
const BID = { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.1', price: '90' } as const;

/** Uses up weight without sending requests for it. */
function useWeight(weight: number): void {
  rig.venue.limits.take(weight, rig.now());
}

describe('request weight', () => {
  it('is counted by the minute of the clock, and told with each answer', async () => {
    rig = await venueServerRig();
    expect(usedWeight(await rig.get('/api/v3/ping'))).toBe(1);
    expect(usedWeight(await rig.get('/api/v3/exchangeInfo'))).toBe(21);
    expect(usedWeight(await rig.get('/api/v3/ticker/price'))).toBe(25);
    expect(usedWeight(await rig.get('/api/v3/depth?symbol=BTCUSDT&limit=500'))).toBe(50);
    rig.pass(60_000);
    expect(usedWeight(await rig.get('/api/v3/ping'))).toBe(1);
  });

  it('of an order is 0 when it succeeds, and stays when it fails', async () => {
    rig = await venueServerRig();
    expect(usedWeight(await rig.signed('POST', '/api/v3/order', BID))).toBe(0);
    expect(usedWeight(await rig.signed('POST', '/api/v3/order', { ...BID, quantity: '0' }))).toBe(1);
    expect(usedWeight(await rig.signed('DELETE', '/api/v3/order', { symbol: 'BTCUSDT', orderId: 1 }))).toBe(1);
  });

  it('beyond the limit is answered with 429 until the minute is over', async () => {
    rig = await venueServerRig();
    rig.pass(12_000);
    useWeight(6_000);
    const reply = await rig.get('/api/v3/ping');
    expect(reply).toMatchObject({
      status: 429,
      body: { code: -1003, msg: expect.stringContaining('6000 request weight per 1 MINUTE') },
    });
    expect(reply.headers.get('retry-after')).toBe('48');
    rig.pass(48_000);
    expect((await rig.get('/api/v3/ping')).status).toBe(200);
  });

  it('ignored brings a ban, and the next one is longer', async () => {
    rig = await venueServerRig();
    const ignore = async () => {
      useWeight(6_000 - rig.venue.limits.usedWeight(rig.now()));
      for (let count = 0; count < 10; count += 1) expect((await rig.get('/api/v3/ping')).status).toBe(429);
      return rig.get('/api/v3/ping');
    };
    const banned = await ignore();
    expect(banned).toMatchObject({
      status: 418,
      body: { code: -1003, msg: expect.stringContaining(`IP banned until ${rig.now() + 120_000}`) },
    });
    expect(banned.headers.get('retry-after')).toBe('120');
    rig.pass(119_000);
    expect((await rig.get('/api/v3/ping')).status).toBe(418);
    rig.pass(1_000);
    expect((await rig.get('/api/v3/ping')).status).toBe(200);
    expect((await ignore()).headers.get('retry-after')).toBe('240');
  });
});

describe('the count of orders', () => {
  it('rises with orders and falls with their first fills', async () => {
    rig = await venueServerRig();
    const resting = await rig.signed('POST', '/api/v3/order', BID);
    expect(resting.headers.get('x-mbx-order-count-10s')).toBe('1');
    const filled = await rig.signed('POST', '/api/v3/order', MARKET);
    expect(filled.headers.get('x-mbx-order-count-1d')).toBe('2');
    expect((await rig.signed('GET', '/api/v3/rateLimit/order')).body).toEqual([
      { rateLimitType: 'ORDERS', interval: 'SECOND', intervalNum: 10, limit: 100, count: 1 },
      { rateLimitType: 'ORDERS', interval: 'DAY', intervalNum: 1, limit: 200_000, count: 1 },
    ]);
  });

  it('beyond its limit refuses orders with -1015, and cancels still go', async () => {
    rig = await venueServerRig();
    rig.venue.orderCounts.add(99, rig.now());
    const { body } = await rig.signed('POST', '/api/v3/order', BID);
    const refused = await rig.signed('POST', '/api/v3/order', BID);
    expect(refused).toMatchObject({
      status: 429,
      body: { code: -1015, msg: expect.stringContaining('100 orders per 10 SECOND') },
    });
    expect(refused.headers.get('retry-after')).toBe('10');
    expect((await rig.signed('DELETE', '/api/v3/order', { symbol: 'BTCUSDT', orderId: body.orderId })).status).toBe(200);
    rig.pass(10_000);
    expect((await rig.signed('POST', '/api/v3/order', BID)).status).toBe(200);
  });
});
