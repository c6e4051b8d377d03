import { describe, expect, it } from 'vitest';
import type { Candle } from '../../src/domain/candle.ts';
import { DAY_MS, HOUR_MS } from '../../src/domain/time.ts';
import { correlateReturns } from '../../src/market/correlation.ts';
import { DataPreparer } from '../../src/market/data-preparer.ts';
import { generatedCandles } from '../support/generated-candles.ts';
import { FULL_AS_OF, fullMarket, marketOf } from './full-market.ts';

const FROM = Date.UTC(2024, 0, 1);

function hoursWith(count: number, changes: Readonly<Record<number, Partial<Candle>>>): readonly Candle[] {
  return Array.from({ length: count }, (_, index) => ({
    openedAt: FROM + index * HOUR_MS,
    open: 100,
    high: 101,
    low: 99,
    close: 100,
    volume: 1,
    ...changes[index],
  }));
}

function viewOf(candles: readonly Candle[], asOf: number) {
  const preparer = new DataPreparer({ symbols: ['ETHUSDT'] });
  preparer.accept('ETHUSDT', candles);
  return marketOf(preparer.prepare(asOf), 'ETHUSDT');
}

describe('the distance to the six-month extremes', () => {
  it('is that of the price to the highest high and the lowest low of 180 days', () => {
    const market = viewOf(hoursWith(24 * 200, { [24 * 100]: { high: 125, low: 80 } }), FROM + 200 * DAY_MS);
    expect(market.distanceToHighFraction).toBeCloseTo(100 / 125 - 1, 12);
    expect(market.distanceToLowFraction).toBeCloseTo(100 / 80 - 1, 12);
  });

  it('does not know what is longer ago', () => {
    const market = viewOf(hoursWith(24 * 200, { [24 * 20 - 1]: { high: 125 } }), FROM + 200 * DAY_MS);
    expect(market.distanceToHighFraction).toBeCloseTo(100 / 101 - 1, 12);
  });

  it('includes the hours of the day that is running, and none that are to come', () => {
    const candles = hoursWith(24 * 11, { [24 * 10 + 2]: { high: 125 }, [24 * 10 + 5]: { high: 150 } });
    expect(viewOf(candles, FROM + 10 * DAY_MS + 3 * HOUR_MS).distanceToHighFraction).toBeCloseTo(100 / 125 - 1, 12);
  });

  it('is unknown before the first day has closed', () => {
    const market = viewOf(hoursWith(5, {}), FROM + 5 * HOUR_MS);
    expect([market.distanceToHighFraction, market.distanceToLowFraction]).toEqual([null, null]);
  });
});

describe('the distance to MA50', () => {
  it('is that of the newest close of the interval', () => {
    const { series } = marketOf(fullMarket(), 'BTCUSDT');
    for (const facts of [series['1d'], series['4h'], series['1h']]) {
      const newest = facts.candleAt(facts.length - 1).close;
      expect(facts.distanceToMa50Fraction).toBeCloseTo(newest / (facts.indicators.ma50 ?? Number.NaN) - 1, 12);
    }
    expect(marketOf(fullMarket(), 'SOLUSDT').series['1d'].distanceToMa50Fraction).toBeNull();
  });
});

describe('the correlation with Bitcoin', () => {
  const set = fullMarket();
  const shown = (symbol: 'BTCUSDT' | 'ETHUSDT', interval: '1d' | '1h') => {
    const series = marketOf(set, symbol).series[interval];
    const back = (distance: number) => series.candleAt(series.length - 1 - distance);
    return {
      knownLength: series.length,
      openedAtBack: (distance: number) => back(distance).openedAt,
      closeBack: (distance: number) => back(distance).close,
    };
  };

  it('is over 30 daily returns', () => {
    const expected = correlateReturns(shown('ETHUSDT', '1d'), shown('BTCUSDT', '1d'), { count: 30 });
    expect(expected).not.toBeNull();
    expect(marketOf(set, 'ETHUSDT').bitcoinCorrelation.daily30).toBe(expected);
  });

  it('is over 48 hourly returns, for which 49 closes are needed', () => {
    const pair = new DataPreparer({ symbols: ['ETHUSDT', 'BTCUSDT'] });
    const accept = (count: number) => {
      for (const [index, symbol] of (['ETHUSDT', 'BTCUSDT'] as const).entries()) {
        const from = pair.nextFrom(symbol) ?? FROM;
        pair.accept(symbol, generatedCandles({ seed: index + 1, from, count }));
      }
    };
    accept(48);
    expect(marketOf(pair.prepare(FROM + 48 * HOUR_MS), 'ETHUSDT').bitcoinCorrelation.hourly48).toBeNull();
    accept(1);
    expect(marketOf(pair.prepare(FROM + 49 * HOUR_MS), 'ETHUSDT').bitcoinCorrelation.hourly48).not.toBeNull();
  });

  it('is 1 of Bitcoin itself, and unknown where Bitcoin is not looked at', () => {
    const { daily30, hourly48 } = marketOf(set, 'BTCUSDT').bitcoinCorrelation;
    expect([daily30, hourly48]).toEqual([expect.closeTo(1, 12), expect.closeTo(1, 12)]);
    const alone = viewOf(generatedCandles({ seed: 1, from: FROM, count: 24 * 60 }), FROM + 60 * DAY_MS);
    expect(alone.bitcoinCorrelation).toEqual({ daily30: null, hourly48: null });
  });
});

describe('the breadth', () => {
  it('counts the markets priced above their daily MA50, of those that have one', () => {
    const set = fullMarket();
    const above = [...set.markets.values()].filter(
      ({ close, series }) => close > (series['1d'].indicators.ma50 ?? Number.POSITIVE_INFINITY),
    );
    expect(set.breadth).toEqual({ above: above.length, of: 2 });
  });

  it.each([
    { last: 120, above: 1 },
    { last: 80, above: 0 },
  ])('is $above of 1 at a price of $last after closes of 100', ({ last, above }) => {
    const count = 24 * 255 + 5;
    const preparer = new DataPreparer({ symbols: ['ETHUSDT'] });
    preparer.accept('ETHUSDT', hoursWith(count, { [count - 1]: { close: last, high: 120, low: 80 } }));
    expect(preparer.prepare(FROM + count * HOUR_MS).breadth).toEqual({ above, of: 1 });
  });

  it('is unknown while no market has an MA50', () => {
    const preparer = new DataPreparer({ symbols: ['ETHUSDT'] });
    preparer.accept('ETHUSDT', hoursWith(48, {}));
    expect(preparer.prepare(FROM + 2 * DAY_MS).breadth).toBeNull();
  });
});

describe('the id of a snapshot', () => {
  it('names what is known of Fear & Greed, too', () => {
    const ids = [
      fullMarket(),
      fullMarket({ fearGreed: { tag: 'known', value: 73, classification: 'Greed', publishedAt: FULL_AS_OF } }),
      fullMarket({ fearGreed: { tag: 'missing', reason: 'one' } }),
      fullMarket({ fearGreed: { tag: 'missing', reason: 'another' } }),
    ].map(({ id }) => id);
    expect(new Set(ids).size).toBe(4);
    expect(fullMarket().id).toBe(ids[0]);
  });
});
