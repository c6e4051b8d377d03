import type { CandleInterval } from '../domain/candle.ts';
import type { MarketDataSet, MarketFacts } from '../domain/market-data-set.ts';
import type { TradeSignal } from '../domain/trade-signal.ts';
import { resolveEvidence } from './evidence.ts';

const INTERVALS: readonly CandleInterval[] = ['1d', '4h', '1h'];
/** A quoted number may be rounded by so much of itself. */
const TOLERANCE_FRACTION = 0.005;
/** RSI runs from 0 to 100 and is quoted in whole points. */
const RSI_TOLERANCE_POINTS = 1;
/** Whole numbers up to this are counts, as in "3 of 3 signs" or "2 ATR". */
const COUNT_MAX = 20;

/** A number that stands by itself: no part of a name (MA50, 4h), of a date, of a share (5 %, 12 bp). */
const QUOTED = /(?<![\w.,:-])-?\d+(?:,\d{3})*(?:\.\d+)?(?![\w:-]|[.,]\d|\s*(?:%|percent|bp|hours?|days?|USDT? of))/gi;

/**
 * The numbers of a signal's reasoning that match nothing that the snapshot holds of its symbol, as they are written. A number matches
 * a price, an indicator, a named piece of evidence or the signal's own stop and target within 0.5 %, an RSI within one point.
 * Shares, dates and counts are not looked at.
 */
export function wrongNumbers(set: MarketDataSet, signal: TradeSignal): readonly string[] {
  const { symbol, reasoning, evidence } = signal;
  const quoted = [...reasoning.matchAll(QUOTED)].map(([number]) => number).filter((number) => !isCount(number));
  if (quoted.length === 0) return [];
  const named = evidence.flatMap((id) => known(resolveEvidence(set, id)));
  const market = set.markets.get(symbol);
  const mood = set.fearGreed.tag === 'known' ? [set.fearGreed.value] : [];
  const values = [...ownNumbers(signal), ...named, ...mood, ...(market === undefined ? [] : numbersOf(market))];
  const strengths = market === undefined ? [] : INTERVALS.flatMap((interval) => known(market.series[interval].indicators.rsi14));
  return quoted.filter((written) => {
    const number = Number(written.replaceAll(',', ''));
    const isValue = values.some((value) => Math.abs(number - value) <= Math.abs(value) * TOLERANCE_FRACTION);
    return !isValue && !strengths.some((value) => Math.abs(number - value) <= RSI_TOLERANCE_POINTS);
  });
}

function ownNumbers(signal: TradeSignal): readonly number[] {
  switch (signal.action) {
    case 'open':
      return [signal.stopPrice.toNumber(), ...(signal.targetPrice === null ? [] : [signal.targetPrice.toNumber()])];
    case 'move-stop':
      return [signal.stopPrice.toNumber()];
    case 'close':
    case 'hold':
      return [];
  }
}

function isCount(written: string): boolean {
  const number = Number(written.replaceAll(',', ''));
  return Number.isInteger(number) && Math.abs(number) <= COUNT_MAX;
}

function numbersOf({ close, series }: MarketFacts): readonly number[] {
  const ofSeries = INTERVALS.flatMap((interval) => {
    const { length, candleAt, indicators } = series[interval];
    const { macd, ma20, ma50, atr14, volumeZ } = indicators;
    const candles = Array.from({ length }, (_unused, index) => candleAt.call(series[interval], index));
    return [
      ...[ma20, ma50, atr14, volumeZ, macd?.line, macd?.signal, macd?.histogram].flatMap(known),
      ...candles.flatMap((candle) => [candle.open, candle.high, candle.low, candle.close]),
    ];
  });
  return [close, ...ofSeries];
}

function known(value: number | null | undefined): readonly number[] {
  return value === null || value === undefined ? [] : [value];
}
