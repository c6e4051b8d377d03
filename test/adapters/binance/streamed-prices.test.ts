import { describe, expect, it } from 'vitest';
import { BinanceMarketData } from '../../../src/adapters/binance/binance-market-data.ts';
import { price } from '../../../src/domain/decimal.ts';
import { HOUR_MS } from '../../../src/domain/time.ts';
import { binanceRig, CANDLES, candlesQuery, HOUR } from './binance-rig.ts';

const PRICE_PATH = '/api/v3/ticker/price';

describe('a price that a stream brings', () => {
  it('is the mark, with the time of the exchange on our clock, and nothing is asked for', async () => {
    const { marketData, server, clock } = await binanceRig({ skewMs: 2_000 });
    await marketData.measureClockOffset();
    marketData.takeStreamPrice({ symbol: 'BTCUSDT', price: price('42000.5'), at: clock.now() + 2_000 - 300 });
    const mark = await marketData.fetchMark('BTCUSDT');
    expect(mark).toMatchObject({ source: 'stream' });
    expect(mark?.price.toFixed()).toBe('42000.5');
    expect(Math.abs((mark?.at ?? 0) - (clock.now() - 300))).toBeLessThanOrEqual(50);
    expect(server.count(PRICE_PATH)).toBe(0);
  });

  it('is asked for over REST once the stream has been silent for five seconds', async () => {
    const { marketData, server, clock, settle } = await binanceRig();
    server.setPrice('BTCUSDT', '41000.00000000');
    marketData.takeStreamPrice({ symbol: 'BTCUSDT', price: price(42_000), at: clock.now() });
    await clock.advanceTo(clock.now() + 5_001);
    expect(await settle(marketData.fetchMark('BTCUSDT'))).toMatchObject({ source: 'ticker' });
  });

  it('is never from the future', async () => {
    const { marketData, clock } = await binanceRig();
    marketData.takeStreamPrice({ symbol: 'BTCUSDT', price: price(42_000), at: clock.now() + HOUR_MS });
    expect((await marketData.fetchMark('BTCUSDT'))?.at).toBe(clock.now());
  });

  it('makes the poll of prices pause until it stops', async () => {
    const { marketData, server, clock, pass } = await binanceRig();
    const stop = new AbortController();
    const seen: string[] = [];
    const tell = (value: number): void => marketData.takeStreamPrice({ symbol: 'BTCUSDT', price: price(value), at: clock.now() });
    tell(1);
    const polling = marketData.pollPrices({
      symbols: ['BTCUSDT'],
      onMark: (mark) => void seen.push(mark.source),
      onFault: () => undefined,
      signal: stop.signal,
    });
    for (let second = 0; second < 20; second += 1) {
      await pass(1_000);
      tell(second + 2);
    }
    expect(server.count(PRICE_PATH)).toBe(0);
    expect(new Set(seen)).toEqual(new Set(['stream']));
    await pass(15_000);
    expect(server.count(PRICE_PATH)).toBeGreaterThan(0);
    stop.abort();
    await pass(10);
    await polling;
  });
});

describe('an hour that a stream told at its end', () => {
  it.each([
    ['is silent when the candle that is read is the same', 0, 0],
    ['is told with both when they differ', 1, 1],
  ])('%s', async (_what, difference, mismatches) => {
    const { client, clock, settle } = await binanceRig();
    const told: unknown[] = [];
    const marketData = new BinanceMarketData({ client, clock, onMismatch: (symbol, both) => void told.push([symbol, both]) });
    const candle = CANDLES.find(({ openedAt }) => openedAt === HOUR - HOUR_MS);
    if (candle === undefined) throw new Error('no such hour');
    marketData.takeStreamCandle('BTCUSDT', { ...candle, close: candle.close + difference });
    const read = await settle(marketData.fetchCandles(candlesQuery(HOUR + 60_000)));
    expect(read.at(-1)?.close).toBe(candle.close);
    expect(told).toHaveLength(mismatches);
    await settle(marketData.fetchCandles(candlesQuery(HOUR + 60_000)));
    expect(told).toHaveLength(mismatches);
  });
});
