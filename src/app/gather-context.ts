import { ArchiveMarketData } from '../adapters/archive/archive-market-data.ts';
import type { CandleArchive } from '../adapters/archive/candle-archive.ts';
import { loadCandleArchive } from '../adapters/archive/load-candle-archive.ts';
import { BinanceMarketData } from '../adapters/binance/binance-market-data.ts';
import { BinancePublicClient } from '../adapters/binance/public-client.ts';
import { loadArchiveFearGreed } from '../adapters/fear-greed/archive-fear-greed.ts';
import { LiveFearGreed } from '../adapters/fear-greed/live-fear-greed.ts';
import { systemHttpTransport } from '../adapters/system/http-transport.ts';
import { faultCodeOf } from '../domain/fault.ts';
import type { MarketDataSet } from '../domain/market-data-set.ts';
import { DEFAULT_SYMBOLS, type MarketSymbol } from '../domain/market-symbol.ts';
import { dayStart, type EpochMs, HOUR_MS, minuteText } from '../domain/time.ts';
import { DataPreparer } from '../market/data-preparer.ts';
import type { Clock } from '../ports/clock.ts';
import type { MarketData } from '../ports/market-data.ts';
import type { SentimentSource } from '../ports/sentiment-source.ts';
import { SimulatedClock } from '../simulator/simulated-clock.ts';
import type { Environment } from './environment.ts';
import { WARM_UP_HOURS } from './live-settings.ts';
import { UsageError } from './usage-error.ts';

/** Stored candles that end longer before the moment asked for do not reach it. */
const ENDED_BEFORE_MS = 24 * HOUR_MS;

/** Where the candles of each market come from, in the order of the snapshot. */
type Feeds = ReadonlyMap<MarketSymbol, Pick<MarketData, 'fetchCandles'>>;

/**
 * What a session would know at `at`, from stored candles and nothing later. The usual markets are read, too, where they are stored: a
 * market is seen among the others.
 * @throws UsageError when the symbol's candles do not reach that moment; Fault when they cannot be read.
 */
export async function gatherStoredContext(
  symbol: MarketSymbol,
  { candles, at }: { readonly candles: string; readonly at: EpochMs },
): Promise<MarketDataSet> {
  const clock = new SimulatedClock({ startAt: at });
  const feeds = new Map<MarketSymbol, ArchiveMarketData>();
  for (const wanted of marketsAround(symbol)) {
    const archive = wanted === symbol ? await loadCandleArchive(candles, [symbol]) : await loadIfStored(candles, wanted);
    if (archive === null) continue;
    if (wanted === symbol) refuseUnreached(archive, { symbol, at });
    feeds.set(wanted, new ArchiveMarketData({ archive, clock }));
  }
  return gather({ feeds, sentiment: await loadArchiveFearGreed(candles) }, at);
}

/**
 * What a session would know at `at`, read from Binance.
 * @throws UsageError for a moment to come or a symbol that Binance does not know; Fault when it cannot be reached.
 */
export async function gatherLiveContext(
  symbol: MarketSymbol,
  { at, clock, environment }: { readonly at: EpochMs; readonly clock: Clock; readonly environment: Environment },
): Promise<MarketDataSet> {
  if (at > clock.now()) throw new UsageError(`${minuteText(at)} UTC is still to come.`);
  const transport = systemHttpTransport;
  const client = new BinancePublicClient({ transport, clock, baseUrl: environment.binanceRestUrl ?? undefined });
  const marketData = new BinanceMarketData({ client, clock });
  const sentiment = new LiveFearGreed({ transport, clock, url: environment.fearGreedUrl ?? undefined });
  const feeds = new Map(marketsAround(symbol).map((wanted) => [wanted, marketData]));
  const snapshot = await gather({ feeds, sentiment }, at);
  if (snapshot.markets.has(symbol)) return snapshot;
  throw new UsageError(`Binance has no candle of ${symbol} before ${minuteText(at)} UTC.`);
}

async function gather(
  { feeds, sentiment }: { readonly feeds: Feeds; readonly sentiment: SentimentSource },
  at: EpochMs,
): Promise<MarketDataSet> {
  const preparer = new DataPreparer({ symbols: [...feeds.keys()] });
  const from = dayStart(at - WARM_UP_HOURS * HOUR_MS);
  for (const [symbol, feed] of feeds)
    preparer.accept(symbol, await feed.fetchCandles({ symbol, interval: '1h', from, asOf: at }));
  return preparer.prepare(at, await sentiment.fetchFearGreed(at));
}

function marketsAround(symbol: MarketSymbol): readonly MarketSymbol[] {
  return DEFAULT_SYMBOLS.includes(symbol) ? DEFAULT_SYMBOLS : [...DEFAULT_SYMBOLS, symbol];
}

async function loadIfStored(folder: string, symbol: MarketSymbol): Promise<CandleArchive | null> {
  try {
    return await loadCandleArchive(folder, [symbol]);
  } catch (error) {
    if (faultCodeOf(error) === 'no-data') return null;
    throw error;
  }
}

function refuseUnreached(archive: CandleArchive, { symbol, at }: { readonly symbol: MarketSymbol; readonly at: EpochMs }): void {
  const first = archive.firstOpenedAt(symbol);
  const last = archive.lastOpenedAt(symbol);
  if (archive.newestClosed(symbol, at) === null) {
    const begin = first === null ? 'none is stored' : `the stored ones begin at ${minuteText(first)} UTC`;
    throw new UsageError(`There is no candle of ${symbol} before ${minuteText(at)} UTC; ${begin}.`);
  }
  if (last !== null && at > last + HOUR_MS + ENDED_BEFORE_MS)
    throw new UsageError(`The stored candles of ${symbol} end at ${minuteText(last + HOUR_MS)} UTC, before ${minuteText(at)}.`);
}
