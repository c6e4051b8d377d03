import type { CandleArchive } from '../../src/adapters/archive/candle-archive.ts';
import { loadCandleArchive } from '../../src/adapters/archive/load-candle-archive.ts';
import { loadArchiveFearGreed } from '../../src/adapters/fear-greed/archive-fear-greed.ts';
import { type CountTokens, loadTokenCounter } from '../../src/app/count-tokens.ts';
import type { Candle } from '../../src/domain/candle.ts';
import type { MarketDataSet, MarketFacts } from '../../src/domain/market-data-set.ts';
import { DEFAULT_SYMBOLS, type MarketSymbol } from '../../src/domain/market-symbol.ts';
import { DAY_MS, type EpochMs, HOUR_MS, hourStart, isoDate } from '../../src/domain/time.ts';
import { DataPreparer } from '../../src/market/data-preparer.ts';
import { WARM_UP_LENGTH } from '../../src/market/indicator-set.ts';
import { renderMarketContext } from '../../src/market/render-market-context.ts';
import { renderSymbol } from '../../src/market/render-symbol.ts';
import type { SentimentSource } from '../../src/ports/sentiment-source.ts';
import { seededRandom } from '../support/generated-candles.ts';
import { keptInformation } from './context/kept-information.ts';
import { isMet, type Measurement, mean, quantile, toTable } from './context/measurement.ts';
import { daysAsJson, daysAsRows } from './context/raw-days.ts';

const HOUR_COUNT = 200;
const COLD_COUNT = 40;
const COLD_REPEATS = 3;
const SEED = 20_240_601;
const ALL_TIME = { from: 0, asOf: Number.MAX_SAFE_INTEGER };

/** Measures what the market context costs and keeps: tokens, information, time; on real candles, at random hours of their last years. */
export default async function benchContext(): Promise<void> {
  const folder = process.env['STEWARD_CANDLES'];
  if (folder === undefined)
    throw new Error('STEWARD_CANDLES must name a folder of stored candles: the numbers are about real markets');
  const { archive, loading } = await measureLoading(folder);
  const hours = randomHours(archive);
  // Before anything else fills the memory: a cold start has nothing but the archive.
  const coldHours = measureColdHours(archive, hours);
  const sentiment = await loadArchiveFearGreed(folder);
  const countTokens = await loadTokenCounter();
  const sets = await prepareAll(archive, { hours, sentiment });
  const texts = measureTexts(sets);
  const measurements = [
    ...measureTokens(sets, countTokens),
    ...measureInformation(sets),
    ...measureSteps(archive),
    ...texts,
    ...coldHours,
    ...loading,
  ];
  const [first = 0, last = 0] = [Math.min(...hours), Math.max(...hours)];
  console.log(
    `${hours.length} random hours from ${isoDate(first)} to ${isoDate(last)} x ${DEFAULT_SYMBOLS.length} symbols, tokens of o200k\n`,
  );
  console.log(toTable(measurements));
  if (!measurements.every(isMet)) process.exitCode = 1;
}

async function measureLoading(
  folder: string,
): Promise<{ readonly archive: CandleArchive; readonly loading: readonly Measurement[] }> {
  const started = performance.now();
  const archive = await loadCandleArchive(folder, DEFAULT_SYMBOLS);
  const seconds = (performance.now() - started) / 1_000;
  const megabytes = process.memoryUsage().rss / 1e6;
  return {
    archive,
    loading: [
      { what: 'archive of five symbols x five years loaded', goal: { atMost: 1.5 }, measured: seconds, unit: 's' },
      { what: 'memory of the process then', goal: { atMost: 250 }, measured: megabytes, unit: 'MB' },
    ],
  };
}

/** Hours at which every symbol has its 250 daily candles. */
function randomHours(archive: CandleArchive): readonly EpochMs[] {
  const firsts = DEFAULT_SYMBOLS.map((symbol) => archive.firstOpenedAt(symbol) ?? Number.NaN);
  const lasts = DEFAULT_SYMBOLS.map((symbol) => archive.lastOpenedAt(symbol) ?? Number.NaN);
  const from = Math.max(...firsts) + (WARM_UP_LENGTH + 1) * DAY_MS;
  const until = Math.min(...lasts);
  const random = seededRandom(SEED);
  return Array.from({ length: HOUR_COUNT }, () => hourStart(from + random() * (until - from)));
}

async function prepareAll(
  archive: CandleArchive,
  { hours, sentiment }: { readonly hours: readonly EpochMs[]; readonly sentiment: SentimentSource },
): Promise<readonly MarketDataSet[]> {
  const preparer = new DataPreparer({ symbols: DEFAULT_SYMBOLS });
  for (const symbol of DEFAULT_SYMBOLS) preparer.accept(symbol, archive.closedCandles(symbol, ALL_TIME));
  return Promise.all(hours.map(async (asOf) => preparer.prepare(asOf, await sentiment.fetchFearGreed(asOf))));
}

function measureTokens(sets: readonly MarketDataSet[], countTokens: CountTokens): readonly Measurement[] {
  const markets = marketsOf(sets);
  const basic = markets.map((market) => countTokens(renderSymbol(market, 'basic')));
  const enhanced = markets.map((market) => countTokens(renderSymbol(market, 'enhanced')));
  const session = sets.map((set) => countTokens(renderMarketContext(set, { symbols: DEFAULT_SYMBOLS, level: 'enhanced' })));
  const short = sets.map((set) => countTokens(renderMarketContext(set, { symbols: DEFAULT_SYMBOLS, level: 'basic' })));
  const chosen = mean(markets.map((market) => countTokens(keyRowsOf(market))));
  const rows = mean(markets.map((market) => countTokens(daysAsRows(market))));
  const json = mean(markets.map((market) => countTokens(daysAsJson(market))));
  return [
    { what: 'basic, a symbol, mean', goal: { atMost: 190 }, measured: mean(basic), unit: 'tokens' },
    { what: 'basic, a symbol, p95', goal: { atMost: 210 }, measured: quantile(basic, 0.95), unit: 'tokens' },
    { what: 'enhanced, a symbol, mean', goal: { atMost: 360 }, measured: mean(enhanced), unit: 'tokens' },
    { what: 'enhanced, a symbol, p95', goal: { atMost: 400 }, measured: quantile(enhanced, 0.95), unit: 'tokens' },
    {
      what: 'session of five symbols, enhanced, header included, largest',
      goal: { atMost: 2_200 },
      measured: Math.max(...session),
      unit: 'tokens',
    },
    { what: 'the same, mean', goal: null, measured: mean(session), unit: 'tokens' },
    { what: 'session of five symbols, basic, header included, mean', goal: null, measured: mean(short), unit: 'tokens' },
    {
      what: 'the 15 rows against the 180 rows in the same CSV',
      goal: { atLeast: 91.7 },
      measured: 100 * (1 - chosen / rows),
      unit: '%',
    },
    {
      what: 'the 15 rows against the 180 days in pretty JSON',
      goal: { atLeast: 95 },
      measured: 100 * (1 - chosen / json),
      unit: '%',
    },
    {
      what: 'the whole enhanced text against the 180 days in pretty JSON',
      goal: { atLeast: 95 },
      measured: 100 * (1 - mean(enhanced) / json),
      unit: '%',
    },
  ];
}

/** The rows of the enhanced text, which come last in it. */
function keyRowsOf(market: MarketFacts): string {
  return renderSymbol(market, 'enhanced').split('\n').slice(-market.keyCandles.length).join('\n');
}

function measureInformation(sets: readonly MarketDataSet[]): readonly Measurement[] {
  const kept = marketsOf(sets).map(keptInformation);
  return [
    {
      what: 'RMSE of ln close, mean',
      goal: { atMost: 0.058 },
      measured: mean(kept.map(({ rootMeanSquareError }) => rootMeanSquareError)),
      unit: '',
    },
    {
      what: 'windows with both extremes',
      goal: { atLeast: 100 },
      measured: 100 * mean(kept.map(({ hasBothExtremes }) => (hasBothExtremes ? 1 : 0))),
      unit: '%',
    },
    {
      what: 'top 3 days by volume z',
      goal: { atLeast: 80 },
      measured: 100 * mean(kept.map(({ loudestShare }) => loudestShare)),
      unit: '%',
    },
  ];
}

function measureSteps(archive: CandleArchive): readonly Measurement[] {
  const preparer = new DataPreparer({ symbols: DEFAULT_SYMBOLS });
  const samples: number[] = [];
  for (const [openedAt, candles] of hourByHour(archive)) {
    const started = performance.now();
    for (const [symbol, candle] of candles) preparer.accept(symbol, [candle]);
    readIndicators(preparer.prepare(openedAt + HOUR_MS));
    samples.push(performance.now() - started);
  }
  return [
    {
      what: 'one hour forward, five symbols x three timeframes, median',
      goal: { atMost: 0.1 },
      measured: quantile(samples, 0.5),
      unit: 'ms',
    },
    { what: 'the same, p99', goal: null, measured: quantile(samples, 0.99), unit: 'ms' },
  ];
}

/** To be asked first: what is computed on demand must not be there yet. */
function measureTexts(sets: readonly MarketDataSet[]): readonly Measurement[] {
  const samples = marketsOf(sets).map((market) => {
    const started = performance.now();
    renderSymbol(market, 'basic');
    renderSymbol(market, 'enhanced');
    return performance.now() - started;
  });
  return [
    { what: 'both texts of one symbol on demand, median', goal: { atMost: 1 }, measured: quantile(samples, 0.5), unit: 'ms' },
  ];
}

/** Each hour three times, of which the fastest counts: the others tell of the machine's other work. */
function measureColdHours(archive: CandleArchive, hours: readonly EpochMs[]): readonly Measurement[] {
  const samples = hours
    .slice(0, COLD_COUNT)
    .map((asOf) => Math.min(...Array.from({ length: COLD_REPEATS }, () => measureColdHour(archive, asOf))));
  return [
    {
      what: 'a random hour from cold, 250 days of five symbols, median of the best of three',
      goal: { atMost: 60 },
      measured: quantile(samples, 0.5),
      unit: 'ms',
    },
  ];
}

function measureColdHour(archive: CandleArchive, asOf: EpochMs): number {
  const started = performance.now();
  const preparer = new DataPreparer({ symbols: DEFAULT_SYMBOLS });
  const from = asOf - (WARM_UP_LENGTH + 1) * DAY_MS;
  for (const symbol of DEFAULT_SYMBOLS) preparer.accept(symbol, archive.closedCandles(symbol, { from, asOf }));
  readIndicators(preparer.prepare(asOf));
  return performance.now() - started;
}

function readIndicators({ markets }: MarketDataSet): void {
  for (const { series } of markets.values()) void [series['1d'].indicators, series['4h'].indicators, series['1h'].indicators];
}

function marketsOf(sets: readonly MarketDataSet[]): readonly MarketFacts[] {
  return sets.flatMap(({ markets }) => [...markets.values()]);
}

function hourByHour(archive: CandleArchive): ReadonlyMap<EpochMs, ReadonlyMap<MarketSymbol, Candle>> {
  const hours = new Map<EpochMs, Map<MarketSymbol, Candle>>();
  for (const symbol of DEFAULT_SYMBOLS) {
    for (const candle of archive.closedCandles(symbol, ALL_TIME)) {
      const hour = hours.get(candle.openedAt) ?? new Map<MarketSymbol, Candle>();
      hours.set(candle.openedAt, hour.set(symbol, candle));
    }
  }
  return new Map([...hours].sort(([one], [other]) => one - other));
}
