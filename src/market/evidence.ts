import { type Candle, type CandleInterval, INTERVAL_MS } from '../domain/candle.ts';
import type { MarketDataSet, MarketFacts, SeriesFacts } from '../domain/market-data-set.ts';
import type { MarketSymbol } from '../domain/market-symbol.ts';
import { type EpochMs, parseUtc } from '../domain/time.ts';

/**
 * The number of a snapshot that an id names, at full precision; fractions, not basis points. The grammar, for an asset such as `BTC`:
 * - `BTC.price`, `BTC.change24h`, `BTC.toHigh`, `BTC.toLow` (distances to the six-month extremes)
 * - `BTC.correlation.daily30`, `BTC.correlation.hourly48`
 * - `BTC.<interval>.<indicator>`: `1d`, `4h` or `1h`; `rsi14`, `macd.line`, `macd.signal`, `macd.histogram`, `ma20`, `ma50`, `toMa50`,
 *   `atr14`, `volumeZ`
 * - `BTC.row.<date>.<field>`: a shown day such as `2024-11-10`; `open`, `high`, `low`, `close`, `volume`
 * - `BTC.<interval>.close.<time>`: the close of a shown candle by its time of opening, `2024-11-10T08` or `2024-11-10`
 * - `MARKET.breadth` (the share above their daily MA50), `MARKET.fearGreed`
 *
 * @returns null when the id names nothing, or nothing that is known in this snapshot.
 */
export function resolveEvidence(set: MarketDataSet, id: string): number | null {
  const [subject = '', ...path] = id.split('.');
  if (subject === 'MARKET') return ofAllMarkets(set, path.join('.'));
  const symbol: MarketSymbol = `${subject}USDT`;
  const market = set.markets.get(symbol);
  return market === undefined ? null : ofMarket(market, path);
}

function ofAllMarkets({ breadth, fearGreed }: MarketDataSet, name: string): number | null {
  if (name === 'breadth') return breadth === null ? null : breadth.above / breadth.of;
  if (name === 'fearGreed') return fearGreed.tag === 'known' ? fearGreed.value : null;
  return null;
}

function ofMarket(market: MarketFacts, path: readonly string[]): number | null {
  const [topic = '', ...rest] = path;
  if (topic === 'row') return fieldOfDay(market.series['1d'], rest);
  if (isInterval(topic))
    return rest[0] === 'close' ? closeOf(market.series[topic], rest) : indicatorNamed(market.series[topic], rest.join('.'));
  return factNamed(market, path.join('.'));
}

function factNamed(market: MarketFacts, name: string): number | null {
  switch (name) {
    case 'price':
      return market.close;
    case 'change24h':
      return market.changeFraction24h;
    case 'toHigh':
      return market.distanceToHighFraction;
    case 'toLow':
      return market.distanceToLowFraction;
    case 'correlation.daily30':
      return market.bitcoinCorrelation.daily30;
    case 'correlation.hourly48':
      return market.bitcoinCorrelation.hourly48;
    default:
      return null;
  }
}

function isInterval(text: string): text is CandleInterval {
  return Object.hasOwn(INTERVAL_MS, text);
}

function indicatorNamed({ indicators, distanceToMa50Fraction }: SeriesFacts, name: string): number | null {
  switch (name) {
    case 'rsi14':
    case 'ma20':
    case 'ma50':
    case 'atr14':
    case 'volumeZ':
      return indicators[name];
    case 'macd.line':
      return indicators.macd?.line ?? null;
    case 'macd.signal':
      return indicators.macd?.signal ?? null;
    case 'macd.histogram':
      return indicators.macd?.histogram ?? null;
    case 'toMa50':
      return distanceToMa50Fraction;
    default:
      return null;
  }
}

/** `path` is `[date, field]`. */
function fieldOfDay(days: SeriesFacts, [date = '', field = '', ...rest]: readonly string[]): number | null {
  if (rest.length > 0 || date.length !== '2024-11-10'.length) return null;
  const candle = shownCandle(days, parseUtc(date));
  return candle === null ? null : fieldNamed(candle, field);
}

/** `path` is `[close, time]`. */
function closeOf(series: SeriesFacts, [, time = '', ...rest]: readonly string[]): number | null {
  if (rest.length > 0) return null;
  return shownCandle(series, parseUtc(time.length === '2024-11-10T08'.length ? `${time}:00` : time))?.close ?? null;
}

function shownCandle(series: SeriesFacts, openedAt: EpochMs | null): Candle | null {
  for (let index = series.length - 1; index >= 0; index -= 1) {
    const candle = series.candleAt(index);
    if (candle.openedAt === openedAt) return candle;
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
