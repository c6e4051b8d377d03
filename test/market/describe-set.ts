import type { MarketDataSet, MarketFacts, SeriesFacts } from '../../src/domain/market-data-set.ts';

/** Everything that a set tells, as plain data to compare. */
export function describeSet(set: MarketDataSet): unknown {
  return { asOf: set.asOf, id: set.id, markets: [...set.markets.values()].map(describeMarket) };
}

function describeMarket({ symbol, close, closedAt, changeFraction24h, problems, series }: MarketFacts): unknown {
  return {
    symbol,
    close,
    closedAt,
    changeFraction24h,
    problems,
    series: [series['1d'], series['4h'], series['1h']].map(describeSeries),
  };
}

function describeSeries(series: SeriesFacts): unknown {
  const { interval, length, knownLength, indicators, missingHours } = series;
  const candles = Array.from({ length }, (_, index) => series.candleAt(index));
  return { interval, length, knownLength, indicators, missingHours, candles };
}
