import type { Candle, CandleInterval } from '../domain/candle.ts';
import type { IndicatorValues, MarketDataSet, SeriesFacts } from '../domain/market-data-set.ts';
import type { MarketSymbol } from '../domain/market-symbol.ts';
import { isoDate } from '../domain/time.ts';

/**
 * The number of a snapshot that an id names, at full precision. The grammar, for an asset such as `BTC`:
 * - `BTC.price`, `BTC.change24h` (a fraction)
 * - `BTC.<interval>.<indicator>`: `1d`, `4h` or `1h`; `rsi14`, `macd.line`, `macd.signal`, `macd.histogram`, `ma20`, `ma50`, `atr14`
 * - `BTC.row.<date>.<field>`: a shown daily candle such as `2024-11-10`; `open`, `high`, `low`, `close`, `volume`
 *
 * @returns null when the id names nothing, or nothing that is known in this snapshot.
 */
export function resolveEvidence(set: MarketDataSet, id: string): number | null {
  const [asset, topic, ...rest] = id.split('.');
  const symbol: MarketSymbol = `${asset ?? ''}USDT`;
  const market = set.markets.get(symbol);
  if (market === undefined || topic === undefined) return null;
  if (topic === 'row') return fieldOfDay(market.series['1d'], rest);
  if (topic === 'price') return rest.length === 0 ? market.close : null;
  if (topic === 'change24h') return rest.length === 0 ? market.changeFraction24h : null;
  return isInterval(topic) ? indicatorNamed(market.series[topic].indicators, rest.join('.')) : null;
}

function isInterval(text: string): text is CandleInterval {
  return text === '1d' || text === '4h' || text === '1h';
}

function indicatorNamed(values: IndicatorValues, name: string): number | null {
  switch (name) {
    case 'rsi14':
    case 'ma20':
    case 'ma50':
    case 'atr14':
      return values[name];
    case 'macd.line':
      return values.macd?.line ?? null;
    case 'macd.signal':
      return values.macd?.signal ?? null;
    case 'macd.histogram':
      return values.macd?.histogram ?? null;
    default:
      return null;
  }
}

function fieldOfDay(days: SeriesFacts, path: readonly string[]): number | null {
  const [date, field, ...rest] = path;
  if (field === undefined || rest.length > 0) return null;
  for (let index = days.length - 1; index >= 0; index -= 1) {
    const candle = days.candleAt(index);
    if (isoDate(candle.openedAt) === date) return fieldNamed(candle, field);
  }
  return null;
}

function fieldNamed(candle: Candle, name: string): number | null {
  switch (name) {
    case 'open':
    case 'high':
    case 'low':
    case 'close':
    case 'volume':
      return candle[name];
    default:
      return null;
  }
}
