import { describe, expect, it } from 'vitest';
import type { Candle } from '../../src/domain/candle.ts';
import { price, quantity } from '../../src/domain/decimal.ts';
import { HOUR_MS } from '../../src/domain/time.ts';
import {
  DEFAULT_TRADING_COSTS,
  fillableQuantity,
  firstReach,
  priceAt,
  pricePath,
  restingWatch,
  stopWatch,
  takerPrice,
  targetWatch,
} from '../../src/simulator/fill-model.ts';
import { instrumentsOf } from '../../src/simulator/instrument-presets.ts';

const LEG = HOUR_MS / 3;
const openedAt = 10 * HOUR_MS;
const candle: Candle = { openedAt, open: 100, low: 90, high: 120, close: 110, volume: 1_000 };
const wholeHour = { from: openedAt, until: openedAt + HOUR_MS - 1 };

describe('the path inside a candle', () => {
  it('goes from the open over low and high to the close, a third of the hour each', () => {
    expect(pricePath(candle).map((corner) => [corner.at - openedAt, corner.price])).toEqual([
      [0, 100],
      [LEG, 90],
      [2 * LEG, 120],
      [HOUR_MS, 110],
    ]);
  });

  it.each([
    ['the first millisecond', 0, 100],
    ['halfway to the low', LEG / 2, 95],
    ['the low', LEG, 90],
    ['halfway up', LEG * 1.5, 105],
    ['the high', 2 * LEG, 120],
    ['halfway to the close', LEG * 2.5, 115],
    ['the end of the hour', HOUR_MS, 110],
  ])('stands at %s where a straight line puts it', (_, elapsedMs, expected) => {
    expect(priceAt(candle, openedAt + elapsedMs)).toBe(expected);
  });
});

describe('the first reach of a watched price', () => {
  it.each([
    ['on the way to the low', { level: 95, direction: 'down' }, wholeHour, { at: openedAt + LEG / 2, price: 95 }],
    ['at the low itself', { level: 90, direction: 'down' }, wholeHour, { at: openedAt + LEG, price: 90 }],
    ['never below the low', { level: 89.99, direction: 'down' }, wholeHour, null],
    ['on the way up', { level: 105, direction: 'up' }, wholeHour, { at: openedAt + LEG * 1.5, price: 105 }],
    ['at the high itself', { level: 120, direction: 'up' }, wholeHour, { at: openedAt + 2 * LEG, price: 120 }],
    ['never above the high', { level: 120.01, direction: 'up' }, wholeHour, null],
    [
      'at the open, when that lies beyond the level: a gap',
      { level: 101, direction: 'down' },
      wholeHour,
      { at: openedAt, price: 100 },
    ],
    ['not before the span ends', { level: 95, direction: 'down' }, { from: openedAt, until: openedAt + LEG / 2 - 1 }, null],
    [
      'on the way to the close, when the span begins after the low',
      { level: 115, direction: 'down' },
      { from: openedAt + 2 * LEG, until: openedAt + HOUR_MS - 1 },
      { at: openedAt + LEG * 2.5, price: 115 },
    ],
    [
      'not at a low that has passed',
      { level: 95, direction: 'down' },
      { from: openedAt + 2 * LEG, until: openedAt + HOUR_MS - 1 },
      null,
    ],
    [
      'at the close, in the last millisecond',
      { level: 110, direction: 'down' },
      { from: openedAt + 2 * LEG, until: openedAt + HOUR_MS - 1 },
      { at: openedAt + HOUR_MS - 1, price: 110 },
    ],
  ] as const)('is %s', (_, watch, span, expected) => {
    expect(firstReach(candle, watch, span)).toEqual(expected);
  });

  it('finds nothing on a flat candle that stays away, and the open on one that lies on the level', () => {
    const flat = { ...candle, open: 100, low: 100, high: 100, close: 100 };
    expect(firstReach(flat, { level: 99, direction: 'down' }, wholeHour)).toBeNull();
    expect(firstReach(flat, { level: 100, direction: 'up' }, wholeHour)).toEqual({ at: openedAt, price: 100 });
  });

  it('rounds the instant up to the millisecond in which the level is reached', () => {
    const reached = firstReach(candle, { level: 99.99999, direction: 'down' }, wholeHour);
    expect(reached?.at).toBe(openedAt + 2);
  });
});

describe('the price of taking liquidity', () => {
  it.each([
    ['buy', 42_000, '42012.6'],
    ['sell', 42_000, '41987.4'],
    ['buy', 33.333, '33.35'],
    ['sell', 33.333, '33.32'],
    ['sell', 0.005, '0.01'],
  ] as const)(
    'of a %s at %d is %s: half-spread and slippage worse, rounded to the tick against the trader',
    (side, pathPrice, expected) => {
      expect(takerPrice({ side, pathPrice }, DEFAULT_TRADING_COSTS, price('0.01')).toFixed()).toBe(expected);
    },
  );
});

describe('what an open order watches', () => {
  it('is the stop price from above for a sale, from below for a purchase', () => {
    expect(stopWatch('sell', price('95.5'))).toEqual({ level: 95.5, direction: 'down' });
    expect(stopWatch('buy', price('95.5'))).toEqual({ level: 95.5, direction: 'up' });
  });

  it('is the price of a target the other way round', () => {
    expect(targetWatch('sell', price('95.5'))).toEqual({ level: 95.5, direction: 'up' });
    expect(targetWatch('buy', price('95.5'))).toEqual({ level: 95.5, direction: 'down' });
  });

  it('is where a taker would get the limit price for a resting order', () => {
    expect(restingWatch('buy', price('100.03'), DEFAULT_TRADING_COSTS)).toEqual({ level: 100, direction: 'down' });
    expect(restingWatch('sell', price('99.97'), DEFAULT_TRADING_COSTS)).toEqual({ level: 100, direction: 'up' });
  });
});

describe("a candle's volume", () => {
  const [instrument] = instrumentsOf({ preset: 'spot-2026', symbols: ['ADAUSDT'] });

  it.each([
    ['nothing taken', 1_000, '0', '50'],
    ['a part taken', 1_000, '20.3', '29.7'],
    ['rounded down to whole steps', 1_001, '0', '50'],
    ['all taken', 1_000, '50', '0'],
    ['more taken than the share', 1_000, '60', '0'],
    ['an hour without trades', 0, '0', '0'],
  ])('gives at most its share: %s', (_, volume, taken, expected) => {
    if (instrument === undefined) throw new Error('no instrument');
    expect(fillableQuantity({ ...candle, volume }, quantity(taken), DEFAULT_TRADING_COSTS, instrument).toFixed()).toBe(expected);
  });
});
