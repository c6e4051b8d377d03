import { afterEach, describe, expect, it } from 'vitest';
import type { Candle } from '../../../src/domain/candle.ts';
import { HOUR_MS, MINUTE_MS } from '../../../src/domain/time.ts';
import { generatedCandles } from '../generated-candles.ts';
import { type BinanceServer, type BinanceServerOptions, startBinanceServer } from './binance-server.ts';

const FIRST = Date.UTC(2026, 0, 5);
const CANDLES = generatedCandles({ seed: 8, from: FIRST, count: 1_200 });
const NOW = FIRST + 1_100 * HOUR_MS + 30 * MINUTE_MS;
const open: BinanceServer[] = [];

afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

async function serve(options: Partial<BinanceServerOptions> = {}) {
  const time = { now: NOW };
  const server = await startBinanceServer({
    now: () => time.now,
    candles: { BTCUSDT: CANDLES, ETHUSDT: CANDLES, SOLUSDT: CANDLES.slice(1_150) },
    ...options,
  });
  open.push(server);
  const get = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(`${server.url}/api/v3/${path}`, init);
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: JSON.parse(text.startsWith('<') ? 'null' : text) };
  };
  return { server, time, get };
}

const openTimes = (rows: readonly (readonly [number])[]): readonly number[] =>
  rows.map(([openedAt]) => (openedAt - FIRST) / HOUR_MS);

describe("the stand-in for Binance's public endpoints", () => {
  it.each([
    ['the newest 500, the unfinished one last', '', [601, 1_100], 500],
    ['the newest up to the limit', '&limit=3', [1_098, 1_100], 3],
    ['the oldest from a start', `&startTime=${FIRST + 10 * HOUR_MS}&limit=3`, [10, 12], 3],
    ['the oldest from a start within an hour', `&startTime=${FIRST + 10 * HOUR_MS + 1}&limit=3`, [11, 13], 3],
    ['the newest up to an end', `&endTime=${FIRST + 10 * HOUR_MS}&limit=3`, [8, 10], 3],
    ['the oldest between both', `&startTime=${FIRST}&endTime=${FIRST + HOUR_MS}&limit=1000`, [0, 1], 2],
    ['a thousand at most', `&startTime=${FIRST}&limit=1000`, [0, 999], 1_000],
  ])('pages klines: %s', async (_, query, [first, last], count) => {
    const { get } = await serve();
    const times = openTimes((await get(`klines?symbol=BTCUSDT&interval=1h${query}`)).body);
    expect([times[0], times.at(-1), times.length]).toEqual([first, last, count]);
  });

  it('writes a kline as twelve fields, prices as text with eight decimals', async () => {
    const { get } = await serve();
    const [row] = (await get(`klines?symbol=BTCUSDT&interval=1h&startTime=${FIRST}&limit=1`)).body;
    const candle = CANDLES[0] as Candle;
    expect(row).toHaveLength(12);
    expect(row.slice(0, 7)).toEqual([
      FIRST,
      candle.open.toFixed(8),
      candle.high.toFixed(8),
      candle.low.toFixed(8),
      candle.close.toFixed(8),
      candle.volume.toFixed(8),
      FIRST + HOUR_MS - 1,
    ]);
  });

  it('writes microseconds when it is asked to', async () => {
    const { get } = await serve();
    const headers = { 'X-MBX-TIME-UNIT': 'MICROSECOND' };
    const [row] = (await get(`klines?symbol=BTCUSDT&interval=1h&startTime=${FIRST}&limit=1`, { headers })).body;
    expect([row[0], row[6]]).toEqual([FIRST * 1_000, (FIRST + HOUR_MS) * 1_000 - 1]);
    expect((await get('time', { headers })).body).toEqual({ serverTime: NOW * 1_000 });
  });

  it('shows of the running candle what has happened so far', async () => {
    const { get, time } = await serve();
    const running = async () => (await get('klines?symbol=BTCUSDT&interval=1h&limit=1')).body[0].map(Number);
    const whole = CANDLES[1_100] as Candle;
    time.now = FIRST + 1_100 * HOUR_MS;
    expect((await running()).slice(1, 6)).toEqual([whole.open, whole.open, whole.open, whole.open, 0]);
    time.now += HOUR_MS / 3;
    expect((await running()).slice(1, 5)).toEqual([whole.open, whole.open, whole.low, whole.low]);
    time.now = FIRST + 1_101 * HOUR_MS - 1;
    expect((await running()).slice(2, 4)).toEqual([whole.high, whole.low]);
  });

  it.each([
    ['klines?interval=1h', -1102],
    ['klines?symbol=BTCUSDT', -1102],
    ['klines?symbol=BTCUSDT&interval=1h&limit=1001', -1102],
    ['klines?symbol=btcusdt&interval=1h', -1100],
    ['klines?symbol=BTC%2FUSDT&interval=1h', -1100],
    ['klines?symbol=BTCUSDT&interval=1h&startTime=1e9', -1100],
    ['klines?symbol=NONEUSDT&interval=1h', -1121],
    ['klines?symbol=SOLUSDT&interval=1h', -1121],
    ['klines?symbol=BTCUSDT&interval=2m', -1120],
    ['klines?symbol=BTCUSDT&interval=1h&colour=red', -1104],
    ['klines?symbol=BTCUSDT&symbol=BTCUSDT&interval=1h', -1101],
    ['klines?symbol=&interval=1h', -1105],
    ['ticker/price?symbol=NONEUSDT', -1121],
    ['ticker/price?symbols=[%22BTCUSDT%22,%22NONEUSDT%22]', -1121],
    ['ticker/price?symbols=[%22BTCUSDT%22,%22BTCUSDT%22]', -1151],
    ['ticker/price?symbols=[%22BTCUSDT%22,%20%22ETHUSDT%22]', -1100],
    ['ticker/price?symbols=[BTCUSDT]', -1100],
    ['ticker/price?symbol=BTCUSDT&symbols=[%22BTCUSDT%22]', -1128],
    ['exchangeInfo?symbol=NONEUSDT', -1121],
    ['time?now=1', -1104],
  ])('refuses %s with %d', async (path, code) => {
    const { get } = await serve();
    expect(await get(path)).toMatchObject({ status: 400, body: { code } });
  });

  it.each([
    ['symbol=BTCUSDT', { symbol: 'BTCUSDT', price: '42000.00000000' }],
    ['symbols=[%22BTCUSDT%22]', [{ symbol: 'BTCUSDT', price: '42000.00000000' }]],
    ['', [{ symbol: 'BTCUSDT' }, { symbol: 'ETHUSDT' }]],
  ])('tells prices for "%s"', async (query, expected) => {
    const { server, get } = await serve();
    server.setPrice('BTCUSDT', '42000.00000000');
    expect((await get(`ticker/price?${query}`)).body).toMatchObject(expected);
  });

  it('lists the markets with their filters, and the given rows as they are', async () => {
    const { get } = await serve({ markets: { ETHUSDT: { symbol: 'ETHUSDT', status: 'BREAK' } } });
    const { body } = await get('exchangeInfo');
    expect(body).toMatchObject({ serverTime: NOW, symbols: [{ symbol: 'BTCUSDT', status: 'TRADING' }, { status: 'BREAK' }] });
  });

  it('answers other paths and methods in HTML', async () => {
    const { get } = await serve();
    expect(await get('order')).toMatchObject({ status: 404, body: null });
    expect(await get('time', { method: 'POST' })).toMatchObject({ status: 405, body: null });
  });

  it('counts weight per minute of its clock, limits, bans who does not listen, and forgives in time', async () => {
    const { get, time } = await serve({ weightMax: 10 });
    time.now = NOW + 20_000;
    const weights = [];
    for (const path of ['time', 'klines?symbol=BTCUSDT&interval=1h&limit=1', 'ticker/price'])
      weights.push((await get(path)).headers.get('x-mbx-used-weight-1m'));
    expect(weights).toEqual(['1', '3', '7']);
    const limited = await get('exchangeInfo');
    expect([limited.status, limited.headers.get('retry-after'), limited.body.code]).toEqual([429, '40', -1003]);
    expect([(await get('time')).status, (await get('time')).status]).toEqual([429, 429]);
    const banned = await get('time');
    expect([banned.status, banned.headers.get('retry-after')]).toEqual([418, '120']);
    expect(banned.body.msg).toContain(`IP banned until ${NOW + 140_000}`);
    time.now += MINUTE_MS;
    expect((await get('time')).status).toBe(418);
    time.now += MINUTE_MS;
    expect((await get('time')).status).toBe(200);
  });

  it.each([
    ['unfinished', 1_099],
    ['nothing', 1_098],
  ] as const)('may be late after the hour and show of the candle that closed: %s', async (shows, newest) => {
    const { server, time, get } = await serve();
    server.candleDelay = { ms: 5_000, shows };
    time.now = FIRST + 1_100 * HOUR_MS + 4_999;
    const late = (await get('klines?symbol=BTCUSDT&interval=1h&limit=2')).body;
    expect(openTimes(late).at(-1)).toBe(newest);
    time.now += 1;
    expect(openTimes((await get('klines?symbol=BTCUSDT&interval=1h&limit=2')).body).at(-1)).toBe(1_100);
  });

  it('goes wrong as planned, for the paths and times planned, and no longer', async () => {
    const { server, get } = await serve();
    server.plan({ kind: 'forbidden-html' }, { path: '/api/v3/time', times: 2 });
    server.plan({ kind: 'restricted-location' }, { path: '/api/v3/time' });
    expect((await get('ticker/price?symbol=BTCUSDT')).status).toBe(200);
    const statuses = [];
    for (let index = 0; index < 4; index += 1) statuses.push((await get('time')).status);
    expect(statuses).toEqual([403, 403, 451, 200]);
    server.plan({ kind: 'cut-json' });
    await expect(get('time')).rejects.toThrow(SyntaxError);
    server.plan({ kind: 'break-in-body' });
    await expect(get('time')).rejects.toThrow('terminated');
    server.plan({ kind: 'reset' }, { times: 9 });
    await expect(get('time')).rejects.toThrow('fetch failed');
    server.heal();
    expect((await get('time')).status).toBe(200);
    expect(server.count('/api/v3/time')).toBe(server.requests.length - 1);
  });
});
