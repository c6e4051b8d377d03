import type { KeyCandleTag, NotablePrice } from '../../domain/key-candle.ts';
import type { RankedCandle } from './ranked-candle.ts';

/** Candles of one algorithm lie farther apart than this, so that one event is not told twice. */
const APART_MIN = 2;

export interface SelectedCandle {
  readonly index: number;
  readonly tags: readonly KeyCandleTag[];
  readonly notablePrices: readonly NotablePrice[];
}

/** The candles chosen so far, each with the reasons of every algorithm that wanted it. */
export class Selection {
  readonly #chosen = new Map<number, { readonly tags: KeyCandleTag[]; readonly notablePrices: Set<NotablePrice> }>();

  get size(): number {
    return this.#chosen.size;
  }

  get indices(): readonly number[] {
    return [...this.#chosen.keys()];
  }

  /** Chooses a candle, or gives a chosen one another reason. */
  add({ index, notablePrices }: RankedCandle, tag: KeyCandleTag): void {
    const chosen = this.#chosen.get(index) ?? { tags: [], notablePrices: new Set() };
    this.#chosen.set(index, chosen);
    chosen.tags.push(tag);
    for (const price of notablePrices) chosen.notablePrices.add(price);
  }

  /**
   * Walks a ranking until `quota` candles are newly chosen. A candle within two of one that this ranking has chosen or tagged is passed
   * over; one that an earlier algorithm has chosen gets the tag and costs nothing.
   */
  take(ranked: readonly RankedCandle[], { quota, tag }: { readonly quota: number; readonly tag: KeyCandleTag }): void {
    const tagged: number[] = [];
    let taken = 0;
    for (const candle of ranked) {
      if (taken === quota) return;
      if (tagged.some((index) => Math.abs(index - candle.index) <= APART_MIN)) continue;
      if (!this.#chosen.has(candle.index)) taken += 1;
      this.add(candle, tag);
      tagged.push(candle.index);
    }
  }

  /** In order of time. */
  candles(): readonly SelectedCandle[] {
    return [...this.#chosen]
      .map(([index, { tags, notablePrices }]) => ({ index, tags, notablePrices: [...notablePrices] }))
      .sort((one, other) => one.index - other.index);
  }
}
