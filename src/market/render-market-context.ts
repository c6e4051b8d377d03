import type { ContextLevel } from '../domain/context-level.ts';
import type { MarketDataSet, MarketFacts } from '../domain/market-data-set.ts';
import { baseAssetOf, type MarketSymbol } from '../domain/market-symbol.ts';
import { minuteText } from '../domain/time.ts';
import { renderMood, renderSymbol, renderTechnical } from './render-symbol.ts';

/** How candles and indicators are written, said once for all markets. */
const UNITS =
  'Prices, MACD line/signal/histogram, MA20/MA50 and ATR14 in USDT per coin; RSI14 0 to 100; vol: z-score of volume; bp: 0.01 %; 6m: distance to the extremes of 180 days.';
const TECHNICAL_LEGEND: Readonly<Record<ContextLevel, readonly string[]>> = {
  basic: [UNITS],
  enhanced: [
    UNITS,
    'hist: MACD histogram, MA50 in bp: distance to it.',
    'Days: close; o h l v: open, high, low, volume in coins; R recent, XH XL highest and lowest, S swing, V volume, A range, P pattern, SH shape.',
  ],
};
const MOOD_LEGEND = 'corr: correlation with BTC, 30 days/48 hours.';

export interface ContextChoice {
  readonly symbols: readonly MarketSymbol[];
  readonly level: ContextLevel;
}

/** The snapshot as models read it, complete: what the markets do together, then each of them. */
export function renderMarketContext(set: MarketDataSet, { symbols, level }: ContextChoice): string {
  const header = [...asOfLines(set, symbols), moodLine(set), ...TECHNICAL_LEGEND[level], MOOD_LEGEND];
  return [header.join('\n'), ...blocks(set, symbols, (market) => renderSymbol(market, level))].join('\n');
}

/** The part of the context for whoever reads candles and indicators alone. */
export function renderTechnicalPart(set: MarketDataSet, { symbols, level }: ContextChoice): string {
  const header = [...asOfLines(set, symbols), ...TECHNICAL_LEGEND[level]];
  return [header.join('\n'), ...blocks(set, symbols, (market) => renderTechnical(market, level))].join('\n');
}

/** The part of the context for whoever looks at the markets as a whole: no candles, no indicators. */
export function renderMarketPart(set: MarketDataSet, { symbols }: Pick<ContextChoice, 'symbols'>): string {
  const header = [...asOfLines(set, symbols), moodLine(set), MOOD_LEGEND];
  return [header.join('\n'), ...blocks(set, symbols, renderMood)].join('\n');
}

function blocks(
  set: MarketDataSet,
  symbols: readonly MarketSymbol[],
  render: (market: MarketFacts) => string,
): readonly string[] {
  return symbols.map((symbol) => {
    const market = set.markets.get(symbol);
    return market === undefined ? `${baseAssetOf(symbol)}: no closed candle is known; not tradable` : render(market);
  });
}

function asOfLines({ asOf }: MarketDataSet, { length }: readonly MarketSymbol[]): readonly string[] {
  const markets = length === 1 ? '1 market' : `${length} markets`;
  return [`${markets} as of ${minuteText(asOf)} UTC, closed candles only, oldest to newest, "-" unknown.`];
}

function moodLine({ fearGreed, breadth }: MarketDataSet): string {
  const mood =
    fearGreed.tag === 'known'
      ? `${fearGreed.value} (${fearGreed.classification}) of ${minuteText(fearGreed.publishedAt)}`
      : `missing: ${fearGreed.reason}`;
  const share = breadth === null ? 'unknown' : `${breadth.above} of ${breadth.of} above their daily MA50`;
  return `Fear & Greed ${mood}. Breadth ${share}.`;
}
