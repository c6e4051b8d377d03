import { type SnapshotSummary, statistic } from '../domain/journal-entry.ts';
import type { MarketDataSet } from '../domain/market-data-set.ts';
import type { MarketSymbol } from '../domain/market-symbol.ts';
import type { Mark, Marks } from '../domain/position.ts';
import { dayStart, type EpochMs, HOUR_MS } from '../domain/time.ts';
import type { SessionServices } from './session-services.ts';

/** Feeds the preparer with the candles that closed since it was last asked, and freezes what may be known at `asOf`. */
export async function gatherSnapshot(
  services: Pick<SessionServices, 'preparer' | 'marketData' | 'sentiment' | 'settings' | 'tape'>,
  asOf: EpochMs,
): Promise<MarketDataSet> {
  const { preparer, marketData, sentiment, settings, tape } = services;
  const fearGreed = sentiment.fetchFearGreed(asOf);
  for (const symbol of settings.symbols) {
    const from = preparer.nextFrom(symbol) ?? warmUpFrom(asOf, settings);
    const candles = await marketData.fetchCandles({ symbol, interval: '1h', from, asOf });
    preparer.accept(symbol, candles);
    tape?.noteCandles(symbol, candles);
  }
  return preparer.prepare(asOf, await fearGreed);
}

/** Days are built from hours: the first one must be whole. */
function warmUpFrom(asOf: EpochMs, { warmUpHours }: SessionServices['settings']): EpochMs {
  return dayStart(asOf - warmUpHours * HOUR_MS);
}

/** The newest prices of the configured symbols and of all that is held; a symbol without a price is absent, never guessed. */
export async function fetchMarks(services: Pick<SessionServices, 'settings' | 'state' | 'marketData'>): Promise<Marks> {
  const marks = new Map<MarketSymbol, Mark>();
  const wanted = new Set([
    ...services.settings.symbols,
    ...services.state.portfolio.book.positions.map((position) => position.symbol),
  ]);
  for (const symbol of wanted) {
    const mark = await services.marketData.fetchMark(symbol);
    if (mark !== null) marks.set(symbol, mark);
  }
  return marks;
}

/** How many problems of a market its story tells; the first ones are enough to know that it must not be traded, and why. */
const PROBLEMS_TOLD_MAX = 2;

/** What a session's story says of its snapshot: one line of statistics per market. */
export function summariseSnapshot(snapshot: MarketDataSet): readonly SnapshotSummary[] {
  return [...snapshot.markets.values()].map((market) => {
    const daily = market.series['1d'].indicators;
    return {
      symbol: market.symbol,
      close: market.close,
      rsi14: statistic(daily.rsi14),
      macdHistogram: statistic(daily.macd === null ? null : daily.macd.histogram),
      ma20: statistic(daily.ma20),
      ma50: statistic(daily.ma50),
      atr14: statistic(daily.atr14),
      ...(market.problems.length > 0 ? { problems: market.problems.slice(0, PROBLEMS_TOLD_MAX) } : {}),
    };
  });
}
