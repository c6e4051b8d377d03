import { afterEach, describe, expect, it } from 'vitest';
import { BinanceMarketData } from '../../../src/adapters/binance/binance-market-data.ts';
import { BinancePublicClient } from '../../../src/adapters/binance/public-client.ts';
import { systemHttpTransport } from '../../../src/adapters/system/http-transport.ts';
import { decimalText } from '../../../src/domain/decimal.ts';
import type { Fault } from '../../../src/domain/fault.ts';
import { InvariantError } from '../../../src/domain/invariant.ts';
import type { Mark } from '../../../src/domain/position.ts';
import { HOUR_MS } from '../../../src/domain/time.ts';
import { SimulatedClock } from '../../../src/simulator/simulated-clock.ts';
import { describeMarketData } from '../../contract/market-data.contract.ts';
import { generatedCandles } from '../../support/generated-candles.ts';
import { type BinanceServer, startBinanceServer } from '../../support/servers/binance-server.ts';
import { binanceRig, CANDLES, candlesQuery, FIRST, HOUR } from './binance-rig.ts';

const servers: BinanceServer[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

describeMarketData('Binance over HTTP', async ({ symbol, candles, now }) => {
  const clock = new SimulatedClock({ startAt: now });
  const server = await startBinanceServer({ now: () => clock.now(), candles: { [symbol]: candles } });
  servers.push(server);
  const client = new BinancePublicClient({ transport: systemHttpTransport, clock, baseUrl: server.url });
  return new BinanceMarketData({ client, clock });
});

describe('candles from Binance', () => {
  it('are hourly only', async () => {
    const { marketData } = await binanceRig();
    await expect(marketData.fetchCandles({ ...candlesQuery(HOUR), interval: '1d' })).rejects.toThrow(InvariantError);
  });

  it('come page by page when there are more than one request gives, none lost and none twice', async () => {
    const many = generatedCandles({ seed: 9, from: FIRST, count: 2_500 }).filter((_, index) => index % 700 !== 699);
    const now = FIRST + 2_400 * HOUR_MS + 1_000;
    const { marketData, server } = await binanceRig({ now, candles: { BTCUSDT: many } });
    const candles = await marketData.fetchCandles(candlesQuery(now));
    expect(candles).toEqual(many.filter(({ openedAt }) => openedAt + HOUR_MS <= now));
    expect(server.count('/api/v3/klines')).toBe(3);
  });

  it('are asked for up to the instant only, and not at all when nothing can have closed', async () => {
    const { marketData, server } = await binanceRig();
    expect(await marketData.fetchCandles(candlesQuery(FIRST + 3 * HOUR_MS))).toEqual(CANDLES.slice(0, 3));
    expect(await marketData.fetchCandles(candlesQuery(FIRST + HOUR_MS, FIRST + HOUR_MS))).toEqual([]);
    expect(server.requests.filter(({ path }) => path === '/api/v3/klines').map(({ parameters }) => parameters)).toEqual([
      { symbol: 'BTCUSDT', interval: '1h', startTime: String(FIRST), endTime: String(FIRST + 3 * HOUR_MS), limit: '1000' },
    ]);
  });

  it('are the same in microseconds', async () => {
    const { marketData, server } = await binanceRig();
    server.timeUnit = 'microsecond';
    expect(await marketData.fetchCandles(candlesQuery(HOUR))).toEqual(CANDLES.slice(0, 30));
  });

  it('never show the one that is still running, however wild it looks', async () => {
    const { marketData, server } = await binanceRig();
    const calm = await marketData.fetchCandles(candlesQuery(HOUR + HOUR_MS / 3));
    server.unfinishedCandle = { open: 1, high: 1e9, low: 1e-6, close: 1e9, volume: 1e12 };
    expect(await marketData.fetchCandles(candlesQuery(HOUR + HOUR_MS / 3))).toEqual(calm);
  });

  it.each([
    ['a millisecond before the close', -1, 29],
    ['in the last millisecond of the candle', 0, 29],
    ['a millisecond after it, within the error of the reading', 1, 29],
    ['two milliseconds after it, beyond the error of the reading', 2, 30],
  ])('count as closed by the clock of the exchange: %s', async (_, aheadMs, expected) => {
    const { marketData, settle } = await binanceRig({ now: HOUR - 1 + aheadMs, candleWaitMsMax: 0 });
    expect(await settle(marketData.fetchCandles(candlesQuery(HOUR)))).toHaveLength(expected);
  });

  it('are waited for when our clock is ahead of the exchange', async () => {
    const { marketData, clock, settle } = await binanceRig({ now: HOUR, skewMs: -7_000 });
    expect(await settle(marketData.fetchCandles(candlesQuery(HOUR)))).toEqual(CANDLES.slice(0, 30));
    expect(clock.now() - HOUR).toBeGreaterThanOrEqual(7_000);
    expect(clock.now() - HOUR).toBeLessThanOrEqual(9_000);
  });

  it('are the ones before the instant when our clock is behind the exchange', async () => {
    const { marketData, settle } = await binanceRig({ now: HOUR - 5_000, skewMs: 10_000 });
    expect(await settle(marketData.fetchCandles(candlesQuery(HOUR - 5_000)))).toEqual(CANDLES.slice(0, 29));
  });
});

describe('the candle that just closed', () => {
  it.each([
    ['missing', 'nothing', 12_000],
    ['still shown unfinished', 'unfinished', 8_000],
  ] as const)('is waited for while it is %s', async (_, shows, delayMs) => {
    const { marketData, server, clock, settle } = await binanceRig({ now: HOUR + 50 });
    server.candleDelay = { ms: delayMs, shows };
    server.unfinishedCandle = { open: 1, high: 9, low: 1, close: 9, volume: 1 };
    expect(await settle(marketData.fetchCandles(candlesQuery(HOUR + 50)))).toEqual(CANDLES.slice(0, 30));
    expect(clock.now() - HOUR).toBeGreaterThanOrEqual(delayMs);
    expect(clock.now() - HOUR).toBeLessThanOrEqual(delayMs + 2_000);
  });

  it('is left out when it does not come within the wait', async () => {
    const { marketData, server, clock, settle } = await binanceRig({ now: HOUR + 50 });
    server.candleDelay = { ms: 60_000, shows: 'nothing' };
    expect(await settle(marketData.fetchCandles(candlesQuery(HOUR + 50)))).toEqual(CANDLES.slice(0, 29));
    expect(clock.now() - HOUR).toBe(30_050);
  });

  it('is waited for once an hour, not once a symbol', async () => {
    const candles = { BTCUSDT: CANDLES, ETHUSDT: CANDLES, ADAUSDT: CANDLES };
    const { marketData, server, clock, settle } = await binanceRig({ now: HOUR + 50, candles });
    server.candleDelay = { ms: 60_000, shows: 'nothing' };
    for (const symbol of ['BTCUSDT', 'ETHUSDT', 'ADAUSDT'] as const) {
      await settle(marketData.fetchCandles(candlesQuery(HOUR + 50, FIRST, symbol)));
    }
    expect(clock.now() - HOUR).toBeLessThan(31_000);
  });

  it('asks only for the end again while it waits', async () => {
    const { marketData, server, settle } = await binanceRig({ now: HOUR + 50 });
    server.candleDelay = { ms: 3_000, shows: 'nothing' };
    await settle(marketData.fetchCandles(candlesQuery(HOUR + 50)));
    const starts = server.requests
      .filter(({ path }) => path === '/api/v3/klines')
      .map((request) => request.parameters['startTime']);
    expect(starts[0]).toBe(String(FIRST));
    expect(new Set(starts.slice(1))).toEqual(new Set([String(HOUR - HOUR_MS)]));
  });

  it('is not waited for when the market went on to the next hour without it', async () => {
    const halted = CANDLES.filter((_, index) => index !== 29);
    const { marketData, clock } = await binanceRig({ now: HOUR + 500, candles: { BTCUSDT: halted } });
    expect(await marketData.fetchCandles(candlesQuery(HOUR + 500))).toEqual(halted.slice(0, 29));
    expect(clock.now()).toBe(HOUR + 500);
  });

  it('counts in a market without a trade since, once it closed ten seconds ago', async () => {
    const { marketData, clock, settle } = await binanceRig({ now: HOUR + 50, candles: { BTCUSDT: CANDLES.slice(0, 30) } });
    expect(await settle(marketData.fetchCandles(candlesQuery(HOUR + 50)))).toEqual(CANDLES.slice(0, 30));
    expect(clock.now() - HOUR).toBeLessThan(12_000);
  });

  it('is not waited for long after the hour, nor in the past', async () => {
    const { marketData, clock } = await binanceRig({ now: HOUR + 3 * 60_000, candles: { BTCUSDT: CANDLES.slice(0, 20) } });
    expect(await marketData.fetchCandles(candlesQuery(HOUR + 3 * 60_000))).toHaveLength(20);
    expect(await marketData.fetchCandles(candlesQuery(HOUR - 5 * HOUR_MS + 1_000))).toHaveLength(20);
    expect(clock.now()).toBe(HOUR + 3 * 60_000);
  });

  it('ends its wait with the process', async () => {
    const { marketData, server, stop, clock, pass } = await binanceRig({ now: HOUR + 50 });
    server.candleDelay = { ms: 60_000, shows: 'nothing' };
    const reading = expect(marketData.fetchCandles(candlesQuery(HOUR + 50))).rejects.toMatchObject({ code: 'cancelled' });
    await pass(2_500);
    stop.abort();
    await reading;
    expect(clock.now()).toBe(HOUR + 2_550);
  });
});

describe('marks from Binance', () => {
  it('carry the price of the ticker, digit by digit, and the time at which it was asked for', async () => {
    const { marketData, server, clock } = await binanceRig();
    server.setPrice('BTCUSDT', '42000.12345678');
    const mark = await marketData.fetchMark('BTCUSDT');
    expect(mark).toMatchObject({ symbol: 'BTCUSDT', at: clock.now(), source: 'ticker' });
    expect(mark && decimalText(mark.price)).toBe('42000.12345678');
  });

  it('are as old as the question, however long the answer took', async () => {
    const { marketData, server, clock, settle } = await binanceRig();
    const askedAt = clock.now();
    server.plan({ kind: 'reset' }, { times: 2 });
    expect((await settle(marketData.fetchMark('BTCUSDT')))?.at).toBe(askedAt);
    expect(clock.now() - askedAt).toBe(1_500);
  });

  it('are given again for a second with their own time, and then asked for anew', async () => {
    const { marketData, server, clock, pass } = await binanceRig();
    const first = await marketData.fetchMark('BTCUSDT');
    await pass(1_000);
    expect(await marketData.fetchMark('BTCUSDT')).toEqual(first);
    await pass(1);
    expect((await marketData.fetchMark('BTCUSDT'))?.at).toBe(clock.now());
    expect(server.count('/api/v3/ticker/price')).toBe(2);
  });

  it('are a fault, and never an old price, when they cannot be read', async () => {
    const { marketData, server, pass, settle } = await binanceRig();
    await marketData.fetchMark('BTCUSDT');
    await pass(1_001);
    server.plan({ kind: 'reset' }, { times: 99 });
    await expect(settle(marketData.fetchMark('BTCUSDT'))).rejects.toMatchObject({ code: 'network', retryable: true });
  });

  it.each([
    ['another symbol', () => [{ symbol: 'ETHUSDT', price: '1.0' }]],
    ['no symbol', () => []],
  ])('are null when the answer speaks of %s', async (_, change) => {
    const { marketData, server } = await binanceRig();
    server.plan({ kind: 'changed', change });
    expect(await marketData.fetchMark('BTCUSDT')).toBeNull();
  });

  it.each([['0.00000000'], ['-1'], ['1e5'], ['NaN'], ['']])('are no price of "%s"', async (text) => {
    const { marketData, server } = await binanceRig();
    server.setPrice('BTCUSDT', text);
    await expect(marketData.fetchMark('BTCUSDT')).rejects.toMatchObject({ code: 'bad-payload' });
  });
});

describe('polled prices', () => {
  const candles = { BTCUSDT: CANDLES, ETHUSDT: CANDLES };

  async function pollingRig(symbols: readonly ('BTCUSDT' | 'ETHUSDT' | 'NONEUSDT')[] = ['BTCUSDT', 'ETHUSDT']) {
    const rig = await binanceRig({ candles });
    const marks: Mark[] = [];
    const faults: Fault[] = [];
    const abort = new AbortController();
    const polling = rig.marketData.pollPrices({
      symbols,
      onMark: (mark) => marks.push(mark),
      onFault: (fault) => faults.push(fault),
      signal: abort.signal,
    });
    return { ...rig, marks, faults, abort, polling };
  }

  it('come for all symbols at once, every five seconds, until they are stopped', async () => {
    const { marks, server, pass, abort, polling, clock } = await pollingRig();
    const start = clock.now();
    await pass(10_000);
    abort.abort();
    await polling;
    expect(marks.map(({ symbol, at }) => `${symbol} ${at - start}`)).toEqual([
      'BTCUSDT 0',
      'ETHUSDT 0',
      'BTCUSDT 5000',
      'ETHUSDT 5000',
      'BTCUSDT 10000',
      'ETHUSDT 10000',
    ]);
    expect(server.count('/api/v3/ticker/price')).toBe(3);
    await pass(20_000);
    expect(server.count('/api/v3/ticker/price')).toBe(3);
  });

  it('tell of prices that others asked for meanwhile', async () => {
    const { marketData, marks, pass, abort, polling } = await pollingRig();
    await pass(2_000);
    const asked = await marketData.fetchMark('BTCUSDT');
    abort.abort();
    await polling;
    expect(marks.at(-1)).toEqual(asked);
    await pass(2_000);
    await marketData.fetchMark('BTCUSDT');
    expect(marks.at(-1), 'nobody listens after the end').toEqual(asked);
  });

  it('go on after trouble, which is told', async () => {
    const { marks, faults, server, pass, abort, polling } = await pollingRig();
    await pass(1_000);
    server.plan({ kind: 'answer', status: 503, body: { code: -1008, msg: 'Server is currently overloaded.' } }, { times: 4 });
    await pass(14_000);
    abort.abort();
    await polling;
    expect(faults.map(({ code }) => code)).toEqual(['server-error']);
    expect(marks.filter(({ symbol }) => symbol === 'BTCUSDT')).toHaveLength(2);
  });

  it('come for the other symbols when one is not known', async () => {
    const { marks, faults, pass, abort, polling } = await pollingRig(['NONEUSDT', 'ETHUSDT']);
    await pass(100);
    abort.abort();
    await polling;
    expect(marks.map(({ symbol }) => symbol)).toEqual(['ETHUSDT']);
    expect(faults).toEqual([]);
  });

  it('end with the bug of whoever hears them', async () => {
    const { marketData } = await binanceRig();
    const polling = marketData.pollPrices({
      symbols: ['BTCUSDT'],
      onMark: () => {
        throw new InvariantError('the simulator broke a promise');
      },
      onFault: () => undefined,
      signal: new AbortController().signal,
    });
    await expect(polling).rejects.toThrow(InvariantError);
  });
});

describe('the offset of the clocks', () => {
  it('says how far the exchange is ahead, and how wrong that may be', async () => {
    const { marketData } = await binanceRig({ skewMs: -2_345 });
    expect(await marketData.measureClockOffset()).toEqual({ offsetMs: -2_345, errorMs: 1 });
  });
});
