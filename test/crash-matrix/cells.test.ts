import { describe, expect, it } from 'vitest';
import { DAY_MS } from '../../src/domain/time.ts';
import { CELLS, IMPOSSIBLE_CELLS } from './cells.ts';
import { cellsOfDay } from './cells-of-day.ts';
import { OUTCOMES } from './order-gate.ts';

const ROWS = ['K03', 'K04', 'K05', 'K06', 'K07', 'K08', 'K09', 'K10', 'K11', 'K12', 'K13', 'K14', 'K15'];

describe('the crash matrix', () => {
  it('has a cell in every row', () => {
    expect([...new Set(CELLS.map(({ row }) => row))].toSorted()).toEqual(ROWS);
  });

  it('names every combination once, as a cell or as impossible for a reason', () => {
    const ids = [...CELLS, ...IMPOSSIBLE_CELLS].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length % OUTCOMES.length).toBe(0);
    expect(IMPOSSIBLE_CELLS.filter(({ why }) => why.length < 10)).toEqual([]);
  });

  it('sends a request wherever an outcome other than none is told', () => {
    const silent = CELLS.filter(
      ({ call, outcome, place }) => call === null && place.at !== 'rest' && outcome !== 'never arrived',
    );
    expect(silent).toEqual([]);
  });

  it('gives every cell its turn within four weeks, six or fewer a day', () => {
    const from = Date.UTC(2026, 0, 1);
    const days = Array.from({ length: 28 }, (_, day) => cellsOfDay(CELLS, { now: from + day * DAY_MS, count: 6 }));
    expect(Math.max(...days.map((cells) => cells.length))).toBeLessThanOrEqual(6);
    expect(new Set(days.flat().map(({ id }) => id)).size).toBe(CELLS.length);
  });
});
