import type { Candle } from '../domain/candle.ts';
import type { CandleChart, ChartLine, ChartMark } from '../domain/candle-chart.ts';
import type { Language } from '../domain/chat-message.ts';
import type { KeyCandle } from '../domain/key-candle.ts';
import type { MarketFacts } from '../domain/market-data-set.ts';
import { isoDate } from '../domain/time.ts';
import { utcText } from './format-time.ts';
import { priceLabel } from './message-number.ts';

const AVERAGE_LENGTHS = [20, 50];

const EN = {
  title: (symbol: string, price: string, at: string) => `${symbol} ${price} USDT, ${at}`,
  days: (from: string, to: string, count: number) => `${count} days, ${from} to ${to}`,
  noDays: 'no day has closed yet',
  average: (length: number) => `MA${length}`,
  volume: 'Volume',
  legend: 'R recent  XH XL extreme  S swing  V volume  A range  P pattern  SH shape',
};

const WORDS: Readonly<Record<Language, typeof EN>> = { en: EN };

/** The shown days of a market with the chosen ones marked by their reasons and patterns, means of closes, and volume. */
export function buildCandleChart(
  market: Pick<MarketFacts, 'symbol' | 'close' | 'closedAt' | 'series' | 'keyCandles'>,
  language: Language,
): CandleChart {
  const words = WORDS[language];
  const series = market.series['1d'];
  const candles = Array.from({ length: series.length }, (_, index) => series.candleAt(index));
  const [first, last] = [candles[0], candles.at(-1)];
  const days =
    first === undefined || last === undefined
      ? words.noDays
      : words.days(isoDate(first.openedAt), isoDate(last.openedAt), candles.length);
  return {
    title: words.title(market.symbol, priceLabel(market.close), utcText(market.closedAt + 1)),
    subtitle: `${days}    ${words.legend}`,
    candles,
    lines: AVERAGE_LENGTHS.map((length): ChartLine => ({ name: words.average(length), values: meansOf(candles, length) })),
    marks: market.keyCandles.map(markOf),
    volumeName: words.volume,
  };
}

function markOf({ candle, tags, pattern }: KeyCandle): ChartMark {
  const words = [...tags, ...(pattern === null ? [] : [pattern])];
  return { openedAt: candle.openedAt, label: words.join(' ') };
}

/** The mean of the last `length` closes at each candle; null where the chart does not show as many. */
function meansOf(candles: readonly Candle[], length: number): readonly (number | null)[] {
  let sum = 0;
  return candles.map(({ close }, index) => {
    sum += close - (candles[index - length]?.close ?? 0);
    return index + 1 < length ? null : sum / length;
  });
}
