import { afterEach, describe, expect, it } from 'vitest';
import { DAY_MS } from '../../../src/domain/time.ts';
import { drawFaults } from '../../../src/simulator/server/draw-faults.ts';
import { FAULT_NAMES } from '../../../src/simulator/server/wire-faults.ts';
import { type ServerRig, venueServerRig } from './venue-server-rig.ts';

let rig: ServerRig;
afterEach(() => rig.close());

const ORDER = {
  symbol: 'BTCUSDT',
  side: 'BUY',
  type: 'LIMIT',
  timeInForce: 'GTC',
  quantity: '1',
  price: '90',
  newClientOrderId: 'mine',
};
const MARKET = { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '1' };
const place = () => rig.signed('POST', '/api/v3/order', ORDER);
const shown = () => rig.signed('GET', '/api/v3/order', { symbol: 'BTCUSDT', origClientOrderId: 'mine' });

describe('an answer that is lost', () => {
  it.each<readonly [string, number, string]>([
    ['busy', 503, '-1008'],
    ['error', 500, '-1000'],
    ['html', 502, '<html>'],
    ['timeout', 504, '-1007'],
  ])('after the order was placed looks like %s', async (as, status, content) => {
    rig = await venueServerRig();
    await rig.inject({ fault: 'lose-reply', as, delayMs: 5 });
    expect(await place()).toMatchObject({ status, text: expect.stringContaining(content) });
    expect(await shown()).toMatchObject({ status: 200, body: { status: 'NEW' } });
    expect(await rig.counts()).toMatchObject({ 'lose-reply': 1 });
  });

  it('before it was placed leaves nothing', async () => {
    rig = await venueServerRig();
    await rig.inject({ fault: 'lose-request', as: 'reset' });
    await expect(place()).rejects.toThrow();
    expect((await shown()).body.code).toBe(-2013);
    expect((await place()).status).toBe(200);
  });

  it('can hang, on any path, as often as asked', async () => {
    rig = await venueServerRig();
    await rig.inject({ fault: 'hang', path: '/api/v3/time', times: 2 });
    for (let count = 0; count < 2; count += 1) {
      await expect(rig.send('GET', '/api/v3/time', { signal: AbortSignal.timeout(80) })).rejects.toThrow();
    }
    expect((await rig.get('/api/v3/time')).status).toBe(200);
    expect(await rig.counts()).toMatchObject({ hang: 2 });
  });
});

describe('late admission', () => {
  it('places the order while its window lasts', async () => {
    rig = await venueServerRig();
    await rig.inject({ fault: 'late-admission', delayMs: 4_000 });
    await rig.inject({ fault: 'reset', phase: 'after', path: '/api/v3/order' });
    await expect(place()).rejects.toThrow();
    expect((await shown()).body.code).toBe(-2013);
    rig.pass(4_000);
    expect((await shown()).body).toMatchObject({ status: 'NEW', time: rig.now() });
  });

  it('beyond the window never places it', async () => {
    rig = await venueServerRig();
    await rig.inject({ fault: 'late-admission', delayMs: 5_001 });
    await rig.inject({ fault: 'reset', phase: 'after', path: '/api/v3/order' });
    await expect(place()).rejects.toThrow();
    rig.pass(60_000);
    expect((await shown()).body.code).toBe(-2013);
    expect(await rig.counts()).toMatchObject({ 'late-admission': 1 });
  });
});

describe('the engine', () => {
  it('lets reads lag, fills partly, expires, jumps and halts when told', async () => {
    rig = await venueServerRig();
    await rig.inject([{ fault: 'read-lag', lagMs: 5_000, forMs: 10_000 }]);
    await place();
    expect((await shown()).body.code).toBe(-2013);
    rig.pass(10_000);
    expect((await shown()).status).toBe(200);
    await rig.inject({ fault: 'partial-fill', fractionMax: 0.25 });
    expect((await rig.signed('POST', '/api/v3/order', MARKET)).body).toMatchObject({
      status: 'EXPIRED',
      executedQty: '0.25000000',
    });
    await rig.inject({ fault: 'expire', reason: 'INSUFFICIENT_LIQUIDITY' });
    expect((await rig.signed('POST', '/api/v3/order', MARKET)).body).toMatchObject({
      status: 'EXPIRED',
      executedQty: '0.00000000',
      expiryReason: 'INSUFFICIENT_LIQUIDITY',
    });
    await rig.inject({ fault: 'price-jump', symbol: 'BTCUSDT', factor: 1.5, forMs: 60_000 });
    rig.pass(5_000);
    expect((await rig.get('/api/v3/ticker/price?symbol=BTCUSDT')).body.price).toBe('150.00000000');
    await rig.inject({ fault: 'halt', symbol: 'BTCUSDT', forMs: 60_000 });
    expect((await rig.get('/api/v3/exchangeInfo?symbol=BTCUSDT')).body.symbols[0].status).toBe('HALT');
    expect((await rig.signed('POST', '/api/v3/order', MARKET)).status).toBe(400);
    rig.pass(60_000);
    expect((await rig.get('/api/v3/exchangeInfo?symbol=BTCUSDT')).body.symbols[0].status).toBe('TRADING');
  });

  it('goes through a stop, drops stops, changes filters and rules', async () => {
    rig = await venueServerRig();
    const stop = { symbol: 'BTCUSDT', side: 'SELL', type: 'STOP_LOSS', quantity: '1', stopPrice: '95' };
    const first = (await rig.signed('POST', '/api/v3/order', stop)).body.orderId;
    await rig.inject({ fault: 'gap-through-stop', symbol: 'BTCUSDT', beyondFraction: 0.1, forMs: 30_000 });
    rig.pass(10_000);
    const filled = await rig.signed('GET', '/api/v3/order', { symbol: 'BTCUSDT', orderId: first });
    expect(filled.body).toMatchObject({ status: 'FILLED', isWorking: true });
    expect(Number(filled.body.cummulativeQuoteQty)).toBeLessThan(86);
    rig.pass(60_000);
    const second = (await rig.signed('POST', '/api/v3/order', stop)).body.orderId;
    await rig.inject({ fault: 'maintenance' });
    expect((await rig.signed('GET', '/api/v3/order', { symbol: 'BTCUSDT', orderId: second })).body).toMatchObject({
      status: 'EXPIRED',
      expiryReason: 'EXCHANGE_CANCELED',
    });
    await rig.inject([
      { fault: 'filter-change', symbol: 'BTCUSDT', filters: { notional: { minNotional: '500' }, maxNumAlgoOrders: 1 } },
      { fault: 'reference-price', symbol: 'BTCUSDT', price: '100', rangeFraction: '0.01' },
    ]);
    expect((await place()).body.msg).toBe('Filter failure: NOTIONAL');
    expect((await rig.get('/api/v3/referencePrice?symbol=BTCUSDT')).body.referencePrice).toBe('100.00000000');
    expect((await rig.get('/api/v3/executionRules?symbol=BTCUSDT')).body.symbolRules[0].rules[0]).toMatchObject({
      ruleType: 'PRICE_RANGE',
      askLimitMultUp: '1.01',
    });
  });
});

describe('the server', () => {
  it('bans, and sets its clock wrong', async () => {
    rig = await venueServerRig();
    await rig.inject({ fault: 'clock-skew', skewMs: 20_000, forMs: 60_000 });
    expect((await rig.get('/api/v3/time')).body.serverTime).toBe(rig.now() + 20_000);
    expect((await place()).body.code).toBe(-1021);
    rig.pass(60_000);
    expect((await place()).status).toBe(200);
    await rig.inject({ fault: 'ban', forMs: 60_000 });
    expect((await rig.get('/api/v3/ping')).status).toBe(418);
    rig.pass(60_000);
    expect((await rig.get('/api/v3/ping')).status).toBe(200);
  });

  it.each<readonly [string, (told: readonly number[], before: readonly number[]) => void]>([
    ['stream-mute', (told) => expect(told).toEqual([])],
    ['stream-drop', (told) => expect(told).toEqual([])],
    ['stream-repeat', (told) => expect(told).toEqual([...new Set(told)].flatMap((id) => [id, id]))],
    ['stream-replay', (told, before) => expect(told.slice(0, before.length)).toEqual(before)],
    ['stream-reorder', (told) => expect(told).not.toEqual([...told].sort((left, right) => left - right))],
  ])('does to a stream what %s says, and stops doing it', async (fault, check) => {
    rig = await venueServerRig({ hours: { BTCUSDT: [[100, 90, 120, 110, 1_000]] } });
    const socket = await rig.connect('/ws/btcusdt@trade');
    const ids = async (): Promise<readonly number[]> => {
      await new Promise((resolve) => setTimeout(resolve, 30));
      return socket.messages.splice(0).map(({ t }) => t);
    };
    rig.pass(15_000);
    const before = await ids();
    expect(before.length).toBeGreaterThan(1);
    await rig.inject({ fault, forMs: 20_000, target: 'market' });
    for (let step = 0; step < 9; step += 1) rig.pass(2_222);
    const during = await ids();
    check(during, before);
    rig.pass(10_000);
    await ids();
    rig.pass(10_000);
    const healed = await ids();
    expect(healed).toEqual([...new Set(healed)].sort((left, right) => left - right));
    expect(healed).toHaveLength(2);
    expect((await rig.counts())[fault]).toBeGreaterThan(0);
  });

  it('cuts connections, and shuts down with a word', async () => {
    rig = await venueServerRig();
    const [market, user] = [await rig.connect('/ws'), await rig.connect('/ws-api/v3')];
    await rig.inject({ fault: 'disconnect', target: 'market' });
    expect((await market.ended()).code).toBe(1006);
    await rig.inject({ fault: 'shutdown', leadMs: 10_000 });
    expect(await user.wait(({ event }) => event?.e === 'serverShutdown')).toEqual({
      event: { e: 'serverShutdown', E: rig.now() },
    });
    rig.pass(10_000);
    expect((await user.ended()).code).toBe(1001);
  });

  it('tells closed candles late', async () => {
    rig = await venueServerRig();
    const socket = await rig.connect('/ws/btcusdt@kline_1m');
    await rig.inject({ fault: 'candle-delay', delayMs: 7_000 });
    rig.pass(60_000);
    rig.pass(6_999);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(socket.messages.some(({ k }) => k.x)).toBe(false);
    rig.pass(1);
    expect(await socket.wait(({ k }) => k.x)).toMatchObject({ E: rig.now() - 7_000 });
  });
});

describe('a script', () => {
  it.each<readonly [string, unknown, RegExp]>([
    ['an unknown fault', { fault: 'quake' }, /there is no fault "quake"/],
    ['a member that means nothing', { fault: 'maintenance', symbol: 'BTCUSDT' }, /"symbol" means nothing here/],
    ['a market that is not there', { fault: 'halt', symbol: 'XUSDT' }, /"symbol" must be one of BTCUSDT/],
    ['no number where one belongs', { fault: 'price-jump', symbol: 'BTCUSDT' }, /"factor" must be a number/],
    ['a filter that is none', { fault: 'filter-change', symbol: 'BTCUSDT', filters: { size: 1 } }, /no filter "size"/],
  ])('with %s is refused', async (_what, script, reason) => {
    rig = await venueServerRig();
    expect(await rig.inject(script)).toMatchObject({ status: 400, body: { error: expect.stringMatching(reason) } });
  });

  it('can name the time of an entry', async () => {
    rig = await venueServerRig();
    const noon = new Date(rig.now() + 60_000).toISOString();
    await rig.inject([
      { fault: 'deposit', asset: 'USDT', quantity: '1', at: noon },
      { fault: 'deposit', asset: 'USDT', quantity: '1', afterMs: 120_000 },
    ]);
    for (const count of [0, 1, 2]) {
      expect((await rig.counts())['deposit']).toBe(count);
      rig.pass(60_000);
    }
  });

  it('drawn from a seed is the same each time, and over some weeks meets nearly the whole vocabulary', async () => {
    rig = await venueServerRig();
    const draw = (seed: number) => drawFaults({ seed, symbols: ['BTCUSDT', 'ETHUSDT'], perDay: 20, forMs: 20 * DAY_MS });
    expect(draw(3)).toEqual(draw(3));
    expect(draw(3)).not.toEqual(draw(4));
    const drawn = new Set(draw(3).map((entry) => entry['fault']));
    const scriptOnly = ['filter-change', 'reference-price', 'resume', 'manual-order', 'external-lock'];
    expect(FAULT_NAMES.filter((name) => !drawn.has(name))).toEqual(expect.arrayContaining(scriptOnly));
    expect(FAULT_NAMES.filter((name) => !drawn.has(name))).toHaveLength(scriptOnly.length);
    expect((await rig.inject(draw(3))).status).toBe(200);
  });
});
