import type { Candle } from '../../domain/candle.ts';
import { Decimal, type Price, price, type Quantity, quantity } from '../../domain/decimal.ts';
import type { MarketSymbol } from '../../domain/market-symbol.ts';
import { type DurationMs, type EpochMs, HOUR_MS, SECOND_MS } from '../../domain/time.ts';
import { SeededRandom } from '../random.ts';

/** One public trade of the market. */
export interface Tick {
  /** The public trade's number: rises by one from tick to tick of a symbol. */
  readonly id: number;
  readonly at: EpochMs;
  readonly price: Price;
  readonly quantity: Quantity;
  readonly isBuyerMaker: boolean;
}

/** A trade every five seconds, the first of them in the first millisecond of the hour. */
export const TICK_MS: DurationMs = 5 * SECOND_MS;
export const TICKS_PER_HOUR = HOUR_MS / TICK_MS;
/** How far the price strays from the straight line between two corners, as a share of the candle's range. */
const STRAY_FRACTION = 0.12;
/** Trades have eight decimal places. */
const UNITS_PER_COIN = 100_000_000;

/**
 * The trades inside one hourly candle: the same for the same seed, symbol and hour. First price, highest, lowest, last and the sum of
 * the quantities are exactly the candle's; whether high or low comes first, and where, is drawn.
 */
export function ticksOf(
  candle: Candle,
  { seed, symbol, tickSize }: { readonly seed: number; readonly symbol: MarketSymbol; readonly tickSize: Price },
): readonly Tick[] {
  const random = new SeededRandom(seed, `ticks/${symbol}/${candle.openedAt}`);
  const corners = drawCorners(candle, random);
  const values = pathThrough(corners, candle, random, tickSize);
  const quantities = splitVolume(candle.volume, random);
  const firstId = (candle.openedAt / HOUR_MS) * TICKS_PER_HOUR;
  return values.map((value, index) => ({
    id: firstId + index,
    at: candle.openedAt + index * TICK_MS,
    price: price(value),
    quantity: quantities[index] ?? quantity(0),
    isBuyerMaker: value < (values[index - 1] ?? candle.open) || (value === values[index - 1] && random.uniform() < 0.5),
  }));
}

interface Corner {
  readonly index: number;
  readonly value: number;
}

function drawCorners({ open, high, low, close }: Candle, random: SeededRandom): readonly Corner[] {
  const last = TICKS_PER_HOUR - 1;
  const early = random.integer(1, last / 2 - 1);
  const late = random.integer(Math.ceil(last / 2), last - 1);
  const [first, second] = random.uniform() < 0.5 ? [low, high] : [high, low];
  return [
    { index: 0, value: open },
    { index: early, value: first },
    { index: late, value: second },
    { index: last, value: close },
  ];
}

function pathThrough(corners: readonly Corner[], candle: Candle, random: SeededRandom, tickSize: Price): readonly number[] {
  const values: number[] = [];
  const tick = tickSize.isZero() ? 1e-8 : tickSize.toNumber();
  const digits = tickSize.isZero() ? 8 : tickSize.decimalPlaces();
  const stray = (candle.high - candle.low) * STRAY_FRACTION;
  for (const [position, from] of corners.entries()) {
    const to = corners[position + 1];
    values.push(from.value);
    if (to === undefined) break;
    for (let index = from.index + 1; index < to.index; index += 1) {
      const share = (index - from.index) / (to.index - from.index);
      const straight = from.value + (to.value - from.value) * share;
      const strayed = straight + random.between(-stray, stray) * Math.min(1, 4 * share * (1 - share) + 0.1);
      const rounded = Number((Math.round(strayed / tick) * tick).toFixed(digits));
      values.push(Math.min(Math.max(rounded, candle.low), candle.high));
    }
  }
  return values;
}

/** Whole units of a hundred-millionth coin, so that nothing is lost in the sum; what rounding leaves goes to the last trade. */
function splitVolume(volume: number, random: SeededRandom): readonly Quantity[] {
  const weights = Array.from({ length: TICKS_PER_HOUR }, () => 0.2 + random.uniform());
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const whole = new Decimal(volume);
  const unit = volume / sum;
  let rest = whole;
  return weights.map((weight, index) => {
    if (index === TICKS_PER_HOUR - 1) return quantity(rest);
    const part = new Decimal(Math.floor(weight * unit * UNITS_PER_COIN * 0.999999)).div(UNITS_PER_COIN);
    rest = rest.minus(part);
    return quantity(part);
  });
}
