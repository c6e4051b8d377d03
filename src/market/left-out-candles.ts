import { type Candle, candleClosedAt } from '../domain/candle.ts';
import { type EpochMs, minuteText } from '../domain/time.ts';

const NAMED_MAX = 5;

/** Candles of one market that were refused, each with the reason. A sound candle that comes later for the same hour settles it. */
export class LeftOutCandles {
  readonly #whyByHour = new Map<EpochMs, string>();

  /** `expectedAt` stands in for an opening time that is no time. */
  add(candle: Candle, { why, expectedAt }: { readonly why: string; readonly expectedAt: EpochMs }): void {
    this.#whyByHour.set(Number.isFinite(candle.openedAt) ? candle.openedAt : expectedAt, why);
  }

  settle(openedAt: EpochMs): void {
    this.#whyByHour.delete(openedAt);
  }

  /** One sentence a candle that opened at `from` or later and closed before `asOf`; beyond five only their count. */
  problems({ from, asOf }: { readonly from: EpochMs; readonly asOf: EpochMs }): readonly string[] {
    if (this.#whyByHour.size === 0) return [];
    const within = [...this.#whyByHour].filter(([openedAt]) => openedAt >= from && candleClosedAt(openedAt, '1h') < asOf);
    const sentences = within
      .slice(0, NAMED_MAX)
      .map(([openedAt, why]) => `the candle of ${minuteText(openedAt)} was left out: it ${why}`);
    return within.length > NAMED_MAX ? [...sentences, `${within.length - NAMED_MAX} more candles were left out`] : sentences;
  }
}
