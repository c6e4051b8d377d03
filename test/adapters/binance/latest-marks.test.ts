import { describe, expect, it } from 'vitest';
import { LatestMarks } from '../../../src/adapters/binance/latest-marks.ts';
import { price } from '../../../src/domain/decimal.ts';
import type { Mark } from '../../../src/domain/position.ts';

const markAt = (at: number): Mark => ({ symbol: 'BTCUSDT', price: price(at), at, source: 'ticker' });

describe('the latest marks', () => {
  it('keep the newest when an older answer comes later, and tell only what is new', () => {
    const marks = new LatestMarks();
    const told: number[] = [];
    marks.observe((mark) => told.push(mark.at));
    for (const at of [100, 300, 200]) marks.keep(markAt(at), 400);
    expect(marks.fresh('BTCUSDT', { now: 400, ageMsMax: 100 })).toEqual(markAt(300));
    expect(told).toEqual([100, 300]);
  });

  it('give nothing that is older than asked for, of another symbol, or from after now', () => {
    const marks = new LatestMarks();
    marks.keep(markAt(1_000), 1_000);
    expect(marks.fresh('BTCUSDT', { now: 1_100, ageMsMax: 100 })).toEqual(markAt(1_000));
    expect(marks.fresh('BTCUSDT', { now: 1_101, ageMsMax: 100 })).toBeNull();
    expect(marks.fresh('BTCUSDT', { now: 999, ageMsMax: 100 })).toBeNull();
    expect(marks.fresh('ETHUSDT', { now: 1_000, ageMsMax: 100 })).toBeNull();
  });

  it('take a price of now for newer than one from after now, when the clock was set back', () => {
    const marks = new LatestMarks();
    marks.keep(markAt(5_000), 5_000);
    marks.keep(markAt(1_000), 1_000);
    expect(marks.fresh('BTCUSDT', { now: 1_000, ageMsMax: 0 })).toEqual(markAt(1_000));
  });
});
