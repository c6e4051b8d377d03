import type { MarketSymbol } from '../../domain/market-symbol.ts';
import type { Mark } from '../../domain/position.ts';
import type { DurationMs, EpochMs } from '../../domain/time.ts';

export type MarkObserver = (mark: Mark) => void;

/** The newest price of each symbol, and who wants to hear of every new one. */
export class LatestMarks {
  readonly #marks = new Map<MarketSymbol, Mark>();
  readonly #observers = new Set<MarkObserver>();

  /** Keeps a mark and tells it, unless a newer one is known already: answers may overtake each other. */
  keep(mark: Mark, now: EpochMs): void {
    const known = this.#marks.get(mark.symbol);
    if (known !== undefined && known.at > mark.at && known.at <= now) return;
    this.#marks.set(mark.symbol, mark);
    for (const observer of this.#observers) observer(mark);
  }

  /** Null when the newest price is older than `ageMsMax`, or from after `now`, because the clock was set back. */
  fresh(symbol: MarketSymbol, { now, ageMsMax }: { readonly now: EpochMs; readonly ageMsMax: DurationMs }): Mark | null {
    const mark = this.#marks.get(symbol);
    return mark !== undefined && mark.at <= now && now - mark.at <= ageMsMax ? mark : null;
  }

  /** @returns a function that ends it. */
  observe(observer: MarkObserver): () => void {
    this.#observers.add(observer);
    return () => this.#observers.delete(observer);
  }
}
