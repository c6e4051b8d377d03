import { type CandleInterval, INTERVAL_MS } from '../../src/domain/candle.ts';
import { invariant } from '../../src/domain/invariant.ts';
import type { IndicatorValues, MarketDataSet, MarketFacts, SeriesFacts } from '../../src/domain/market-data-set.ts';
import type { MarketSymbol } from '../../src/domain/market-symbol.ts';
import type { EpochMs } from '../../src/domain/time.ts';

const AS_OF: EpochMs = Date.UTC(2024, 0, 15, 13);
const NO_INDICATORS: IndicatorValues = {
  rsi14: null,
  macd: null,
  ma20: null,
  ma50: null,
  atr14: null,
  volumeZ: null,
  missing: 'the sketch has none',
};

export interface MarketSketch {
  readonly symbol: MarketSymbol;
  readonly close: number;
  /** Close of the newest daily candle; `close` when left out. */
  readonly dailyClose?: number;
  readonly daily?: Partial<IndicatorValues>;
  readonly fourHour?: Partial<IndicatorValues>;
  readonly hour?: Partial<IndicatorValues>;
  readonly problems?: readonly string[];
}

/** A snapshot made by hand: each interval shows flat candles at the wanted close, the indicators are what the sketch says. */
export function marketDataSet(
  sketches: readonly MarketSketch[],
  { asOf = AS_OF, id = 'snapshot-1' }: { readonly asOf?: EpochMs; readonly id?: string } = {},
): MarketDataSet {
  return {
    asOf,
    id,
    markets: new Map(sketches.map((sketch) => [sketch.symbol, marketFacts(sketch, asOf)])),
    breadth: null,
    fearGreed: { tag: 'missing', reason: 'the sketch has none' },
  };
}

function marketFacts(
  { symbol, close, dailyClose = close, daily, fourHour, hour, problems = [] }: MarketSketch,
  asOf: EpochMs,
): MarketFacts {
  return {
    symbol,
    close,
    closedAt: asOf - 1,
    changeFraction24h: null,
    distanceToHighFraction: 0,
    distanceToLowFraction: 0,
    bias: null,
    regime: null,
    bitcoinCorrelation: { daily30: null, hourly48: null },
    keyCandles: [],
    integrity: problems.map((text) => ({ check: 'candle' as const, tolerated: false, at: asOf, text })),
    series: {
      '1d': seriesFacts('1d', { close: dailyClose, indicators: daily, asOf }),
      '4h': seriesFacts('4h', { close, indicators: fourHour, asOf }),
      '1h': seriesFacts('1h', { close, indicators: hour, asOf }),
    },
    problems,
  };
}

function seriesFacts(
  interval: CandleInterval,
  {
    close,
    indicators,
    asOf,
  }: { readonly close: number; readonly indicators: Partial<IndicatorValues> | undefined; readonly asOf: EpochMs },
): SeriesFacts {
  const length = 3;
  const intervalMs = INTERVAL_MS[interval];
  const running = Math.floor(asOf / intervalMs) * intervalMs;
  return {
    interval,
    length,
    knownLength: length,
    candleAt: (index) => {
      invariant(Number.isInteger(index) && index >= 0 && index < length, `no candle ${index} of ${length}`);
      return { openedAt: running - (length - index) * intervalMs, open: close, high: close, low: close, close, volume: 1 };
    },
    indicators: { ...NO_INDICATORS, ...indicators },
    distanceToMa50Fraction: null,
    missingHours: [],
  };
}
