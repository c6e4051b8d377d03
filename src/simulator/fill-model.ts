import type { Candle } from '../domain/candle.ts';
import {
  ceilToStep,
  type Fraction,
  floorToStep,
  fraction,
  largest,
  ONE_FRACTION,
  type Price,
  price,
  type Quantity,
  quantity,
  subtract,
  ZERO_QUANTITY,
} from '../domain/decimal.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { OrderSide } from '../domain/order.ts';
import { type EpochMs, HOUR_MS } from '../domain/time.ts';

/**
 * The one model of how orders fill, wherever there is no real exchange.
 *
 * Inside an hourly candle the price goes open → low → high → close, a third of the hour each, in straight lines. Who takes
 * liquidity gets the path's price, worsened by half the spread and by slippage, rounded to the tick against him. All orders of
 * one candle together get at most a share of its volume.
 */
export interface TradingCosts {
  /** Half of the distance between bid and ask, as a share of the price. */
  readonly halfSpreadFraction: Fraction;
  /** What the order's own size moves the price, as a share of the price. */
  readonly slippageFraction: Fraction;
  /** Share of a candle's volume that all orders together can get. */
  readonly volumeFractionMax: Fraction;
}

export const DEFAULT_TRADING_COSTS: TradingCosts = {
  halfSpreadFraction: fraction('0.0001'),
  slippageFraction: fraction('0.0002'),
  volumeFractionMax: fraction('0.05'),
};

export interface PathPoint {
  readonly at: EpochMs;
  readonly price: number;
}

const LEG_MS = HOUR_MS / 3;
const LEGS = [0, 1, 2] as const;
/** The finest unit of price and quantity, for markets that set no tick or step. */
const FINEST = '0.00000001';

/** The four corners of the candle's path, from the open to the close. */
export function pricePath({ openedAt, open, low, high, close }: Candle): readonly [PathPoint, PathPoint, PathPoint, PathPoint] {
  return [
    { at: openedAt, price: open },
    { at: openedAt + LEG_MS, price: low },
    { at: openedAt + 2 * LEG_MS, price: high },
    { at: openedAt + HOUR_MS, price: close },
  ];
}

/** The price on the candle's path at an instant of its hour: the open in its first millisecond. */
export function priceAt(candle: Candle, at: EpochMs): number {
  const elapsedMs = Math.min(Math.max(at - candle.openedAt, 0), HOUR_MS);
  if (elapsedMs < LEG_MS) return between(candle.open, candle.low, elapsedMs / LEG_MS);
  if (elapsedMs < 2 * LEG_MS) return between(candle.low, candle.high, elapsedMs / LEG_MS - 1);
  return between(candle.high, candle.close, elapsedMs / LEG_MS - 2);
}

function between(from: number, to: number, share: number): number {
  const value = from + (to - from) * share;
  return Math.min(Math.max(value, Math.min(from, to)), Math.max(from, to));
}

/** A price that is waited for: reached `down` when the path is at or below the level, `up` when at or above. */
export interface PriceWatch {
  readonly level: number;
  readonly direction: 'down' | 'up';
}

/**
 * The first point within `from`..`until` (both included) at which the path has reached the watched level.
 * It is the level itself where the path passes it, and the path's own price where that is beyond the level already at `from`: a gap.
 */
export function firstReach(
  candle: Candle,
  { level, direction }: PriceWatch,
  span: { readonly from: EpochMs; readonly until: EpochMs },
): PathPoint | null {
  const isReachedBy = (value: number): boolean => (direction === 'down' ? value <= level : value >= level);
  if (!isReachedBy(direction === 'down' ? candle.low : candle.high)) return null;
  const startPrice = priceAt(candle, span.from);
  if (isReachedBy(startPrice)) return { at: span.from, price: startPrice };
  const corners = pricePath(candle);
  const lastMs = candle.openedAt + HOUR_MS - 1;
  for (const leg of LEGS) {
    const start = corners[leg];
    const end = corners[leg + 1] ?? start;
    if (end.at <= span.from || !isReachedBy(end.price)) continue;
    const crossedAt = start.at + Math.ceil((LEG_MS * (level - start.price)) / (end.price - start.price));
    // The close belongs to this candle although its hour ends a millisecond before it.
    const at = Math.min(Math.max(crossedAt, span.from), lastMs);
    return at <= span.until ? { at, price: level } : null;
  }
  return null;
}

/** What is paid (buy) or received (sell) per unit by an order that takes liquidity while the path is at `pathPrice`. */
export function takerPrice(
  order: { readonly side: OrderSide; readonly pathPrice: number },
  costs: TradingCosts,
  tickSize: Price,
): Price {
  const tick = tickSize.isZero() ? price(FINEST) : tickSize;
  const factor = costFactor(order.side, costs);
  const worsened = price(price(order.pathPrice).times(factor));
  return order.side === 'buy' ? ceilToStep(worsened, tick) : largest(floorToStep(worsened, tick), tick);
}

/** Where the path must be for a resting limit order to fill: as far as a taker would need it to get the limit price. */
export function restingWatch(side: OrderSide, limitPrice: Price, costs: TradingCosts): PriceWatch {
  const level = limitPrice.div(costFactor(side, costs)).toNumber();
  return { level, direction: side === 'buy' ? 'down' : 'up' };
}

/** A stop watches its own price: a sell stop from above, a buy stop from below. */
export function stopWatch(side: OrderSide, stopPrice: Price): PriceWatch {
  return { level: stopPrice.toNumber(), direction: side === 'sell' ? 'down' : 'up' };
}

/** A target watches the other way: a sale waits for the price to rise to it, a purchase for it to fall. */
export function targetWatch(side: OrderSide, targetPrice: Price): PriceWatch {
  return { level: targetPrice.toNumber(), direction: side === 'sell' ? 'up' : 'down' };
}

function costFactor(side: OrderSide, { halfSpreadFraction, slippageFraction }: TradingCosts): Fraction {
  const cost = halfSpreadFraction.plus(slippageFraction);
  return fraction(side === 'buy' ? ONE_FRACTION.plus(cost) : ONE_FRACTION.minus(cost));
}

/** What is left of the candle's volume for further orders, in whole steps; `taken` is what orders of this candle already got. */
export function fillableQuantity(candle: Candle, taken: Quantity, costs: TradingCosts, instrument: Instrument): Quantity {
  const share = quantity(costs.volumeFractionMax.times(candle.volume));
  const step = instrument.stepSize.isZero() ? quantity(FINEST) : instrument.stepSize;
  return floorToStep(largest(subtract(share, taken), ZERO_QUANTITY), step);
}
