import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { price } from '../../../src/domain/decimal.ts';
import { HOUR_MS } from '../../../src/domain/time.ts';
import { TICKS_PER_HOUR, ticksOf } from '../../../src/simulator/venue/tick-path.ts';
import { START, venueRig } from './venue-rig.ts';

const cents = fc.integer({ min: 100, max: 10_000_000 }).map((value) => value / 100);
const candles = fc
  .tuple(cents, cents, cents, cents, fc.integer({ min: 0, max: 1_000_000_000_000 }))
  .map(([one, two, three, four, units]) => {
    const [low = 1, open = 1, close = 1, high = 1] = [one, two, three, four].sort((left, right) => left - right);
    return { openedAt: START, open, high, low, close, volume: units / 100_000_000 };
  });

describe('the trades inside a candle', () => {
  it('have exactly its open, high, low, close and volume', () => {
    fc.assert(
      fc.property(candles, fc.integer(), (candle, seed) => {
        const ticks = ticksOf(candle, { seed, symbol: 'BTCUSDT', tickSize: price('0.01') });
        const prices = ticks.map((tick) => tick.price.toNumber());
        expect(prices[0]).toBe(candle.open);
        expect(prices.at(-1)).toBe(candle.close);
        expect(Math.max(...prices)).toBe(candle.high);
        expect(Math.min(...prices)).toBe(candle.low);
        const volume = ticks.reduce((sum, tick) => sum.plus(tick.quantity), price(0).minus(0));
        expect(volume.toNumber()).toBe(candle.volume);
        expect(ticks.every((tick) => tick.quantity.gte(0) && tick.price.mod('0.01').isZero())).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it('are the same for the same seed, and others for another', () => {
    const candle = { openedAt: START, open: 10, high: 12, low: 9, close: 11, volume: 100 };
    const path = (seed: number) => ticksOf(candle, { seed, symbol: 'BTCUSDT', tickSize: price('0.01') });
    expect(path(1)).toEqual(path(1));
    expect(path(1)).not.toEqual(path(2));
  });

  it('are numbered on from hour to hour', () => {
    const candle = { openedAt: START, open: 10, high: 12, low: 9, close: 11, volume: 100 };
    const first = ticksOf(candle, { seed: 1, symbol: 'BTCUSDT', tickSize: price('0.01') });
    const second = ticksOf({ ...candle, openedAt: START + HOUR_MS }, { seed: 1, symbol: 'BTCUSDT', tickSize: price('0.01') });
    expect(first).toHaveLength(TICKS_PER_HOUR);
    expect(second[0]?.id).toBe((first.at(-1)?.id ?? 0) + 1);
  });

  it('make the candle that the market tells, the running one from what has happened', () => {
    const { venue } = venueRig({ hours: { BTCUSDT: [[100, 90, 120, 110, 50]] } });
    expect(venue.market.candleAt('BTCUSDT', START, START + HOUR_MS)).toEqual({
      openedAt: START,
      open: 100,
      low: 90,
      high: 120,
      close: 110,
      volume: 50,
    });
    const span = { from: START, until: START + 10_000 };
    expect(venue.market.ticksBetween('BTCUSDT', span).map((tick) => tick.at - START)).toEqual([5_000, 10_000]);
    const running = venue.market.candleAt('BTCUSDT', START, START + 7_000);
    expect(running?.close).toBe(venue.market.lastTick('BTCUSDT', START + 7_000)?.price.toNumber());
    expect(running?.volume).toBeLessThan(1);
  });
});
