import { describe, expect, it } from 'vitest';
import { price } from '../../src/domain/decimal.ts';
import type { TradeSignal } from '../../src/domain/trade-signal.ts';
import { wrongNumbers } from '../../src/market/quoted-numbers.ts';
import { marketDataSet } from '../support/market-data-set.ts';

const SET = marketDataSet([
  { symbol: 'BTCUSDT', close: 42_000, daily: { ma50: 40_500.25, rsi14: 61.4 }, fourHour: { rsi14: 48 } },
]);

function signal(reasoning: string): TradeSignal {
  return {
    symbol: 'BTCUSDT',
    action: 'open',
    sizeStep: 0.5,
    stopPrice: price(39_000),
    targetPrice: price(47_500),
    confidenceFraction: 0.6,
    reasoning,
    evidence: ['BTC.price'],
    snapshotId: 'snapshot-1',
  };
}

describe('the numbers that a reasoning quotes', () => {
  it.each([
    ['a price', 'At 42000 now.'],
    ['a price with thousands', 'At 42,000.00 now.'],
    ['a price within half a percent', 'At 42200.'],
    ['an average, rounded', 'Above MA50 40500.'],
    ['an RSI within a point', 'RSI14 of 1d 62, of 4h 47.'],
    ['its own stop and target', 'Stop 39000, target 47500.'],
    ['shares, dates, times and counts', 'Up 37 % since 2024-01-10, 3 of 3 signs, 250 bp, 24h, 4h, at 08:35.'],
    ['nothing', 'The trend is up.'],
  ])('match: %s', (_name, reasoning) => {
    expect(wrongNumbers(SET, signal(reasoning))).toEqual([]);
  });

  it.each([
    ['a price that never was', 'At 45000.', ['45000']],
    ['a price beyond half a percent', 'At 42300.', ['42300']],
    ['an RSI two points off', 'RSI14 63.5.', ['63.5']],
    ['a small number with digits', 'Histogram 12.75.', ['12.75']],
  ])('do not match: %s', (_name, reasoning, wrong) => {
    expect(wrongNumbers(SET, signal(reasoning))).toEqual(wrong);
  });
});
