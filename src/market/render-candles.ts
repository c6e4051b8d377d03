import type { Candle, CandleInterval } from '../domain/candle.ts';
import type { MarketDataSet } from '../domain/market-data-set.ts';
import { baseAssetOf, type MarketSymbol } from '../domain/market-symbol.ts';
import { isoDate, minuteText } from '../domain/time.ts';
import { significantDigits } from './significant-digits.ts';

const PRICE_DIGITS = 5;
const VOLUME_DIGITS = 4;

/** The newest `count` shown candles of a market as comma-separated rows for models; fewer when fewer are shown, at least one. */
export function renderCandles(
  set: MarketDataSet,
  { symbol, interval, count }: { readonly symbol: MarketSymbol; readonly interval: CandleInterval; readonly count: number },
): string {
  const asset = baseAssetOf(symbol);
  const series = set.markets.get(symbol)?.series[interval];
  if (series === undefined || series.length === 0) return `${asset} ${interval}: no closed candle is known`;
  const rowCount = Math.max(1, Math.min(Math.floor(count), series.length));
  const rows = Array.from({ length: rowCount }, (_, index) => row(series.candleAt(series.length - rowCount + index), interval));
  return [
    `${asset} ${interval}: ${rowCount} rows of ${series.length} closed candles, oldest to newest, times of opening in UTC, prices in USDT, volume in ${asset}`,
    'opened_at,open,high,low,close,volume',
    ...rows,
  ].join('\n');
}

function row({ openedAt, open, high, low, close, volume }: Candle, interval: CandleInterval): string {
  const time = interval === '1d' ? isoDate(openedAt) : minuteText(openedAt);
  const prices = [open, high, low, close].map((value) => significantDigits(value, PRICE_DIGITS));
  return [time, ...prices, significantDigits(volume, VOLUME_DIGITS)].join(',');
}
