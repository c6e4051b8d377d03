import { describe, expect, it } from 'vitest';
import { Convergence } from '../../../src/market/indicators/convergence.ts';
import { CHART_SCHOOL_CLOSES, flatCandle, valuesOver } from './closes.ts';

const closes = CHART_SCHOOL_CLOSES.map((close, index) => flatCandle(close, index));

describe('convergence', () => {
  it.each([
    { index: 25, line: 0.30771 },
    { index: 28, line: -0.072927 },
    { index: 32, line: -0.474731 },
  ])('seeds each average with the mean of its own first closes: line at $index', ({ index, line }) => {
    const value = valuesOver(new Convergence(), closes)[index]?.line;
    expect(Math.abs((value ?? Number.NaN) - line)).toBeLessThan(1e-6);
  });

  it('has no line before the 26th close and no signal before the 34th', () => {
    const values = valuesOver(new Convergence(), [...closes, flatCandle(43.5, 33)]);
    expect(values.findIndex(({ line }) => !Number.isNaN(line))).toBe(25);
    expect(values.findIndex(({ signal }) => !Number.isNaN(signal))).toBe(33);
  });

  it('seeds the signal with the mean of the first nine lines', () => {
    const values = valuesOver(new Convergence(), [...closes, flatCandle(43.5, 33)]);
    const lines = values.slice(25).map(({ line }) => line);
    expect(lines).toHaveLength(9);
    expect(values.at(-1)?.signal).toBeCloseTo(lines.reduce((sum, line) => sum + line, 0) / 9, 12);
  });
});
