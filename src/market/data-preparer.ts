import type { Candle } from '../domain/candle.ts';
import { EMPTY_FINGERPRINT, fingerprintText, mixFingerprint, mixNumber, mixText } from '../domain/fingerprint.ts';
import { invariant } from '../domain/invariant.ts';
import type { MarketDataSet, MarketFacts } from '../domain/market-data-set.ts';
import type { MarketSymbol } from '../domain/market-symbol.ts';
import type { EpochMs } from '../domain/time.ts';
import { MarketHistory } from './market-history.ts';
import { MarketView } from './market-view.ts';

/**
 * Turns hourly closed candles into the facts that a session may know. The longer intervals are built here, from the hours.
 *
 * It keeps everything it accepts, so `prepare` can look back: it answers as if candles that closed at `asOf` or later were not there.
 * A set that was handed out never changes.
 */
export class DataPreparer {
  readonly #histories: ReadonlyMap<MarketSymbol, MarketHistory>;

  constructor({ symbols }: { readonly symbols: readonly MarketSymbol[] }) {
    this.#histories = new Map(symbols.map((symbol) => [symbol, new MarketHistory(symbol)]));
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

  prepare(asOf: EpochMs): MarketDataSet {
    const markets = new Map<MarketSymbol, MarketFacts>();
    let fingerprint = mixNumber(EMPTY_FINGERPRINT, asOf);
    for (const [symbol, history] of this.#histories) {
      const hourCount = history.hourly.countClosedBefore(asOf);
      fingerprint = mixFingerprint(fingerprint, history.fingerprintAfter(hourCount));
      if (hourCount === 0) continue;
      const facts = new MarketView({ history, hourCount, asOf });
      markets.set(symbol, facts);
      for (const problem of facts.problems) fingerprint = mixText(fingerprint, problem);
    }
    return { asOf, id: fingerprintText(fingerprint), markets };
  }

  #historyOf(symbol: MarketSymbol): MarketHistory {
    const history = this.#histories.get(symbol);
    invariant(history !== undefined, `no market ${symbol} was named when the preparer was made`);
    return history;
  }
}
