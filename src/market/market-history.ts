import type { Candle } from '../domain/candle.ts';
import { hourlyCandleFlaw } from '../domain/candle-flaw.ts';
import type { Fingerprint } from '../domain/fingerprint.ts';
import type { MarketSymbol } from '../domain/market-symbol.ts';
import { type EpochMs, HOUR_MS } from '../domain/time.ts';
import { FingerprintColumns } from './fingerprint-columns.ts';
import { IntervalSeries } from './interval-series.ts';
import { type CandleRefusal, LeftOutCandles } from './left-out-candles.ts';
import type { SeriesGap } from './series-gap.ts';

/** From one hour to the next, no large market has ever moved as far as to this multiple or this fraction; the most was 1.7. */
const JUMP_FACTOR_MAX = 3;

/** All that was ever accepted of one market. It only grows, so views of it never change. */
export class MarketHistory {
  readonly symbol: MarketSymbol;
  readonly hourly = new IntervalSeries('1h');
  readonly fourHourly = new IntervalSeries('4h');
  readonly daily = new IntervalSeries('1d');
  readonly leftOut = new LeftOutCandles();
  readonly #gaps: SeriesGap[] = [];
  readonly #fingerprints: FingerprintColumns;
  #refusedClose = Number.NaN;

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
    const expectedAt = this.nextFrom;
    const refusal = this.#refusalOf(candle, expectedAt ?? 0);
    if (refusal !== null) {
      this.leftOut.add(candle, { refusal, expectedAt: expectedAt ?? 0 });
      return;
    }
    if (expectedAt !== null && candle.openedAt > expectedAt) this.#gaps.push({ from: expectedAt, until: candle.openedAt });
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

  /** Stretches of missing hours that ended after `from` and that a candle that opened before `before` has closed, oldest first. */
  gapsBetween({ from, before }: { readonly from: EpochMs; readonly before: EpochMs }): readonly SeriesGap[] {
    return this.#gaps.filter((gap) => gap.until > from && gap.until < before);
  }

  #refusalOf(candle: Candle, expectedAt: EpochMs): CandleRefusal | null {
    const flaw = hourlyCandleFlaw(candle);
    if (flaw !== null) return { check: 'candle', why: flaw };
    if (candle.openedAt >= expectedAt) return this.#jumpTo(candle);
    return this.hourly.candles.indexOf(candle.openedAt) === -1
      ? { check: 'disorder', why: 'came out of order' }
      : { check: 'duplicate', why: 'came twice' };
  }

  /** One candle far away is refused. A market that stays there is believed from its second candle on. */
  #jumpTo(candle: Candle): CandleRefusal | null {
    const previousClose = this.hourly.candles.close(this.hourly.candles.length - 1);
    const isRefused = isFarFrom(candle, previousClose) && !isNear(candle, this.#refusedClose);
    this.#refusedClose = isRefused ? candle.close : Number.NaN;
    if (!isRefused) return null;
    const reach = `from ${candle.low} to ${candle.high}`;
    return {
      check: 'jump',
      why: `reaches ${reach}, more than ${JUMP_FACTOR_MAX} times away from the close of ${previousClose} before`,
    };
  }
}

/** False when there is no price to be far from. */
function isFarFrom({ high, low }: Candle, price: number): boolean {
  return high > price * JUMP_FACTOR_MAX || low < price / JUMP_FACTOR_MAX;
}

/** False when there is no price to be near to. */
function isNear({ high, low }: Candle, price: number): boolean {
  return high <= price * JUMP_FACTOR_MAX && low >= price / JUMP_FACTOR_MAX;
}
