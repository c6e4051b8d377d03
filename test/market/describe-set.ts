import type { MarketDataSet, MarketFacts, SeriesFacts } from '../../src/domain/market-data-set.ts';

/** Everything that a set tells, as plain data to compare. */
export function describeSet(set: MarketDataSet): unknown {
  const { asOf, id, breadth, fearGreed } = set;
  return { asOf, id, breadth, fearGreed, markets: [...set.markets.values()].map(describeMarket) };
}

function describeMarket(market: MarketFacts): unknown {
  const { symbol, close, closedAt, changeFraction24h, distanceToHighFraction, distanceToLowFraction } = market;
  const { bias, regime, bitcoinCorrelation, keyCandles, integrity, problems, series } = market;
  return {
    symbol,
    close,
    closedAt,
    changeFraction24h,
    distanceToHighFraction,
    distanceToLowFraction,
    bias,
    regime,
    bitcoinCorrelation,
    keyCandles,
    integrity,
    problems,
    series: [series['1d'], series['4h'], series['1h']].map(describeSeries),
  };
}

function describeSeries(series: SeriesFacts): unknown {
  const { interval, length, knownLength, indicators, distanceToMa50Fraction, missingHours } = series;
  const candles = Array.from({ length }, (_, index) => series.candleAt(index));
  return { interval, length, knownLength, indicators, distanceToMa50Fraction, missingHours, candles };
}
