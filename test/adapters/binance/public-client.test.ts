import { describe, expect, it } from 'vitest';
import { BinancePublicClient } from '../../../src/adapters/binance/public-client.ts';
import { RequestGovernor } from '../../../src/adapters/binance/request-governor.ts';
import { systemHttpTransport } from '../../../src/adapters/system/http-transport.ts';
import { Fault } from '../../../src/domain/fault.ts';
import { HOUR_MS, MINUTE_MS } from '../../../src/domain/time.ts';
import { SimulatedClock } from '../../../src/simulator/simulated-clock.ts';
import { usualMarket } from '../../support/servers/binance-exchange-info.ts';
import type { BinanceFault } from '../../support/servers/binance-server.ts';
import { binanceRig, CANDLES, FIRST, HOUR } from './binance-rig.ts';

const KLINES = { symbol: 'BTCUSDT', openedFrom: FIRST, openedUntil: HOUR - HOUR_MS } as const;
const overloaded: BinanceFault = { kind: 'answer', status: 503, body: { code: -1008, msg: 'Server is currently overloaded.' } };

describe('a read that meets passing trouble', () => {
  it.each<[string, BinanceFault]>([
    ['a lost connection', { kind: 'reset' }],
    ['a body that ends early', { kind: 'break-in-body' }],
    ['an overloaded server', overloaded],
    ['a bad gateway in HTML', { kind: 'answer', status: 502, body: '<html><h1>502 Bad Gateway</h1></html>' }],
    [
      'trouble of the server under another status',
      { kind: 'answer', status: 400, body: { code: -1001, msg: 'Internal error.' } },
    ],
    ['a limit', { kind: 'answer', status: 429, body: { code: -1003, msg: 'Too many.' }, headers: { 'retry-after': '2' } }],
  ])('is repeated after %s', async (_, fault) => {
    const { client, server, settle } = await binanceRig();
    server.plan(fault, { times: 2 });
    expect(await settle(client.fetchKlines(KLINES))).toEqual(CANDLES.slice(0, 30));
    expect(server.count('/api/v3/klines')).toBe(3);
  });

  it.each<[string, BinanceFault, string]>([
    ['a lost connection', { kind: 'reset' }, 'network'],
    ['an overloaded server', overloaded, 'server-error'],
    ['limits', { kind: 'answer', status: 429, body: {}, headers: { 'retry-after': '1' } }, 'rate-limited'],
  ])('gives up after four times %s, waiting longer each time', async (_, fault, code) => {
    const { client, server, clock, settle } = await binanceRig();
    const start = clock.now();
    server.plan(fault, { times: 99 });
    await expect(settle(client.fetchKlines(KLINES))).rejects.toMatchObject({ code, retryable: true });
    expect(server.requests).toHaveLength(4);
    expect(clock.now() - start).toBeGreaterThanOrEqual(500 + 1_000 + 2_000);
    expect(clock.now() - start).toBeLessThanOrEqual(4_000);
  });

  it.each<[string, BinanceFault]>([
    ['no answer', { kind: 'hang' }],
    ['half an answer', { kind: 'hang-in-body' }],
  ])('is ended and repeated after ten seconds with %s', async (_, fault) => {
    const { client, server, clock, outlast } = await binanceRig();
    const start = clock.now();
    server.plan(fault);
    expect(await outlast(client.fetchKlines(KLINES))).toHaveLength(30);
    expect(clock.now() - start).toBeGreaterThanOrEqual(10_000);
  });

  it('times out when the server never answers', async () => {
    const { client, server, outlast } = await binanceRig({ attemptMsMax: 2_000 });
    server.plan({ kind: 'hang' }, { times: 99 });
    await expect(outlast(client.fetchServerTime())).rejects.toMatchObject({
      code: 'timeout',
      message: 'GET /api/v3/time was not answered within 2000 ms',
    });
    expect(server.requests).toHaveLength(4);
  });

  it('reads a body that hangs straight from the network with the same deadline', async () => {
    const { server, clock, outlast } = await binanceRig();
    const client = new BinancePublicClient({ transport: systemHttpTransport, clock, baseUrl: server.url, attemptMsMax: 2_000 });
    server.plan({ kind: 'hang-in-body' }, { times: 99 });
    await expect(outlast(client.fetchKlines(KLINES))).rejects.toMatchObject({ code: 'timeout' });
  });

  it('says why nobody could be reached', async () => {
    const { server, clock, settle } = await binanceRig();
    const client = new BinancePublicClient({ transport: systemHttpTransport, clock, baseUrl: server.url });
    await server.close();
    await expect(settle(client.fetchServerTime())).rejects.toMatchObject({
      code: 'network',
      message: 'GET /api/v3/time got no complete answer (ECONNREFUSED)',
    });
  });

  it('ends at once when the process stops', async () => {
    const { client, server, stop } = await binanceRig();
    server.plan({ kind: 'hang' });
    const reading = expect(client.fetchServerTime()).rejects.toMatchObject({
      code: 'cancelled',
      message: 'GET /api/v3/time was cancelled',
    });
    setTimeout(() => stop.abort(), 20);
    await reading;
  });
});

describe('a pause that the exchange asks for', () => {
  it('is kept before the next attempt', async () => {
    const { client, server, clock, settle } = await binanceRig();
    const start = clock.now();
    server.plan({ kind: 'answer', status: 429, body: { code: -1003, msg: 'Too many.' }, headers: { 'retry-after': '37' } });
    await settle(client.fetchServerTime());
    expect(server.requests.map(({ at }) => at - start)).toEqual([0, 37_000]);
  });

  it('holds for every request, and one that would wait too long fails without being sent', async () => {
    const { client, server, pass, settle } = await binanceRig();
    server.ban(5 * MINUTE_MS);
    await expect(settle(client.fetchServerTime())).rejects.toMatchObject({ code: 'rate-limited' });
    expect(server.requests.map(({ status }) => status)).toEqual([418]);
    await pass(3 * MINUTE_MS);
    await expect(client.fetchPrices(['BTCUSDT'])).rejects.toThrow(
      /wants no requests from this address until 2026-01-06T06:25:00.000Z/,
    );
    expect(server.requests).toHaveLength(1);
    await pass(2 * MINUTE_MS);
    expect((await client.fetchPrices(['BTCUSDT'])).size).toBe(1);
  });

  it('is remembered by whoever starts again', async () => {
    const clock = new SimulatedClock({ startAt: HOUR });
    const told: number[] = [];
    new RequestGovernor({ clock, onPause: (until) => told.push(until) }).pause(10 * MINUTE_MS);
    expect(told).toEqual([HOUR + 10 * MINUTE_MS]);
    const restarted = new RequestGovernor({ clock, pausedUntil: HOUR + 10 * MINUTE_MS });
    await expect(restarted.admit(1)).rejects.toMatchObject({ code: 'rate-limited' });
  });

  it('follows the firewall, without another try', async () => {
    const { client, server, settle } = await binanceRig();
    server.plan({ kind: 'forbidden-html' });
    await expect(settle(client.fetchServerTime())).rejects.toMatchObject({
      code: 'rate-limited',
      retryable: false,
      message: "Binance's firewall refused GET /api/v3/time (HTTP 403)",
    });
    await expect(client.fetchServerTime()).rejects.toMatchObject({ code: 'rate-limited' });
    expect(server.requests).toHaveLength(1);
  });
});

describe('the weight of requests', () => {
  it('stays below half of the limit that the exchange names, and goes on in the next minute', async () => {
    const { client, server, clock, settle } = await binanceRig({ weightMax: 100, now: HOUR });
    await client.fetchInstruments(['BTCUSDT']);
    const read = async (): Promise<void> => {
      for (let index = 0; index < 30; index += 1) await client.fetchKlines(KLINES);
    };
    await settle(read());
    const firstMinute = server.requests.filter(({ at }) => at < HOUR + MINUTE_MS);
    expect(firstMinute).toHaveLength(1 + 15);
    expect(clock.now()).toBe(HOUR + MINUTE_MS);
    expect(server.requests.every(({ status }) => status === 200)).toBe(true);
  });

  it('counts what others at the same address use', async () => {
    const { client, server, clock, settle } = await binanceRig({ now: HOUR });
    server.useWeight(2_999);
    await client.fetchServerTime();
    await settle(client.fetchServerTime());
    expect(clock.now()).toBe(HOUR + MINUTE_MS);
  });
});

describe('an answer that cannot be used', () => {
  it.each<[string, BinanceFault]>([
    ['HTML', { kind: 'answer', status: 200, body: '<html>maintenance</html>' }],
    ['JSON that ends in the middle', { kind: 'cut-json' }],
    ['an object where rows belong', { kind: 'changed', change: () => ({}) }],
    ['rows that are too short', { kind: 'changed', change: () => [[FIRST, '1', '1']] }],
    ['numbers in words', { kind: 'changed', change: () => [[FIRST, 'NaN', '1', '1', '1', '1', FIRST + 3_599_999]] }],
    ['times in seconds', { kind: 'changed', change: () => [[FIRST / 1000, '1', '1', '1', '1', '1', FIRST / 1000 + 3_599]] }],
    ['candles of another interval', { kind: 'changed', change: () => [[FIRST, '1', '1', '1', '1', '1', FIRST + 59_999]] }],
    [
      'candles that begin within an hour',
      { kind: 'changed', change: () => [[FIRST + 1, '1', '1', '1', '1', '1', FIRST + 3_600_000]] },
    ],
    ['candles out of order', { kind: 'changed', change: (rows) => (rows as unknown[]).toReversed() }],
    ['a candle twice', { kind: 'changed', change: (rows) => [(rows as unknown[])[0], ...(rows as unknown[])] }],
    ['candles of another time', { kind: 'changed', change: () => [[HOUR * 2, '1', '1', '1', '1', '1', HOUR * 2 + 3_599_999]] }],
    ['a refusal', { kind: 'answer', status: 400, body: { code: -1120, msg: 'Invalid interval.' } }],
    ['a page of another site', { kind: 'answer', status: 404, body: '<html>Not found</html>' }],
    ['nothing', { kind: 'answer', status: 200, body: '' }],
  ])('is a bad payload at once: %s', async (_, fault) => {
    const { client, server } = await binanceRig();
    server.plan(fault);
    await expect(client.fetchKlines(KLINES)).rejects.toMatchObject({ code: 'bad-payload', retryable: false });
    expect(server.requests).toHaveLength(1);
  });

  it('is a bad payload where the exchange tells its time in seconds', async () => {
    const { client, server } = await binanceRig();
    server.plan({ kind: 'changed', change: () => ({ serverTime: Math.floor(HOUR / 1_000) }) });
    await expect(client.fetchServerTime()).rejects.toMatchObject({ code: 'bad-payload' });
  });

  it('names the request and the place, and never the query', async () => {
    const { client, server } = await binanceRig();
    server.plan({ kind: 'changed', change: () => [[FIRST, 'x', '1', '1', '1', '1', FIRST + 3_599_999]] });
    const fault = await client.fetchKlines(KLINES).catch((error: unknown) => error);
    expect(fault).toBeInstanceOf(Fault);
    expect(String(fault)).toMatch(/GET \/api\/v3\/klines was answered with something else: no plain decimal at 0\.1$/);
    expect(String(fault)).not.toMatch(/symbol=|127\.0\.0\.1|\?/);
  });

  it('explains a location that is not served', async () => {
    const { client, server } = await binanceRig();
    server.plan({ kind: 'restricted-location' });
    await expect(client.fetchServerTime()).rejects.toMatchObject({
      code: 'unauthorised',
      retryable: false,
      message: expect.stringMatching(/^Binance does not serve this location: .*https:\/\/data-api\.binance\.vision$/),
    });
    expect(server.requests).toHaveLength(1);
  });
});

describe('a symbol that the exchange does not know, or that was not asked for,', () => {
  it('has no candles, no price and no instrument, and does not hide the others', async () => {
    const { client } = await binanceRig({ candles: { BTCUSDT: CANDLES, ETHUSDT: CANDLES } });
    expect(await client.fetchKlines({ ...KLINES, symbol: 'NONEUSDT' })).toBeNull();
    expect([...(await client.fetchPrices(['BTCUSDT', 'NONEUSDT', 'ETHUSDT'])).keys()]).toEqual(['BTCUSDT', 'ETHUSDT']);
    const instruments = await client.fetchInstruments(['NONEUSDT', 'ETHUSDT']);
    expect(instruments.map(({ symbol }) => symbol)).toEqual(['ETHUSDT']);
    expect(await client.fetchPrices([])).toEqual(new Map());
  });

  it('is left out of the instruments although the exchange lists it', async () => {
    const { client, server } = await binanceRig();
    const others = { symbols: [usualMarket('ETHUSDT'), usualMarket('BTCUSDT')] };
    server.plan({ kind: 'changed', change: () => others });
    expect((await client.fetchInstruments(['BTCUSDT'])).map(({ symbol }) => symbol)).toEqual(['BTCUSDT']);
  });
});

describe('a word about a market that nobody here knows', () => {
  it('is told once, and takes nothing from the rest', async () => {
    const told: string[] = [];
    const odd = { ...usualMarket('BTCUSDT'), orderTypes: ['LIMIT', 'TELEPATHIC'], permissionSets: [['SPOT', 'MOONWALKER']] };
    const client = new BinancePublicClient({
      transport: async () => Response.json({ rateLimits: [], symbols: [odd, usualMarket('ETHUSDT')] }),
      clock: new SimulatedClock({ startAt: HOUR }),
      onUnknownWord: (what) => told.push(what),
    });
    const read = () => client.fetchInstruments(['BTCUSDT', 'ETHUSDT']);
    expect((await read()).map(({ symbol, orderTypes }) => [symbol, orderTypes.length])).toEqual([
      ['BTCUSDT', 1],
      ['ETHUSDT', 5],
    ]);
    await read();
    expect(told).toEqual(['order type TELEPATHIC', 'permission MOONWALKER']);
  });
});

describe('the host', () => {
  it.each(['', '/', '/api', '/api/v3', '/api/v3/'])('may be given with "%s" behind it', async (suffix) => {
    const { server, clock } = await binanceRig();
    const client = new BinancePublicClient({ transport: systemHttpTransport, clock, baseUrl: `${server.url}${suffix}` });
    expect(await client.fetchServerTime()).toBe(clock.now());
  });

  it('is that of the public data when none is named', async () => {
    const asked: string[] = [];
    const client = new BinancePublicClient({
      clock: new SimulatedClock({ startAt: HOUR }),
      transport: async (input) => {
        asked.push(input instanceof Request ? input.url : String(input));
        return Response.json({ serverTime: HOUR });
      },
    });
    await client.fetchServerTime();
    expect(asked).toEqual(['https://data-api.binance.vision/api/v3/time']);
  });
});
