import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Candle } from '../../src/domain/candle.ts';
import { CONTEXT_LEVELS } from '../../src/domain/context-level.ts';
import type { MarketDataSet } from '../../src/domain/market-data-set.ts';
import type { MarketSymbol } from '../../src/domain/market-symbol.ts';
import { DAY_MS, HOUR_MS } from '../../src/domain/time.ts';
import { DataPreparer } from '../../src/market/data-preparer.ts';
import { CLOSES_INTERVALS, renderCloses } from '../../src/market/render-closes.ts';
import { renderMarketContext } from '../../src/market/render-market-context.ts';
import { generatedCandles, seededRandom } from '../support/generated-candles.ts';
import { describeSet } from './describe-set.ts';

const DAY_ONE = Date.UTC(2024, 0, 1);
const HOUR_COUNT = 24 * 12;
const FULL_DAYS = 251;
const PAIR: readonly MarketSymbol[] = ['BTCUSDT', 'ETHUSDT'];

/** Hours of which about a tenth are missing, in stretches of up to nine. */
function haltedCandles(seed: number): readonly Candle[] {
  const random = seededRandom(seed);
  let halted = 0;
  return generatedCandles({ seed, from: DAY_ONE, count: HOUR_COUNT }).filter(() => {
    if (halted === 0 && random() < 0.02) halted = Math.ceil(random() * 9);
    if (halted === 0) return true;
    halted -= 1;
    return false;
  });
}

function preparerOf(candles: readonly Candle[]): DataPreparer {
  const preparer = new DataPreparer({ symbols: ['BTCUSDT'] });
  preparer.accept('BTCUSDT', candles);
  return preparer;
}

const seeds = fc.integer({ min: 1, max: 1_000_000 });
const hourNumbers = fc.integer({ min: 1, max: HOUR_COUNT });

describe('look-ahead', () => {
  it('answers as if candles that close at the instant or later were not there', () => {
    fc.assert(
      fc.property(seeds, hourNumbers, (seed, hourNumber) => {
        const candles = haltedCandles(seed);
        const asOf = DAY_ONE + hourNumber * HOUR_MS;
        const known = candles.filter(({ openedAt }) => openedAt + HOUR_MS <= asOf);
        expect(describeSet(preparerOf(candles).prepare(asOf))).toEqual(describeSet(preparerOf(known).prepare(asOf)));
      }),
      { numRuns: 60 },
    );
  });

  it('changes nothing when any later candle is another one', () => {
    fc.assert(
      fc.property(seeds, hourNumbers, fc.double({ min: 0.1, max: 10, noNaN: true }), (seed, hourNumber, factor) => {
        const candles = haltedCandles(seed);
        const asOf = DAY_ONE + hourNumber * HOUR_MS;
        const changed = candles.map((candle) => (candle.openedAt + HOUR_MS <= asOf ? candle : scaled(candle, factor)));
        expect(describeSet(preparerOf(changed).prepare(asOf))).toEqual(describeSet(preparerOf(candles).prepare(asOf)));
      }),
      { numRuns: 60 },
    );
  });

  it('changes nothing in a full context, whatever any later candle of any market is, those within the running day included', () => {
    fc.assert(
      fc.property(
        seeds,
        fc.integer({ min: 1, max: 23 }),
        fc.double({ min: 0.4, max: 2.5, noNaN: true }),
        (seed, hour, factor) => {
          const asOf = DAY_ONE + FULL_DAYS * DAY_MS + hour * HOUR_MS;
          const before = fullSet(seed, asOf, (candle) => candle);
          const after = fullSet(seed, asOf, (candle) => (candle.openedAt + HOUR_MS <= asOf ? candle : scaled(candle, factor)));
          expect(before.markets.get('ETHUSDT')?.series['1d'].indicators.missing).toBeNull();
          expect(describeSet(after)).toEqual(describeSet(before));
          for (const level of CONTEXT_LEVELS)
            expect(renderMarketContext(after, { symbols: PAIR, level })).toBe(
              renderMarketContext(before, { symbols: PAIR, level }),
            );
          for (const interval of CLOSES_INTERVALS)
            expect(renderCloses(after, { symbols: PAIR, interval })).toBe(renderCloses(before, { symbols: PAIR, interval }));
        },
      ),
      { numRuns: 4 },
    );
  });

  it('tells the same hour by hour as all at once', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const candles = haltedCandles(seed);
        const whole = preparerOf(candles);
        const stepwise = new DataPreparer({ symbols: ['BTCUSDT'] });
        let taken = 0;
        for (let asOf = DAY_ONE + HOUR_MS; asOf <= DAY_ONE + HOUR_COUNT * HOUR_MS; asOf += HOUR_MS) {
          const known = candles.filter(({ openedAt }) => openedAt + HOUR_MS <= asOf);
          stepwise.accept('BTCUSDT', known.slice(taken));
          taken = known.length;
          const set = stepwise.prepare(asOf);
          if (asOf % DAY_MS === 0) expect(describeSet(set)).toEqual(describeSet(whole.prepare(asOf)));
          else expect(set.id).toBe(whole.prepare(asOf).id);
        }
      }),
      { numRuns: 15 },
    );
  });

  it('gives another id when any candle that is known is another one', () => {
    const candles = generatedCandles({ seed: 9, from: DAY_ONE, count: 24 * 190 });
    const asOf = DAY_ONE + 190 * DAY_MS;
    const id = preparerOf(candles).prepare(asOf).id;
    expect(id).toMatch(/^[0-9a-f]{32}$/);
    expect(preparerOf(candles).prepare(asOf).id).toBe(id);
    expect(preparerOf(candles).prepare(asOf - HOUR_MS).id).not.toBe(id);
    expect(preparerOf(candles.slice(1)).prepare(asOf).id).not.toBe(id);
    for (const index of [0, 100, 2_000, candles.length - 1]) {
      for (const field of ['open', 'high', 'low', 'close', 'volume'] as const) {
        const changed = candles.map((candle, at) => (at === index ? nudged(candle, field) : candle));
        expect(preparerOf(changed).prepare(asOf).id, `${field} of candle ${index}`).not.toBe(id);
      }
    }
  });

  it('gives another id when a candle was left out instead of missing', () => {
    const candles = generatedCandles({ seed: 9, from: DAY_ONE, count: 24 });
    const missing = preparerOf(candles.filter((_, index) => index !== 3)).prepare(DAY_ONE + DAY_MS);
    const leftOut = preparerOf(candles.map((candle, index) => (index === 3 ? { ...candle, low: 0 } : candle))).prepare(
      DAY_ONE + DAY_MS,
    );
    expect(leftOut.id).not.toBe(missing.id);
  });
});

/** 251 days before the instant and two after it of two markets, each candle changed as asked. */
function fullSet(seed: number, asOf: number, change: (candle: Candle) => Candle): MarketDataSet {
  const preparer = new DataPreparer({ symbols: PAIR });
  for (const [index, symbol] of PAIR.entries()) {
    const candles = generatedCandles({ seed: seed + index, from: DAY_ONE, count: (FULL_DAYS + 2) * 24 });
    preparer.accept(symbol, candles.map(change));
  }
  return preparer.prepare(asOf);
}

function scaled({ openedAt, open, high, low, close, volume }: Candle, factor: number): Candle {
  return {
    openedAt,
    open: open * factor,
    high: high * factor,
    low: low * factor,
    close: close * factor,
    volume: volume * factor,
  };
}

/** The same candle with one field a little further out, so that it stays sound. */
function nudged(candle: Candle, field: 'open' | 'high' | 'low' | 'close' | 'volume'): Candle {
  const towards =
    field === 'low'
      ? candle.low * 0.999
      : field === 'open' || field === 'close'
        ? (candle.high + candle.low) / 2
        : candle[field] * 1.001;
  return { ...candle, [field]: towards };
}
