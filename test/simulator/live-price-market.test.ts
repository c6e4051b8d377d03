import { describe, expect, it } from 'vitest';
import { price } from '../../src/domain/decimal.ts';
import { HOUR_MS } from '../../src/domain/time.ts';
import { LivePriceMarket } from '../../src/simulator/live-price-market.ts';
import { START } from './exchange-rig.ts';
import { ManualClock } from './manual-clock.ts';

describe('a market known by its prices', () => {
  it('is a candle of one point in the hour of the newest price and in the next, and has no hours before it', () => {
    const clock = new ManualClock(START + HOUR_MS + 20_000);
    const market = new LivePriceMarket({ clock });
    market.observe({ symbol: 'BTCUSDT', price: price('42000.5'), at: START + HOUR_MS - 10_000, source: 'ticker' });
    expect(market.candleAt('BTCUSDT', START - HOUR_MS)).toBeNull();
    expect(market.candleAt('BTCUSDT', START)).toMatchObject({ openedAt: START, open: 42_000.5, high: 42_000.5, low: 42_000.5 });
    expect(market.candleAt('BTCUSDT', START + HOUR_MS)).toMatchObject({ openedAt: START + HOUR_MS, close: 42_000.5 });
    expect(market.candleAt('ETHUSDT', START)).toBeNull();
  });

  it('is gone when its newest price is too old', () => {
    const clock = new ManualClock(START + 500);
    const market = new LivePriceMarket({ clock, quietMsMax: 1_000 });
    market.observe({ symbol: 'BTCUSDT', price: price('42000'), at: START, source: 'ticker' });
    clock.moveTo(START + 1_000);
    expect(market.candleAt('BTCUSDT', START)).not.toBeNull();
    clock.moveTo(START + 1_001);
    expect(market.candleAt('BTCUSDT', START)).toBeNull();
  });
});
