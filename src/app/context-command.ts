import { ArchiveMarketData } from '../adapters/archive/archive-market-data.ts';
import { loadCandleArchive } from '../adapters/archive/load-candle-archive.ts';
import { DEFAULT_SYMBOLS, parseMarketSymbol } from '../domain/market-symbol.ts';
import { type EpochMs, HOUR_MS, isoTime, minuteText } from '../domain/time.ts';
import { DataPreparer } from '../market/data-preparer.ts';
import { renderMarketContext } from '../market/render-market-context.ts';
import { SimulatedClock } from '../simulator/simulated-clock.ts';
import { WARM_UP_HOURS } from './compose-steward.ts';
import { printJson, printLine } from './print.ts';
import { UsageError } from './usage-error.ts';

/** Prints what a model would see of one market at one moment, from stored candles and nothing later. */
export async function contextCommand(
  text: string,
  options: { readonly candles: string; readonly at: EpochMs; readonly json?: boolean },
): Promise<void> {
  const symbol = parseMarketSymbol(text);
  if (symbol === null)
    throw new UsageError(`"${text}" is no market; write BTCUSDT or BTC. Usual ones: ${DEFAULT_SYMBOLS.join(', ')}.`);
  const archive = await loadCandleArchive(options.candles, [symbol]);
  const marketData = new ArchiveMarketData({ archive, clock: new SimulatedClock({ startAt: options.at }) });
  const preparer = new DataPreparer({ symbols: [symbol] });
  preparer.accept(
    symbol,
    await marketData.fetchCandles({ symbol, interval: '1h', from: options.at - WARM_UP_HOURS * HOUR_MS, asOf: options.at }),
  );
  const snapshot = preparer.prepare(options.at);
  const market = snapshot.markets.get(symbol);
  if (market === undefined) {
    const first = archive.firstOpenedAt(symbol);
    throw new UsageError(
      `There is no candle of ${symbol} before ${minuteText(options.at)} UTC; ${first === null ? 'none is stored' : `the stored ones begin at ${minuteText(first)} UTC`}.`,
    );
  }
  const rendered = renderMarketContext(snapshot, { symbols: [symbol], level: 'basic' });
  if (options.json !== true) return printLine(rendered);
  const { series } = market;
  printJson({
    asOf: isoTime(options.at),
    symbol,
    snapshotId: snapshot.id,
    indicators: { '1d': series['1d'].indicators, '4h': series['4h'].indicators, '1h': series['1h'].indicators },
    text: { basic: rendered },
    problems: market.problems,
  });
}
