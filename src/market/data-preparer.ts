import type { Candle } from '../domain/candle.ts';
import {
  EMPTY_FINGERPRINT,
  type Fingerprint,
  fingerprintText,
  mixFingerprint,
  mixNumber,
  mixText,
} from '../domain/fingerprint.ts';
import { invariant } from '../domain/invariant.ts';
import type { MarketDataSet } from '../domain/market-data-set.ts';
import type { MarketSymbol } from '../domain/market-symbol.ts';
import type { FearGreed } from '../domain/sentiment.ts';
import type { EpochMs } from '../domain/time.ts';
import { MarketHistory } from './market-history.ts';
import { MarketSetView } from './market-set-view.ts';
import { MarketView } from './market-view.ts';

const BITCOIN: MarketSymbol = 'BTCUSDT';
const NOT_ASKED: FearGreed = { tag: 'missing', reason: 'no source was asked' };

/**
 * Turns hourly closed candles into the facts that a session may know. The longer intervals are built here, from the hours.
 *
 * It keeps everything it accepts, so `prepare` can look back: it answers as if candles that closed at `asOf` or later were not there.
 * A set that was handed out never changes.
 */
export class DataPreparer {
  readonly #histories: ReadonlyMap<MarketSymbol, MarketHistory>;
  readonly #othersOf: ReadonlyMap<MarketSymbol, readonly MarketHistory[]>;

  constructor({ symbols }: { readonly symbols: readonly MarketSymbol[] }) {
    this.#histories = new Map(symbols.map((symbol) => [symbol, new MarketHistory(symbol)]));
    this.#othersOf = new Map(symbols.map((symbol) => [symbol, this.#historiesWithout(symbol)]));
  }

  /**
   * Takes hourly candles, oldest first, newer than those before. A candle that cannot be true, comes twice or comes out of order is left
   * out, and its market has a problem while a snapshot's window reaches back to it, or until a sound one for that hour comes in order.
   * @throws InvariantError for a symbol that the preparer was not made for.
   */
  accept(symbol: MarketSymbol, candles: readonly Candle[]): void {
    const history = this.#historyOf(symbol);
    for (const candle of candles) history.accept(candle);
  }

  /** Opening time of the next candle wanted; null when none of the symbol is known. */
  nextFrom(symbol: MarketSymbol): EpochMs | null {
    return this.#historyOf(symbol).nextFrom;
  }

  /** @param fearGreed  What is known of the index at `asOf`; left out where nobody asked. */
  prepare(asOf: EpochMs, fearGreed: FearGreed = NOT_ASKED): MarketDataSet {
    const markets = new Map<MarketSymbol, MarketView>();
    let fingerprint = mixFearGreed(mixNumber(EMPTY_FINGERPRINT, asOf), fearGreed);
    for (const [symbol, history] of this.#histories) {
      const hourCount = history.hourly.countClosedBefore(asOf);
      fingerprint = mixFingerprint(fingerprint, history.fingerprintAfter(hourCount));
      if (hourCount === 0) continue;
      const others = this.#othersOf.get(symbol) ?? [];
      const view = new MarketView({ history, others, bitcoin: () => markets.get(BITCOIN) ?? null, hourCount, asOf });
      markets.set(symbol, view);
      for (const { text } of view.integrity) fingerprint = mixText(fingerprint, text);
    }
    return new MarketSetView({ asOf, id: fingerprintText(fingerprint), markets, fearGreed });
  }

  #historiesWithout(symbol: MarketSymbol): readonly MarketHistory[] {
    return [...this.#histories.values()].filter((history) => history.symbol !== symbol);
  }

  #historyOf(symbol: MarketSymbol): MarketHistory {
    const history = this.#histories.get(symbol);
    invariant(history !== undefined, `no market ${symbol} was named when the preparer was made`);
    return history;
  }
}

function mixFearGreed(fingerprint: Fingerprint, fearGreed: FearGreed): Fingerprint {
  if (fearGreed.tag === 'missing') return mixText(fingerprint, fearGreed.reason);
  const { value, classification, publishedAt } = fearGreed;
  return mixText(mixNumber(mixNumber(fingerprint, value), publishedAt), classification);
}
