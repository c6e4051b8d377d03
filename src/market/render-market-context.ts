import type { CandleInterval } from '../domain/candle.ts';
import type { MarketDataSet, MarketFacts, SeriesFacts } from '../domain/market-data-set.ts';
import { baseAssetOf, type MarketSymbol } from '../domain/market-symbol.ts';
import { minuteText } from '../domain/time.ts';
import { significantDigits } from './significant-digits.ts';

/** How much the text tells of each market. */
export type ContextLevel = 'basic';

const INTERVALS: readonly CandleInterval[] = ['1d', '4h', '1h'];
const MISSING_HOURS_NAMED_MAX = 3;

/** What each level writes of a market, line by line. */
const SECTIONS: Readonly<Record<ContextLevel, readonly ((market: MarketFacts) => readonly string[])[]>> = {
  basic: [priceLines, problemLines, indicatorLines, missingHourLines],
};

/** The snapshot as models read it: rounded to 4 or 5 significant digits, with units and counts named once at the top. */
export function renderMarketContext(
  set: MarketDataSet,
  { symbols, level }: { readonly symbols: readonly MarketSymbol[]; readonly level: ContextLevel },
): string {
  const header = [
    `Markets as of ${minuteText(set.asOf)} UTC, snapshot ${set.id}. ${symbols.length} symbols, closed candles only.`,
    'Prices, moving averages, MACD and ATR are USDT per coin; changes are fractions (0.01 is one percent); RSI is 0 to 100.',
    'Each row holds the values after the newest closed candle of its interval; "-" needs more candles.',
  ];
  const blocks = symbols.map((symbol) => renderMarket(set.markets.get(symbol), { symbol, level }));
  return [header.join('\n'), ...blocks].join('\n\n');
}

function renderMarket(
  market: MarketFacts | undefined,
  { symbol, level }: { readonly symbol: MarketSymbol; readonly level: ContextLevel },
): string {
  if (market === undefined) return `${baseAssetOf(symbol)}: no closed candle is known; not tradable`;
  return SECTIONS[level].flatMap((section) => section(market)).join('\n');
}

function priceLines(market: MarketFacts): readonly string[] {
  const change = market.changeFraction24h === null ? 'unknown' : signed(market.changeFraction24h, 4);
  return [
    `${baseAssetOf(market.symbol)}: price ${significantDigits(market.close, 5)} at ${minuteText(market.closedAt)}, 24 h change ${change}`,
  ];
}

function problemLines(market: MarketFacts): readonly string[] {
  return market.problems.map((problem) => `not tradable: ${problem}`);
}

function indicatorLines(market: MarketFacts): readonly string[] {
  const shown = INTERVALS.map((interval) => market.series[interval]);
  return ['interval,candles,rsi14,macd_line,macd_signal,macd_histogram,ma20,ma50,atr14', ...shown.map(indicatorRow)];
}

function indicatorRow({ interval, length, indicators }: SeriesFacts): string {
  const { rsi14, macd, ma20, ma50, atr14 } = indicators;
  const cells = [
    rounded(rsi14, 4),
    rounded(macd?.line, 4),
    rounded(macd?.signal, 4),
    rounded(macd?.histogram, 4),
    rounded(ma20, 5),
    rounded(ma50, 5),
    rounded(atr14, 4),
  ];
  return [interval, length, ...cells].join(',');
}

function missingHourLines(market: MarketFacts): readonly string[] {
  const hours = market.series['1d'].missingHours;
  if (hours.length === 0) return [];
  const newest = hours.slice(-MISSING_HOURS_NAMED_MAX).map(minuteText).join(', ');
  return [`hours without a candle in the shown days: ${hours.length}, the newest ${newest}`];
}

function rounded(value: number | null | undefined, digits: number): string {
  return value === null || value === undefined ? '-' : significantDigits(value, digits);
}

function signed(value: number, digits: number): string {
  return value > 0 ? `+${significantDigits(value, digits)}` : significantDigits(value, digits);
}
