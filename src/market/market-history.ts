import type { Candle } from '../domain/candle.ts';
import { hourlyCandleFlaw } from '../domain/candle-flaw.ts';
import type { Fingerprint } from '../domain/fingerprint.ts';
import type { MarketSymbol } from '../domain/market-symbol.ts';
import { type EpochMs, HOUR_MS } from '../domain/time.ts';
import { FingerprintColumns } from './fingerprint-columns.ts';
import { IntervalSeries } from './interval-series.ts';
import { LeftOutCandles } from './left-out-candles.ts';

/** All that was ever accepted of one market. It only grows, so views of it never change. */
export class MarketHistory {
  readonly symbol: MarketSymbol;
  readonly hourly = new IntervalSeries('1h');
  readonly fourHourly = new IntervalSeries('4h');
  readonly daily = new IntervalSeries('1d');
  readonly leftOut = new LeftOutCandles();
  readonly #fingerprints: FingerprintColumns;

  constructor(symbol: MarketSymbol) {
    this.symbol = symbol;
    this.#fingerprints = new FingerprintColumns(symbol);
  }

  /** Opening time of the next candle wanted; null when none is known. */
  get nextFrom(): EpochMs | null {
    const { candles } = this.hourly;
    return candles.length === 0 ? null : candles.openedAt(candles.length - 1) + HOUR_MS;
  }

  accept(candle: Candle): void {
    const expectedAt = this.nextFrom ?? 0;
    const why = hourlyCandleFlaw(candle) ?? this.#disorder(candle.openedAt, expectedAt);
    if (why !== null) {
      this.leftOut.add(candle, { why, expectedAt });
      return;
    }
    this.leftOut.settle(candle.openedAt);
    this.hourly.pushHour(candle);
    this.fourHourly.pushHour(candle);
    this.daily.pushHour(candle);
    this.#fingerprints.push(candle);
  }

  /** Names the first `hourCount` candles. */
  fingerprintAfter(hourCount: number): Fingerprint {
    return this.#fingerprints.after(hourCount);
  }

  #disorder(openedAt: EpochMs, expectedAt: EpochMs): string | null {
    if (openedAt >= expectedAt) return null;
    return this.hourly.candles.indexOf(openedAt) === -1 ? 'came out of order' : 'came twice';
  }
}
