import { describe, expect, it } from 'vitest';
import type { Candle } from '../../src/domain/candle.ts';
import { DAY_MS, HOUR_MS } from '../../src/domain/time.ts';
import { DataPreparer } from '../../src/market/data-preparer.ts';
import { generatedCandles } from '../support/generated-candles.ts';

const DAY_ONE = Date.UTC(2024, 0, 1);
const HOURS = generatedCandles({ seed: 7, from: DAY_ONE, count: 24 * 200 });

/** The first 24 hours, of which the one of 10:00 is changed. */
function dayWith(change: Partial<Candle>): readonly Candle[] {
  return HOURS.slice(0, 24).map((candle, index) => (index === 10 ? { ...candle, ...change } : candle));
}

function problemsOf(candles: readonly Candle[], asOf: number): readonly string[] | undefined {
  const preparer = new DataPreparer({ symbols: ['BTCUSDT'] });
  preparer.accept('BTCUSDT', candles);
  return preparer.prepare(asOf).markets.get('BTCUSDT')?.problems;
}

describe('problems of market data', () => {
  it('has none when the candles are sound', () => {
    expect(problemsOf(HOURS.slice(0, 24), DAY_ONE + DAY_MS)).toEqual([]);
  });

  it.each([
    { name: 'a price that is no number', change: { close: Number.NaN }, says: 'has a price that is not above 0' },
    { name: 'an endless price', change: { high: Number.POSITIVE_INFINITY }, says: 'has a price that is not above 0' },
    { name: 'a price of 0', change: { low: 0 }, says: 'has a price that is not above 0' },
    { name: 'a negative price', change: { open: -1 }, says: 'has a price that is not above 0' },
    { name: 'a negative volume', change: { volume: -1 }, says: 'has a volume of -1' },
    { name: 'a high below its low', change: { high: 10, low: 20 }, says: 'has a high of 10 below its low of 20' },
    {
      name: 'a high below its close',
      change: { high: 100, low: 1, close: 101, open: 50 },
      says: 'has a high of 100 below its open',
    },
    {
      name: 'a low above its open',
      change: { high: 200, low: 60, close: 100, open: 50 },
      says: 'has a low of 60 above its open',
    },
    { name: 'no opening time', change: { openedAt: Number.NaN }, says: 'has no opening time' },
    { name: 'a high three times the close before', change: { high: 1e6 }, says: 'more than 3 times away' },
    { name: 'a low a third of the close before', change: { low: 0.001 }, says: 'more than 3 times away' },
  ])('leaves out a candle with $name and says so', ({ change, says }) => {
    const problems = problemsOf(dayWith(change), DAY_ONE + DAY_MS);
    expect(problems).toHaveLength(1);
    expect(problems?.[0]).toContain(says);
    expect(problems?.[0]).toMatch(/^the candle of 2024-01-01 10:00 was left out: it /);
  });

  it.each([
    { name: 'off the hour', openedAt: DAY_ONE + 10 * HOUR_MS + 1, says: 'not on the hour' },
    { name: 'before its predecessor', openedAt: DAY_ONE - HOUR_MS, says: 'came out of order' },
    { name: 'of its predecessor', openedAt: DAY_ONE + 9 * HOUR_MS, says: 'came twice' },
  ])('leaves out a candle with the opening time $name, and misses the hour that it should have had', ({ openedAt, says }) => {
    const problems = problemsOf(dayWith({ openedAt }), DAY_ONE + DAY_MS);
    expect(problems).toEqual([
      expect.stringContaining(says),
      expect.stringContaining('no candle of the hour from 2024-01-01 10:00'),
    ]);
  });

  it.each([
    { unit: 'microseconds', factor: 1_000 },
    { unit: 'seconds', factor: 0.001 },
  ])('knows $unit given for milliseconds', ({ unit, factor }) => {
    const candles = HOURS.slice(0, 24).map((candle) => ({ ...candle, openedAt: candle.openedAt * factor }));
    const preparer = new DataPreparer({ symbols: ['BTCUSDT'] });
    preparer.accept('BTCUSDT', [...HOURS.slice(0, 2), ...candles.slice(2)]);
    const problems = preparer.prepare(DAY_ONE + 3 * HOUR_MS).markets.get('BTCUSDT')?.problems;
    expect(problems).toEqual([expect.stringContaining(`looks like ${unit} instead of milliseconds`)]);
  });

  it('believes a market that stays where it jumped to, and not one that comes back', () => {
    const jumped = HOURS.slice(0, 24).map((candle, index) => (index < 10 ? candle : scaled(candle, 5)));
    expect(problemsOf(jumped, DAY_ONE + DAY_MS)).toHaveLength(1);
    const spiked = HOURS.slice(0, 24).map((candle, index) => (index === 10 ? scaled(candle, 5) : candle));
    expect(problemsOf(spiked, DAY_ONE + DAY_MS)).toHaveLength(1);
    expect(problemsOf(spiked, DAY_ONE + DAY_MS)?.[0]).toContain('2024-01-01 10:00');
  });

  it('names the hour of a candle left out as missing', () => {
    const preparer = new DataPreparer({ symbols: ['BTCUSDT'] });
    preparer.accept('BTCUSDT', dayWith({ close: 0 }));
    const series = preparer.prepare(DAY_ONE + DAY_MS).markets.get('BTCUSDT')?.series['1h'];
    expect(series?.length).toBe(23);
    expect(series?.missingHours).toEqual([DAY_ONE + 10 * HOUR_MS]);
  });

  it('says so only while the window reaches back to that candle', () => {
    const candles = [...dayWith({ close: 0 }), ...HOURS.slice(24)];
    expect(problemsOf(candles, DAY_ONE + 180 * DAY_MS)).toHaveLength(1);
    expect(problemsOf(candles, DAY_ONE + 181 * DAY_MS)).toEqual([]);
    expect(problemsOf(candles, DAY_ONE + 10 * HOUR_MS), 'not before that candle closed').toEqual([]);
  });

  it('is settled by a sound candle for that hour', () => {
    const repaired = [...dayWith({ close: 0 }).slice(0, 11), ...HOURS.slice(10, 24)];
    expect(problemsOf(repaired, DAY_ONE + DAY_MS)).toEqual([]);
  });

  it('names at most five candles and counts the others', () => {
    const broken = HOURS.slice(0, 24).map((candle, index) => (index < 8 ? { ...candle, close: 0 } : candle));
    const problems = problemsOf(broken, DAY_ONE + DAY_MS);
    expect(problems).toHaveLength(6);
    expect(problems?.[5]).toBe('3 more candles were left out');
  });

  it.each([
    { name: 'is fresh when the newest candle has just closed', asOf: DAY_ONE + DAY_MS, problems: [] },
    { name: 'is fresh when it closed two hours before', asOf: DAY_ONE + DAY_MS + 2 * HOUR_MS - 1, problems: [] },
    {
      name: 'is stale when it closed longer ago, and says how long',
      asOf: DAY_ONE + DAY_MS + 5.5 * HOUR_MS,
      problems: ['the newest candle closed 5.5 hours before 2024-01-02 05:30'],
    },
  ])('$name', ({ asOf, problems }) => {
    expect(problemsOf(HOURS.slice(0, 24), asOf)).toEqual(problems);
  });
});

function scaled({ openedAt, open, high, low, close, volume }: Candle, factor: number): Candle {
  return { openedAt, open: open * factor, high: high * factor, low: low * factor, close: close * factor, volume };
}
