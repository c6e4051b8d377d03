import { describe, expect, it } from 'vitest';
import { maxDrawdown } from '../../../src/portfolio/performance/max-drawdown.ts';
import { totalReturn } from '../../../src/portfolio/performance/total-return.ts';

/** Equity from 1 through these returns. */
function equityOf(returns: readonly number[]): number[] {
  let equity = 1;
  return [1, ...returns.map((value) => (equity *= 1 + value))];
}

describe('maxDrawdown', () => {
  it.each([
    ['the published eight-period vector', equityOf([0.01, 0.1, -0.04, 0.02, 0.03, 0.02, 0.01, -0.1]), 0.1],
    ['the six-period vector', equityOf([0.01, -0.02, 0.015, 0, -0.005, 0.03]), 0.02],
    ['a fall from the start', [100, 90, 95], 0.1],
    ['a deeper fall after a recovery', [100, 80, 120, 90], 0.25],
    ['growth alone', [1, 2, 3], 0],
    ['a single value', [5], 0],
    ['nothing', [], 0],
  ])('of %s', (_name, equity, expected) => {
    expect(maxDrawdown(equity)).toBeCloseTo(expected, 12);
  });
});

describe('totalReturn', () => {
  it.each([
    ['the published eight-period vector', equityOf([0.01, 0.1, -0.04, 0.02, 0.03, 0.02, 0.01, -0.1]), 0.0389310917004804],
    ['the six-period vector', equityOf([0.01, -0.02, 0.015, 0, -0.005, 0.03]), 0.029612478],
    ['a loss', [200, 150], -0.25],
    ['a single value', [5], 0],
    ['nothing', [], 0],
  ])('of %s', (_name, equity, expected) => {
    expect(totalReturn(equity)).toBeCloseTo(expected, 9);
  });
});
