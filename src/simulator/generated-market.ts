import type { Candle } from '../domain/candle.ts';
import type { MarketSymbol } from '../domain/market-symbol.ts';
import { type EpochMs, HOUR_MS, hourStart } from '../domain/time.ts';
import type { CandleFuture } from './candle-future.ts';
import { instrumentsOf } from './instrument-presets.ts';
import { boundedShock, type ClimateHour, createClimate, createClustering } from './market-climate.ts';
import { SeededRandom } from './random.ts';

export interface GeneratedMarketOptions {
  /** A whole number. */
  readonly seed: number;
  readonly symbols: readonly MarketSymbol[];
  /** Opening time of the first candle; moved back to the start of its hour. */
  readonly from: EpochMs;
  readonly hours: number;
}

/** An invented market: hourly candles of each symbol from `from` until before `until`. */
export interface GeneratedMarket extends CandleFuture {
  readonly symbols: readonly MarketSymbol[];
  readonly from: EpochMs;
  readonly until: EpochMs;
}

/** How one market behaves, in an ordinary hour. */
interface Character {
  readonly startPrice: number;
  /** How strongly it follows the common factor. */
  readonly beta: number;
  /** Standard deviation of what it does on its own. */
  readonly ownDeviationFraction: number;
  /** Base units. */
  readonly volume: number;
}

const CHARACTERS: Readonly<Record<MarketSymbol, Character>> = {
  BTCUSDT: { startPrice: 42_000, beta: 1, ownDeviationFraction: 0.0018, volume: 1_500 },
  ETHUSDT: { startPrice: 2_300, beta: 1.15, ownDeviationFraction: 0.0025, volume: 16_000 },
  BNBUSDT: { startPrice: 310, beta: 0.9, ownDeviationFraction: 0.003, volume: 14_000 },
  ADAUSDT: { startPrice: 0.52, beta: 1.25, ownDeviationFraction: 0.004, volume: 7_000_000 },
  SOLUSDT: { startPrice: 98, beta: 1.45, ownDeviationFraction: 0.005, volume: 170_000 },
};

/** Share of the distance to the starting price that a market makes good in an hour, so that years stay within sight of it. */
const HOMING_FRACTION = 0.0003;
const HOMING_FRACTION_MAX = 0.002;
/** No hour takes or gives more than this. */
const RETURN_FRACTION_MAX = 0.3;
/** Part of the hours that open away from the last close, and by how much of an hour's deviation. */
const GAP_SHARE = 0.08;
const GAP_DEVIATIONS = 0.4;
/** How far wicks reach beyond open and close, in deviations of the hour. */
const WICK_DEVIATIONS = 0.55;
/** Common deviation of an ordinary hour, for sizing wicks and gaps. */
const COMMON_DEVIATION_FRACTION = 0.0045;
/** A price keeps at least this many ticks. */
const TICKS_MIN = 20;

/**
 * Invents a market: trends, ranges, crashes with recovery, fat tails, lively and calm spells, symbols that move together.
 *
 * The same seed gives the same candles on every machine. A candle depends on the seed, the symbol and its number alone: more hours
 * or more symbols change no candle that was there before.
 */
export function generateMarket({ seed, symbols, from, hours }: GeneratedMarketOptions): GeneratedMarket {
  const start = hourStart(from);
  const nextClimate = createClimate(seed);
  const climate = Array.from({ length: hours }, nextClimate);
  const series = new Map(symbols.map((symbol) => [symbol, generateSeries({ seed, symbol, climate })]));
  return {
    symbols,
    from: start,
    until: start + hours * HOUR_MS,
    candleAt: (symbol, openedAt) => candleOf(series.get(symbol), { index: (openedAt - start) / HOUR_MS, openedAt }),
  };
}

interface Series {
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
}

function candleOf(
  series: Series | undefined,
  { index, openedAt }: { readonly index: number; readonly openedAt: EpochMs },
): Candle | null {
  const open = series?.open[index];
  if (series === undefined || open === undefined) return null;
  return {
    openedAt,
    open,
    high: series.high[index] ?? open,
    low: series.low[index] ?? open,
    close: series.close[index] ?? open,
    volume: series.volume[index] ?? 0,
  };
}

function generateSeries({
  seed,
  symbol,
  climate,
}: {
  readonly seed: number;
  readonly symbol: MarketSymbol;
  readonly climate: readonly ClimateHour[];
}): Series {
  const random = new SeededRandom(seed, symbol);
  const character = CHARACTERS[symbol] ?? inventCharacter(random);
  const round = roundingOf(symbol);
  const nextVariance = createClustering();
  const columns = emptySeries(climate.length);
  let last = character.startPrice;
  let shock = 0;
  for (const [index, hour] of climate.entries()) {
    const liveliness = Math.sqrt(nextVariance(shock));
    shock = boundedShock(random);
    const deviation = COMMON_DEVIATION_FRACTION * character.beta * hour.activity + character.ownDeviationFraction * liveliness;
    const homing = bounded(HOMING_FRACTION * (character.startPrice / last - 1), HOMING_FRACTION_MAX);
    const change = character.beta * hour.returnFraction + character.ownDeviationFraction * liveliness * shock + homing;
    const gap = random.uniform() < GAP_SHARE ? deviation * GAP_DEVIATIONS * random.normal() : 0;
    const open = round.price(last * (1 + gap));
    const close = round.price(last * (1 + bounded(change, RETURN_FRACTION_MAX)));
    columns.open[index] = open;
    columns.close[index] = close;
    columns.high[index] = round.price(Math.max(open, close) * (1 + deviation * WICK_DEVIATIONS * Math.abs(random.normal())));
    columns.low[index] = round.price(Math.min(open, close) * (1 - deviation * WICK_DEVIATIONS * Math.abs(random.normal())));
    columns.volume[index] = round.volume(character.volume * volumeFactor(random, { change, deviation, activity: hour.activity }));
    last = close;
  }
  return columns;
}

function emptySeries(length: number): Series {
  const column = (): Float64Array => new Float64Array(length);
  return { open: column(), high: column(), low: column(), close: column(), volume: column() };
}

/** Much is traded in lively hours and when the price moves. */
function volumeFactor(
  random: SeededRandom,
  { change, deviation, activity }: { readonly change: number; readonly deviation: number; readonly activity: number },
): number {
  return (0.3 + 0.4 * activity) * (0.6 + 0.5 * (Math.abs(change) / deviation)) * random.between(0.5, 1.5);
}

/** A market without a known character: a cheap and restless coin. */
function inventCharacter(random: SeededRandom): Character {
  const startPrice = random.between(0.5, 50);
  return {
    startPrice,
    beta: random.between(0.9, 1.5),
    ownDeviationFraction: random.between(0.003, 0.007),
    volume: 5_000_000 / startPrice,
  };
}

interface Rounding {
  price(value: number): number;
  volume(value: number): number;
}

/** To the market's ticks and steps, dividing by a whole number so that the result is the nearest number to its decimal text. */
function roundingOf(symbol: MarketSymbol): Rounding {
  const [instrument] = instrumentsOf({ preset: 'spot-2026', symbols: [symbol] });
  const ticksPerUnit = 10 ** (instrument?.tickSize.decimalPlaces() ?? 0);
  const stepsPerUnit = 10 ** (instrument?.stepSize.decimalPlaces() ?? 0);
  return {
    price: (value) => Math.max(Math.round(value * ticksPerUnit), TICKS_MIN) / ticksPerUnit,
    volume: (value) => Math.round(value * stepsPerUnit) / stepsPerUnit,
  };
}

function bounded(value: number, max: number): number {
  return Math.min(Math.max(value, -max), max);
}
