import { type Candle, candleClosedAt } from '../domain/candle.ts';
import { isCandleTime } from '../domain/candle-flaw.ts';
import type { IntegrityCheck, IntegrityFinding } from '../domain/integrity-finding.ts';
import { type EpochMs, minuteText } from '../domain/time.ts';

const NAMED_MAX = 5;

/** Why a candle was refused; the words follow "it". */
export interface CandleRefusal {
  readonly check: IntegrityCheck;
  readonly why: string;
}

/** Candles of one market that were refused, each with the reason. A sound candle that comes later for the same hour settles it. */
export class LeftOutCandles {
  readonly #refusalByHour = new Map<EpochMs, CandleRefusal>();

  /** `expectedAt` stands in for an opening time that is no time. */
  add(candle: Candle, { refusal, expectedAt }: { readonly refusal: CandleRefusal; readonly expectedAt: EpochMs }): void {
    this.#refusalByHour.set(isCandleTime(candle.openedAt) ? candle.openedAt : expectedAt, refusal);
  }

  settle(openedAt: EpochMs): void {
    this.#refusalByHour.delete(openedAt);
  }

  has(openedAt: EpochMs): boolean {
    return this.#refusalByHour.has(openedAt);
  }

  /** One finding a candle that opened at `from` or later and closed before `asOf`; beyond five only their count. */
  findings({ from, asOf }: { readonly from: EpochMs; readonly asOf: EpochMs }): readonly IntegrityFinding[] {
    if (this.#refusalByHour.size === 0) return [];
    const within = [...this.#refusalByHour].filter(([openedAt]) => openedAt >= from && candleClosedAt(openedAt, '1h') < asOf);
    const findings = within.slice(0, NAMED_MAX).map(
      ([openedAt, { check, why }]): IntegrityFinding => ({
        check,
        tolerated: false,
        at: openedAt,
        text: `the candle of ${minuteText(openedAt)} was left out: it ${why}`,
      }),
    );
    const firstUnnamed = within[NAMED_MAX];
    if (firstUnnamed === undefined) return findings;
    const [at, { check }] = firstUnnamed;
    return [...findings, { check, tolerated: false, at, text: `${within.length - NAMED_MAX} more candles were left out` }];
  }
}
