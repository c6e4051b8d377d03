import { SystemClock } from '../adapters/system/system-clock.ts';
import type { ContextLevel } from '../domain/context-level.ts';
import type { MarketDataSet } from '../domain/market-data-set.ts';
import { DEFAULT_SYMBOLS, type MarketSymbol, parseMarketSymbol } from '../domain/market-symbol.ts';
import type { EpochMs } from '../domain/time.ts';
import { contextFacts } from '../market/context-facts.ts';
import { renderMarketContext } from '../market/render-market-context.ts';
import { writeChartFile } from './chart-file.ts';
import { loadTokenCounter } from './count-tokens.ts';
import { readEnvironment } from './environment.ts';
import { gatherLiveContext, gatherStoredContext } from './gather-context.ts';
import { printJson, printLine } from './print.ts';
import { UsageError } from './usage-error.ts';

export interface ContextOptions {
  /** Folder of stored candles; Binance is read when it is left out. */
  readonly candles?: string;
  /** Now when left out. */
  readonly at?: EpochMs;
  /** Enhanced when left out. */
  readonly level?: ContextLevel;
  /** The PNG file into which the days are drawn. */
  readonly chart?: string;
  readonly json?: boolean;
}

/** Prints what a model would see of one market at one moment, and what that costs in tokens. */
export async function contextCommand(text: string, options: ContextOptions): Promise<void> {
  const symbol = parseMarketSymbol(text);
  if (symbol === null)
    throw new UsageError(`"${text}" is no market; write BTCUSDT or BTC. Usual ones: ${DEFAULT_SYMBOLS.join(', ')}.`);
  const snapshot = await gatherContext(symbol, options);
  if (options.chart !== undefined) await drawChart(snapshot, symbol, options.chart);
  const countTokens = await loadTokenCounter();
  const facts = contextFacts(snapshot, symbol, { countTokens });
  if (options.json === true) return printJson(facts);
  const shown = renderMarketContext(snapshot, { symbols: [symbol], level: options.level ?? 'enhanced' });
  printLine(shown);
  printLine('');
  printLine(
    `Tokens (o200k): ${countTokens(shown)}. Of this market alone: basic ${facts.tokens.basic}, enhanced ${facts.tokens.enhanced}.`,
  );
}

async function drawChart(snapshot: MarketDataSet, symbol: MarketSymbol, path: string): Promise<void> {
  const market = snapshot.markets.get(symbol);
  if (market !== undefined) await writeChartFile(market, { path, clock: systemClock() });
}

function systemClock(): SystemClock {
  return new SystemClock({ onTimerFault: (error) => process.emitWarning(String(error)) });
}

/** The facts behind `steward context`, for whoever shows them in another way. */
export function gatherContext(
  symbol: MarketSymbol,
  { candles, at }: Pick<ContextOptions, 'candles' | 'at'>,
): Promise<MarketDataSet> {
  const clock = systemClock();
  const moment = at ?? clock.now();
  return candles === undefined
    ? gatherLiveContext(symbol, { at: moment, clock, environment: readEnvironment(process.env) })
    : gatherStoredContext(symbol, { candles, at: moment });
}
