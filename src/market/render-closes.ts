import { INTERVAL_MS } from '../domain/candle.ts';
import type { MarketDataSet, SeriesFacts } from '../domain/market-data-set.ts';
import { baseAssetOf, type MarketSymbol } from '../domain/market-symbol.ts';
import { minuteText } from '../domain/time.ts';
import { priceText } from './number-text.ts';

/** The closes that a model may ask for besides a level's text. */
export const CLOSES_INTERVALS = ['4h', '1h'] as const;
export type ClosesInterval = (typeof CLOSES_INTERVALS)[number];

/** The shown closes of some markets, 84 of 4h or 48 of 1h, a line a market; a candle that is missing in between is `-`. */
export function renderCloses(
  set: MarketDataSet,
  { symbols, interval }: { readonly symbols: readonly MarketSymbol[]; readonly interval: ClosesInterval },
): string {
  const header = `Closes of ${interval} candles as of ${minuteText(set.asOf)} UTC, USDT per coin, oldest to newest, "-" missing.`;
  const lines = symbols.map((symbol) => closesLine(set.markets.get(symbol)?.series[interval], symbol));
  return [header, ...lines].join('\n');
}

function closesLine(series: SeriesFacts | undefined, symbol: MarketSymbol): string {
  const asset = baseAssetOf(symbol);
  if (series === undefined || series.length === 0) return `${asset}: no closed candle is known`;
  const first = series.candleAt(0).openedAt;
  return `${asset}, ${series.length} from ${minuteText(first)}: ${closesOf(series).join(' ')}`;
}

/** One text for each period since the first, so that the time of any close can be counted. */
function closesOf(series: SeriesFacts): readonly string[] {
  const step = INTERVAL_MS[series.interval];
  const texts: string[] = [];
  let expectedAt = series.candleAt(0).openedAt;
  for (let index = 0; index < series.length; index += 1) {
    const { openedAt, close } = series.candleAt(index);
    for (; expectedAt < openedAt; expectedAt += step) texts.push('-');
    texts.push(priceText(close));
    expectedAt = openedAt + step;
  }
  return texts;
}
