import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fraction, price } from '../../src/domain/decimal.ts';
import { trailedStop } from '../../src/execution/trailing-stop.ts';
import { anInstrument } from '../risk/situation.ts';

const INSTRUMENT = { ...anInstrument(), tickSize: price('0.01') };
const TRAIL = { distanceFraction: fraction('0.05'), stepFraction: fraction('0.01') };

function trailed(mark: number, stopPrice: number): string | null {
  return trailedStop({ instrument: INSTRUMENT, mark: price(mark), stopPrice: price(stopPrice), trail: TRAIL })?.toFixed() ?? null;
}

describe('a stop that follows the price', () => {
  it.each<[string, number, number, string | null]>([
    ['stays while the price has not risen', 100, 95, null],
    ['stays while it would rise by less than a step', 100.9, 95, null],
    ['rises by a full step', 101, 95, '95.95'],
    ['rises to its distance at once after a jump', 120, 95, '114'],
    ['never falls with the price', 80, 95, null],
  ])('%s', (_name, mark, stopPrice, expected) => {
    expect(trailed(mark, stopPrice)).toBe(expected);
  });

  it('only ever rises, by at least a step, and stays below the price, on any path', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 100, max: 100_000 }), { maxLength: 60 }), (cents) => {
        let stop = price('0.95');
        for (const each of cents) {
          const mark = price(each).div(100);
          const next = trailedStop({ instrument: INSTRUMENT, mark: price(mark), stopPrice: stop, trail: TRAIL });
          if (next === null) continue;
          expect(next.gte(stop.times('1.01'))).toBe(true);
          expect(next.lt(mark)).toBe(true);
          stop = next;
        }
      }),
    );
  });
});
