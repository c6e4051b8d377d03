import { HOUR_MS } from '../../src/domain/time.ts';
import { GeneratedMarketData } from '../../src/simulator/generated-market-data.ts';
import { describeMarketData } from '../contract/market-data.contract.ts';
import { ManualClock } from './manual-clock.ts';

describeMarketData('the generated market', async ({ symbol, candles, now }) => {
  const market = {
    symbols: [symbol],
    from: candles[0]?.openedAt ?? now,
    until: (candles.at(-1)?.openedAt ?? now) + HOUR_MS,
    candleAt: (wanted: string, openedAt: number) =>
      wanted === symbol ? (candles.find((candle) => candle.openedAt === openedAt) ?? null) : null,
  };
  return new GeneratedMarketData({ market, clock: new ManualClock(now) });
});
