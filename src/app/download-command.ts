import { BinanceMarketData } from '../adapters/binance/binance-market-data.ts';
import { BinancePublicClient } from '../adapters/binance/public-client.ts';
import { ArchiveClient } from '../adapters/binance-archive/archive-client.ts';
import { CandleFolder } from '../adapters/binance-archive/candle-folder.ts';
import { type DownloadReport, downloadCandles } from '../adapters/binance-archive/download-candles.ts';
import { systemHttpTransport } from '../adapters/system/http-transport.ts';
import { SystemClock } from '../adapters/system/system-clock.ts';
import { createProgressBar } from '../adapters/terminal/progress-bar.ts';
import { DEFAULT_SYMBOLS, type MarketSymbol } from '../domain/market-symbol.ts';
import { type EpochMs, hourStart, minuteText } from '../domain/time.ts';
import { countText } from '../report/format-number.ts';
import { readEnvironment } from './environment.ts';
import { printJson, printLine } from './print.ts';
import { UsageError } from './usage-error.ts';

export interface DownloadCommandOptions {
  readonly symbols?: readonly MarketSymbol[];
  readonly from: EpochMs;
  readonly to?: EpochMs;
  readonly out: string;
  readonly json?: boolean;
}

/** Brings hourly candles into a folder, one market after the other. What was fetched before a fault is there for the next try. */
export async function downloadCommand(options: DownloadCommandOptions): Promise<void> {
  const clock = new SystemClock({
    onTimerFault: (error) => {
      throw error;
    },
  });
  const now = clock.now();
  const { symbols = DEFAULT_SYMBOLS, to = now, out } = options;
  const from = hourStart(options.from);
  if (from >= Math.min(to, hourStart(now)))
    throw new UsageError(`The period is empty: no hour between ${minuteText(from)} and ${minuteText(to)} UTC has ended yet.`);
  const { binanceArchiveUrl, binanceRestUrl } = readEnvironment(process.env);
  const client = new ArchiveClient({
    transport: systemHttpTransport,
    clock,
    ...(binanceArchiveUrl === null ? {} : { baseUrl: binanceArchiveUrl }),
  });
  const exchange = new BinancePublicClient({ transport: systemHttpTransport, clock, baseUrl: binanceRestUrl ?? undefined });
  const marketData = new BinanceMarketData({ client: exchange, clock });
  const folder = new CandleFolder(out);
  const reports: DownloadReport[] = [];
  for (const symbol of symbols) {
    const progress = createProgressBar({ stream: process.stderr, label: symbol });
    try {
      const report = await downloadCandles({
        symbol,
        from,
        to,
        now,
        client,
        folder,
        fetchCandles: (query) => marketData.fetchCandles({ ...query, interval: '1h' }),
        onProgress: ({ filesDone, filesTotal }) => progress.update(filesDone, filesTotal),
      });
      reports.push(report);
    } finally {
      progress.end();
    }
  }
  if (options.json === true) printJson(reports);
  else for (const report of reports) printLine(describe(report, folder.csvPath(report.symbol)));
}

function describe(report: DownloadReport, path: string): string {
  const { symbol, candles, fetchedFiles, keptFiles, replacedFiles, exchangeCandles, missingHours } = report;
  if (candles === 0) return `${symbol}: there is no candle of this period; was the market listed then?`;
  const parts = [
    `${countText(fetchedFiles, 'file')} fetched, ${keptFiles} there already`,
    ...(replacedFiles.length === 0 ? [] : [`replaced by Binance: ${replacedFiles.join(', ')}`]),
    ...(exchangeCandles === 0 ? [] : [`${countText(exchangeCandles, 'candle')} from the exchange itself`]),
    ...(missingHours === 0 ? [] : [`${countText(missingHours, 'hour')} without a candle anywhere (halts)`]),
  ];
  return `${symbol}: ${countText(candles, 'candle')} in ${path} (${parts.join('; ')}).`;
}
