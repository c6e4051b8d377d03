import { describe, expect, it } from 'vitest';
import type { Candle } from '../../src/domain/candle.ts';
import { InvariantError } from '../../src/domain/invariant.ts';
import type { MarketDataSet, MarketFacts } from '../../src/domain/market-data-set.ts';
import { DAY_MS, HOUR_MS } from '../../src/domain/time.ts';
import { DataPreparer } from '../../src/market/data-preparer.ts';
import { generatedCandles } from '../support/generated-candles.ts';
import { describeSet } from './describe-set.ts';

const DAY_ONE = Date.UTC(2024, 0, 1);
const ROUND = { open: 10, high: 12, low: 9, close: 11, volume: 5 };

function preparerOf(candles: readonly Candle[]): DataPreparer {
  const preparer = new DataPreparer({ symbols: ['BTCUSDT'] });
  preparer.accept('BTCUSDT', candles);
  return preparer;
}

function bitcoinOf(set: MarketDataSet): MarketFacts {
  const market = set.markets.get('BTCUSDT');
  if (market === undefined) throw new Error('no BTC in the set');
  return market;
}

describe('preparing market data', () => {
  it('builds days and quarters of days from the hours', () => {
    const hours = generatedCandles({ seed: 1, from: DAY_ONE, count: 48 });
    const { series } = bitcoinOf(preparerOf(hours).prepare(DAY_ONE + 2 * DAY_MS));
    expect([series['1d'].length, series['4h'].length, series['1h'].length]).toEqual([2, 12, 48]);
    const second = hours.slice(24);
    expect(series['1d'].candleAt(1)).toEqual({
      openedAt: DAY_ONE + DAY_MS,
      open: second[0]?.open,
      high: Math.max(...second.map(({ high }) => high)),
      low: Math.min(...second.map(({ low }) => low)),
      close: second[23]?.close,
      volume: second.reduce((sum, { volume }) => sum + volume, 0),
    });
    expect(series['1h'].candleAt(47)).toEqual(hours[47]);
  });

  it('shows 180 days, 84 quarters of days and 48 hours, and knows of those before', () => {
    const { series } = bitcoinOf(
      preparerOf(generatedCandles({ seed: 1, from: DAY_ONE, count: 24 * 200 })).prepare(DAY_ONE + 200 * DAY_MS),
    );
    expect([series['1d'].length, series['4h'].length, series['1h'].length]).toEqual([180, 84, 48]);
    expect([series['1d'].knownLength, series['4h'].knownLength, series['1h'].knownLength]).toEqual([200, 1200, 4800]);
    expect(series['1d'].candleAt(0).openedAt).toBe(DAY_ONE + 20 * DAY_MS);
    expect(series['1h'].candleAt(47).openedAt).toBe(DAY_ONE + 200 * DAY_MS - HOUR_MS);
    expect(() => series['1d'].candleAt(180)).toThrow(InvariantError);
    expect(() => series['1d'].candleAt(-1)).toThrow(InvariantError);
  });

  it('has no candle for a period that still runs', () => {
    const hours = generatedCandles({ seed: 2, from: DAY_ONE, count: 27 });
    const { series } = bitcoinOf(preparerOf(hours).prepare(DAY_ONE + 27 * HOUR_MS));
    expect([series['1d'].length, series['4h'].length, series['1h'].length]).toEqual([1, 6, 27]);
  });

  it('counts a candle in only after its last millisecond', () => {
    const preparer = preparerOf(generatedCandles({ seed: 2, from: DAY_ONE, count: 24 }));
    expect(bitcoinOf(preparer.prepare(DAY_ONE + DAY_MS - 1)).series['1d'].length).toBe(0);
    expect(bitcoinOf(preparer.prepare(DAY_ONE + DAY_MS - 1)).series['1h'].length).toBe(23);
    expect(bitcoinOf(preparer.prepare(DAY_ONE + DAY_MS)).series['1d'].length).toBe(1);
    expect(bitcoinOf(preparer.prepare(DAY_ONE + DAY_MS)).series['1h'].length).toBe(24);
  });

  it('makes a candle of the hours that exist and names the missing ones', () => {
    const hours = generatedCandles({ seed: 3, from: DAY_ONE, count: 24 }).filter((_, index) => index !== 5 && index !== 6);
    const { series } = bitcoinOf(preparerOf(hours).prepare(DAY_ONE + DAY_MS));
    const missing = [DAY_ONE + 5 * HOUR_MS, DAY_ONE + 6 * HOUR_MS];
    expect(series['4h'].candleAt(1)).toMatchObject({
      openedAt: DAY_ONE + 4 * HOUR_MS,
      open: hours[4]?.open,
      close: hours[5]?.close,
    });
    expect(series['1d'].missingHours).toEqual(missing);
    expect(series['4h'].missingHours).toEqual(missing);
    expect(series['1h'].missingHours).toEqual(missing);
  });

  it('makes a candle of a period that ended although its last hours never came', () => {
    const hours = generatedCandles({ seed: 3, from: DAY_ONE, count: 23 });
    const { series } = bitcoinOf(preparerOf(hours).prepare(DAY_ONE + DAY_MS));
    expect(series['1d'].length).toBe(1);
    expect(series['1d'].candleAt(0).close).toBe(hours[22]?.close);
    expect(series['4h'].length).toBe(6);
    expect(series['1d'].missingHours).toEqual([DAY_ONE + 23 * HOUR_MS]);
  });

  it('has no candle for a period without any hour, and names its hours as missing', () => {
    const hours = generatedCandles({ seed: 4, from: DAY_ONE, count: 24 }).filter((_, index) => index < 4 || index > 7);
    const { series } = bitcoinOf(preparerOf(hours).prepare(DAY_ONE + DAY_MS));
    expect(series['4h'].length).toBe(5);
    expect(series['4h'].candleAt(1).openedAt).toBe(DAY_ONE + 8 * HOUR_MS);
    expect(series['4h'].missingHours).toHaveLength(4);
  });

  it('tells the newest close, when it closed, and its change over 24 hours', () => {
    const hours = generatedCandles({ seed: 5, from: DAY_ONE, count: 30 });
    const market = bitcoinOf(preparerOf(hours).prepare(DAY_ONE + 30 * HOUR_MS));
    expect(market.close).toBe(hours[29]?.close);
    expect(market.closedAt).toBe(DAY_ONE + 30 * HOUR_MS - 1);
    expect(market.changeFraction24h).toBeCloseTo((hours[29]?.close ?? 0) / (hours[5]?.close ?? 1) - 1, 12);
  });

  it('finds the close of 24 hours before across missing hours, and says so when it is missing itself', () => {
    const hours = generatedCandles({ seed: 5, from: DAY_ONE, count: 30 });
    const across = bitcoinOf(preparerOf(hours.filter((_, index) => index !== 12)).prepare(DAY_ONE + 30 * HOUR_MS));
    expect(across.changeFraction24h).toBeCloseTo((hours[29]?.close ?? 0) / (hours[5]?.close ?? 1) - 1, 12);
    const without = bitcoinOf(preparerOf(hours.filter((_, index) => index !== 5)).prepare(DAY_ONE + 30 * HOUR_MS));
    expect(without.changeFraction24h).toBeNull();
  });

  it('leaves out symbols without a closed candle and keeps the order of the others', () => {
    const preparer = new DataPreparer({ symbols: ['ETHUSDT', 'ADAUSDT', 'BTCUSDT'] });
    preparer.accept('BTCUSDT', generatedCandles({ seed: 1, from: DAY_ONE, count: 3 }));
    preparer.accept('ETHUSDT', generatedCandles({ seed: 2, from: DAY_ONE, count: 3 }));
    preparer.accept('ADAUSDT', generatedCandles({ seed: 3, from: DAY_ONE + DAY_MS, count: 3 }));
    expect([...preparer.prepare(DAY_ONE + 3 * HOUR_MS).markets.keys()]).toEqual(['ETHUSDT', 'BTCUSDT']);
  });

  it('says which candle it wants next', () => {
    const preparer = new DataPreparer({ symbols: ['BTCUSDT'] });
    expect(preparer.nextFrom('BTCUSDT')).toBeNull();
    preparer.accept('BTCUSDT', [{ openedAt: DAY_ONE, ...ROUND }]);
    expect(preparer.nextFrom('BTCUSDT')).toBe(DAY_ONE + HOUR_MS);
    preparer.accept('BTCUSDT', [{ openedAt: DAY_ONE + HOUR_MS, ...ROUND, close: -1 }]);
    expect(preparer.nextFrom('BTCUSDT'), 'a candle left out is wanted again').toBe(DAY_ONE + HOUR_MS);
    expect(() => preparer.nextFrom('ETHUSDT')).toThrow(InvariantError);
  });

  it('never changes a set that was handed out', () => {
    const hours = generatedCandles({ seed: 6, from: DAY_ONE, count: 24 * 60 });
    const preparer = preparerOf(hours.slice(0, 24 * 40 - 1));
    const set = preparer.prepare(DAY_ONE + 40 * DAY_MS);
    const untouched = preparerOf(hours.slice(0, 24 * 40 - 1)).prepare(DAY_ONE + 40 * DAY_MS);
    const before = describeSet(untouched);
    preparer.accept('BTCUSDT', hours.slice(24 * 40 - 1));
    preparer.prepare(DAY_ONE + 60 * DAY_MS);
    expect(describeSet(set)).toEqual(before);
  });
});
