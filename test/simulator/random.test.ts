import { describe, expect, it } from 'vitest';
import { SeededRandom } from '../../src/simulator/random.ts';

const draw = (random: SeededRandom, count: number) => Array.from({ length: count }, () => random.uniform());

function momentsOf(values: readonly number[]) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const centred = (power: number) => values.reduce((sum, value) => sum + (value - mean) ** power, 0) / values.length;
  return { mean, variance: centred(2), kurtosis: centred(4) / centred(2) ** 2 };
}

describe('seeded random numbers', () => {
  it('are the same for the same seed and stream, on every machine', () => {
    expect(draw(new SeededRandom(7, 'BTCUSDT'), 3)).toEqual(draw(new SeededRandom(7, 'BTCUSDT'), 3));
    expect(draw(new SeededRandom(42, 'reference'), 3)).toMatchInlineSnapshot(`
      [
        0.13198147055234888,
        0.6204925864558497,
        0.9800145386431309,
      ]
    `);
  });

  it.each([
    ['another seed', 8, 'a'],
    ['another stream', 7, 'b'],
    ['a seed that differs above 32 bits', 7 + 2 ** 32, 'a'],
  ])('differ for %s', (_, seed, stream) => {
    expect(draw(new SeededRandom(seed, stream), 3)).not.toEqual(draw(new SeededRandom(7, 'a'), 3));
  });

  it('spread evenly over 0 to 1', () => {
    const values = draw(new SeededRandom(1, 'spread'), 20_000);
    const { mean, variance } = momentsOf(values);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...values)).toBeLessThan(1);
    expect(mean).toBeCloseTo(0.5, 2);
    expect(variance).toBeCloseTo(1 / 12, 2);
  });

  it('reach both ends of a range of whole numbers', () => {
    const random = new SeededRandom(1, 'integers');
    const values = Array.from({ length: 200 }, () => random.integer(3, 5));
    expect(new Set(values)).toEqual(new Set([3, 4, 5]));
  });

  it('have a bell without tails, and with fat ones', () => {
    const random = new SeededRandom(1, 'shapes');
    const bell = momentsOf(Array.from({ length: 20_000 }, () => random.normal()));
    const fat = momentsOf(Array.from({ length: 20_000 }, () => random.fatTailed()));
    expect(bell.mean).toBeCloseTo(0, 1);
    expect(bell.variance).toBeCloseTo(1, 1);
    expect(bell.kurtosis).toBeLessThan(3.2);
    expect(fat.variance).toBeCloseTo(1, 0);
    expect(fat.kurtosis).toBeGreaterThan(4);
  });
});
