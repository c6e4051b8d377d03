import { describe, expect, it } from 'vitest';
import type { Candle, CandleInterval } from '../../src/domain/candle.ts';
import type { KeyCandle } from '../../src/domain/key-candle.ts';
import type { SeriesFacts } from '../../src/domain/market-data-set.ts';
import { DAY_MS } from '../../src/domain/time.ts';
import { buildCandleChart } from '../../src/report/build-candle-chart.ts';

const FROM = Date.UTC(2024, 0, 1);

function dayOf(index: number): Candle {
  return {
    openedAt: FROM + index * DAY_MS,
    open: 100 + index,
    high: 103 + index,
    low: 99 + index,
    close: 101 + index,
    volume: 10,
  };
}

function series(interval: CandleInterval, length: number): SeriesFacts {
  return {
    interval,
    length,
    knownLength: length,
    candleAt: dayOf,
    indicators: { rsi14: null, macd: null, ma20: null, ma50: null, atr14: null, volumeZ: null, missing: null },
    distanceToMa50Fraction: null,
    missingHours: [],
  };
}

function chartOf(length: number, keyCandles: readonly KeyCandle[] = []) {
  const market = {
    symbol: 'ETHUSDT' as const,
    close: 1234.5,
    closedAt: FROM + length * DAY_MS - 1,
    series: { '1d': series('1d', length), '4h': series('4h', 0), '1h': series('1h', 0) },
    keyCandles,
  };
  return buildCandleChart(market, 'en');
}

describe('the chart of a market', () => {
  it('shows every shown day and says which days they are', () => {
    const chart = chartOf(60);
    expect(chart.candles).toHaveLength(60);
    expect(chart.title).toBe('ETHUSDT 1,234.50 USDT, 2024-03-01 00:00 UTC');
    expect(chart.subtitle).toContain('60 days, 2024-01-01 to 2024-02-29');
  });

  it('marks the chosen days with their reasons and pattern', () => {
    const chosen: KeyCandle[] = [
      { candle: dayOf(3), tags: ['XH', 'V'], pattern: null, notablePrices: [] },
      { candle: dayOf(5), tags: ['P'], pattern: 'Doji', notablePrices: [] },
    ];
    expect(chartOf(10, chosen).marks).toEqual([
      { openedAt: dayOf(3).openedAt, label: 'XH V' },
      { openedAt: dayOf(5).openedAt, label: 'P Doji' },
    ]);
  });

  it('has means of 20 and 50 closes, and none where it does not show as many', () => {
    const [ma20, ma50] = chartOf(60).lines;
    expect(ma20?.name).toBe('MA20');
    expect(ma20?.values.slice(0, 19).every((value) => value === null)).toBe(true);
    expect(ma20?.values[19]).toBeCloseTo(101 + 9.5, 9);
    expect(ma20?.values[59]).toBeCloseTo(101 + 49.5, 9);
    expect(ma50?.values[48]).toBeNull();
    expect(ma50?.values[59]).toBeCloseTo(101 + 34.5, 9);
  });

  it('can be made of no day and of one', () => {
    expect(chartOf(0)).toMatchObject({ candles: [], subtitle: expect.stringContaining('no day has closed yet') });
    expect(chartOf(1).lines.map(({ values }) => values)).toEqual([[null], [null]]);
  });
});
