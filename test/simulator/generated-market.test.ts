import { describe, expect, it } from 'vitest';
import type { Candle } from '../../src/domain/candle.ts';
import { fitsStep, price } from '../../src/domain/decimal.ts';
import { DEFAULT_SYMBOLS, type MarketSymbol } from '../../src/domain/market-symbol.ts';
import { DAY_MS, HOUR_MS } from '../../src/domain/time.ts';
import { type GeneratedMarket, generateMarket } from '../../src/simulator/generated-market.ts';
import { GeneratedMarketData } from '../../src/simulator/generated-market-data.ts';
import { instrumentsOf } from '../../src/simulator/instrument-presets.ts';
import { ManualClock } from './manual-clock.ts';

const from = Date.UTC(2024, 0, 1);
const symbols = DEFAULT_SYMBOLS;

function candlesOf(market: GeneratedMarket, symbol: MarketSymbol, hours: number): readonly Candle[] {
  return Array.from({ length: hours }, (_, index) => market.candleAt(symbol, from + index * HOUR_MS)).filter(
    (candle) => candle !== null,
  );
}

function returnsOf(candles: readonly Candle[]): readonly number[] {
  return candles.slice(1).map((candle, index) => candle.close / (candles[index]?.close ?? candle.close) - 1);
}

function correlation(left: readonly number[], right: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [leftMean, rightMean] = [mean(left), mean(right)];
  const product = (a: readonly number[], aMean: number, b: readonly number[], bMean: number) =>
    a.reduce((sum, value, index) => sum + (value - aMean) * ((b[index] ?? bMean) - bMean), 0);
  return (
    product(left, leftMean, right, rightMean) /
    Math.sqrt(product(left, leftMean, left, leftMean) * product(right, rightMean, right, rightMean))
  );
}

const year = generateMarket({ seed: 1, symbols, from, hours: 8_760 });
const bitcoin = candlesOf(year, 'BTCUSDT', 8_760);
const bitcoinReturns = returnsOf(bitcoin);

describe('a generated market', () => {
  it('is the same for the same seed, and another one for another', () => {
    const [same, other] = [1, 2].map((seed) => generateMarket({ seed, symbols, from, hours: 50 }));
    if (same === undefined || other === undefined) throw new Error('nothing generated');
    expect(candlesOf(same, 'SOLUSDT', 50)).toEqual(candlesOf(year, 'SOLUSDT', 50));
    expect(candlesOf(other, 'SOLUSDT', 50)).not.toEqual(candlesOf(year, 'SOLUSDT', 50));
  });

  it('keeps every candle when more hours or other symbols are asked for', () => {
    const short = generateMarket({ seed: 1, symbols: ['ADAUSDT'], from, hours: 300 });
    expect(candlesOf(short, 'ADAUSDT', 300)).toEqual(candlesOf(year, 'ADAUSDT', 300));
  });

  it('has candles for its hours and symbols alone', () => {
    expect(bitcoin).toHaveLength(8_760);
    expect(year.candleAt('BTCUSDT', from - HOUR_MS)).toBeNull();
    expect(year.candleAt('BTCUSDT', year.until)).toBeNull();
    expect(year.candleAt('DOGEUSDT', from)).toBeNull();
    expect(year.candleAt('BTCUSDT', from + 1)).toBeNull();
  });

  it.each(symbols)('gives %s whole candles on its ticks', (symbol) => {
    const [instrument] = instrumentsOf({ preset: 'spot-2026', symbols: [symbol] });
    if (instrument === undefined) throw new Error('no instrument');
    for (const { open, high, low, close, volume } of candlesOf(year, symbol, 500)) {
      expect(low).toBeLessThanOrEqual(Math.min(open, close));
      expect(high).toBeGreaterThanOrEqual(Math.max(open, close));
      expect(volume).toBeGreaterThan(0);
      for (const value of [open, high, low, close]) expect(fitsStep(price(value), instrument.tickSize)).toBe(true);
    }
  });

  it('has fat tails and lively spells', () => {
    const variance = bitcoinReturns.reduce((sum, value) => sum + value ** 2, 0) / bitcoinReturns.length;
    const fourth = bitcoinReturns.reduce((sum, value) => sum + value ** 4, 0) / bitcoinReturns.length;
    expect(fourth / variance ** 2).toBeGreaterThan(4);
    const sizes = bitcoinReturns.map(Math.abs);
    expect(correlation(sizes.slice(1), sizes.slice(0, -1))).toBeGreaterThan(0.1);
  });

  it.each(symbols.filter((symbol) => symbol !== 'BTCUSDT'))('lets %s move with BTC', (symbol) => {
    expect(correlation(bitcoinReturns, returnsOf(candlesOf(year, symbol, 8_760)))).toBeGreaterThan(0.5);
  });

  it('rises, falls and crashes within a year, and stays in a sane range', () => {
    const closes = bitcoin.map((candle) => candle.close);
    const changes = closes.slice(24).map((close, index) => close / (closes[index] ?? close) - 1);
    expect(Math.max(...changes)).toBeGreaterThan(0.05);
    expect(Math.min(...changes)).toBeLessThan(-0.08);
    expect(Math.min(...closes)).toBeGreaterThan(4_000);
    expect(Math.max(...closes)).toBeLessThan(400_000);
  });

  it('invents a character for symbols that it does not know', () => {
    const market = generateMarket({ seed: 1, symbols: ['XYZUSDT'], from, hours: 100 });
    expect(candlesOf(market, 'XYZUSDT', 100)).toHaveLength(100);
  });
});

describe('the data of a generated market', () => {
  const start = from + 2 * DAY_MS;
  const rig = (now: number) => {
    const clock = new ManualClock(now);
    return { clock, data: new GeneratedMarketData({ market: year, clock }) };
  };

  it('holds closed candles only, up to the instant asked for', async () => {
    const { data } = rig(start);
    const candles = await data.fetchCandles({ symbol: 'BTCUSDT', interval: '1h', from, asOf: start });
    expect(candles).toEqual(bitcoin.slice(0, 48));
    const earlier = await data.fetchCandles({
      symbol: 'BTCUSDT',
      interval: '1h',
      from: from + HOUR_MS,
      asOf: from + 3 * HOUR_MS - 1,
    });
    expect(earlier).toEqual(bitcoin.slice(1, 2));
  });

  it('holds nothing from after now, whatever is asked for', async () => {
    const { data } = rig(from + 5 * HOUR_MS - 1);
    expect(await data.fetchCandles({ symbol: 'BTCUSDT', interval: '1h', from, asOf: start })).toEqual(bitcoin.slice(0, 4));
  });

  it.each([
    ['4h', 4],
    ['1d', 24],
  ] as const)('joins hours into candles of %s', async (interval, hours) => {
    const { data } = rig(start);
    const candles = await data.fetchCandles({ symbol: 'BTCUSDT', interval, from, asOf: start });
    expect(candles).toHaveLength(48 / hours);
    const part = bitcoin.slice(hours, 2 * hours);
    const [first, last] = [part[0], part.at(-1)];
    expect(candles[1]).toMatchObject({ openedAt: from + hours * HOUR_MS, open: first?.open, close: last?.close });
    expect(candles[1]?.high).toBe(Math.max(...part.map((candle) => candle.high)));
    expect(candles[1]?.low).toBe(Math.min(...part.map((candle) => candle.low)));
    expect(candles[1]?.volume).toBeCloseTo(
      part.reduce((sum, candle) => sum + candle.volume, 0),
      6,
    );
  });

  it('has no running bucket, and begins with the first one of the market', async () => {
    const { data } = rig(from + 7 * HOUR_MS);
    const candles = await data.fetchCandles({ symbol: 'BTCUSDT', interval: '4h', from: 0, asOf: from + 7 * HOUR_MS });
    expect(candles.map((candle) => candle.openedAt)).toEqual([from]);
    expect(await data.fetchCandles({ symbol: 'DOGEUSDT', interval: '1h', from, asOf: start })).toEqual([]);
  });

  it('marks the price of this very instant', async () => {
    const { data, clock } = rig(start);
    expect(await data.fetchMark('BTCUSDT')).toEqual({
      symbol: 'BTCUSDT',
      price: price(bitcoin[48]?.open ?? 0),
      at: start,
      source: 'generated',
    });
    clock.moveTo(start + HOUR_MS / 3);
    expect((await data.fetchMark('BTCUSDT'))?.price.toNumber()).toBe(bitcoin[48]?.low);
    expect(await data.fetchMark('DOGEUSDT')).toBeNull();
  });
});
