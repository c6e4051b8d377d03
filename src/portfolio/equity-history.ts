import { add, largest, type QuoteAmount, subtract } from '../domain/decimal.ts';
import { dayStart, type EpochMs } from '../domain/time.ts';

interface DayOfEquity {
  readonly firstAt: EpochMs;
  readonly first: QuoteAmount;
  readonly lastAt: EpochMs;
  readonly last: QuoteAmount;
}

/**
 * Equity as it was marked, by UTC day. Transfers must neither hide a loss nor look like one, so marks are kept without
 * the transfers up to them, and answers carry the transfers up to now. Rebuilt from the journal: a restart resets nothing.
 */
export class EquityHistory {
  readonly #days = new Map<EpochMs, DayOfEquity>();
  #peak: QuoteAmount | null = null;
  #newest: QuoteAmount | null = null;
  /** The capital is where the first peak begins; one that was begun anew begins where it was. */
  #beginsAtCapital = true;

  mark(marked: { readonly at: EpochMs; readonly equity: QuoteAmount; readonly transfers: QuoteAmount }): void {
    const { at } = marked;
    const equity = subtract(marked.equity, marked.transfers);
    this.#peak = this.#peak === null ? equity : largest(this.#peak, equity);
    this.#newest = equity;
    const day = this.#days.get(dayStart(at));
    const first =
      day === undefined || at < day.firstAt ? { firstAt: at, first: equity } : { firstAt: day.firstAt, first: day.first };
    const last = day === undefined || at >= day.lastAt ? { lastAt: at, last: equity } : { lastAt: day.lastAt, last: day.last };
    this.#days.set(dayStart(at), { ...first, ...last });
  }

  /** Equity at the first mark of the UTC day of `now`, else at the last mark of an earlier day, else the capital. */
  dayStartEquity(now: EpochMs, funds: { readonly capital: QuoteAmount; readonly transfers: QuoteAmount }): QuoteAmount {
    const today = dayStart(now);
    const equity = this.#days.get(today)?.first ?? this.#lastBefore(today) ?? funds.capital;
    return add(equity, funds.transfers);
  }

  /** Begins the peak anew at the newest mark. */
  restartPeak(): void {
    if (this.#newest === null) return;
    this.#peak = this.#newest;
    this.#beginsAtCapital = false;
  }

  /** The highest equity since the peak was begun anew, else so far, the capital included. */
  peakEquity(funds: { readonly capital: QuoteAmount; readonly transfers: QuoteAmount }): QuoteAmount {
    if (this.#peak === null) return add(funds.capital, funds.transfers);
    return add(this.#beginsAtCapital ? largest(this.#peak, funds.capital) : this.#peak, funds.transfers);
  }

  #lastBefore(today: EpochMs): QuoteAmount | null {
    let newest: DayOfEquity | null = null;
    for (const [start, day] of this.#days) {
      if (start < today && (newest === null || day.lastAt > newest.lastAt)) newest = day;
    }
    return newest?.last ?? null;
  }
}
