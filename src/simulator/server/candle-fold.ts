import type { Candle } from '../../domain/candle.ts';
import {
  type Price,
  price,
  type Quantity,
  type QuoteAmount,
  quantity,
  quoteAmount,
  ZERO_QUANTITY,
  ZERO_QUOTE,
} from '../../domain/decimal.ts';
import type { EpochMs } from '../../domain/time.ts';
import { TICKS_PER_HOUR, type Tick } from '../venue/tick-path.ts';

/** A candle of any length as the exchange tells it, money in decimals. */
export interface WireCandle {
  readonly openedAt: EpochMs;
  readonly open: Price;
  readonly high: Price;
  readonly low: Price;
  readonly close: Price;
  readonly volume: Quantity;
  readonly quoteVolume: QuoteAmount;
  readonly takerBase: Quantity;
  readonly takerQuote: QuoteAmount;
  readonly trades: number;
  /** −1 without a trade. */
  readonly firstTradeId: number;
  readonly lastTradeId: number;
}

/** A candle in which nothing was traded. */
export function quietCandle(openedAt: EpochMs, at: Price): WireCandle {
  return {
    openedAt,
    open: at,
    high: at,
    low: at,
    close: at,
    volume: ZERO_QUANTITY,
    quoteVolume: ZERO_QUOTE,
    takerBase: ZERO_QUANTITY,
    takerQuote: ZERO_QUOTE,
    trades: 0,
    firstTradeId: -1,
    lastTradeId: -1,
  };
}

export function withTick(candle: WireCandle | null, openedAt: EpochMs, tick: Tick): WireCandle {
  const before =
    candle === null || candle.trades === 0 ? { ...quietCandle(openedAt, tick.price), firstTradeId: tick.id } : candle;
  const quote = tick.price.times(tick.quantity);
  const isTakerBuy = !tick.isBuyerMaker;
  return {
    ...before,
    high: tick.price.gt(before.high) ? tick.price : before.high,
    low: tick.price.lt(before.low) ? tick.price : before.low,
    close: tick.price,
    volume: quantity(before.volume.plus(tick.quantity)),
    quoteVolume: quoteAmount(before.quoteVolume.plus(quote)),
    takerBase: isTakerBuy ? quantity(before.takerBase.plus(tick.quantity)) : before.takerBase,
    takerQuote: isTakerBuy ? quoteAmount(before.takerQuote.plus(quote)) : before.takerQuote,
    trades: before.trades + 1,
    lastTradeId: tick.id,
  };
}

/** Null for no ticks. */
export function candleOfTicks(openedAt: EpochMs, ticks: readonly Tick[]): WireCandle | null {
  return ticks.reduce<WireCandle | null>((candle, tick) => withTick(candle, openedAt, tick), null);
}

/** Several candles that follow each other as one; null for none. */
export function mergedCandle(openedAt: EpochMs, [first, ...rest]: readonly WireCandle[]): WireCandle | null {
  if (first === undefined) return null;
  return rest.reduce(joined, { ...first, openedAt });
}

function joined(whole: WireCandle, part: WireCandle): WireCandle {
  return {
    openedAt: whole.openedAt,
    open: whole.open,
    high: part.high.gt(whole.high) ? part.high : whole.high,
    low: part.low.lt(whole.low) ? part.low : whole.low,
    close: part.close,
    volume: quantity(whole.volume.plus(part.volume)),
    quoteVolume: quoteAmount(whole.quoteVolume.plus(part.quoteVolume)),
    takerBase: quantity(whole.takerBase.plus(part.takerBase)),
    takerQuote: quoteAmount(whole.takerQuote.plus(part.takerQuote)),
    trades: whole.trades + part.trades,
    firstTradeId: whole.firstTradeId === -1 ? part.firstTradeId : whole.firstTradeId,
    lastTradeId: part.lastTradeId === -1 ? whole.lastTradeId : part.lastTradeId,
  };
}

/**
 * A stored hour without its trades: prices and volume are exact. What a candle file does not have is what it usually is: the quote
 * volume at the average of the four prices, half of it bought by takers.
 */
export function estimatedCandle(candle: Candle, firstTradeId: number): WireCandle {
  const average = price(candle.open).plus(candle.high).plus(candle.low).plus(candle.close).div(4);
  const quote = average.times(candle.volume).toDecimalPlaces(8);
  return {
    openedAt: candle.openedAt,
    open: price(candle.open),
    high: price(candle.high),
    low: price(candle.low),
    close: price(candle.close),
    volume: quantity(candle.volume),
    quoteVolume: quoteAmount(quote),
    takerBase: quantity(quantity(candle.volume).div(2).toDecimalPlaces(8)),
    takerQuote: quoteAmount(quote.div(2).toDecimalPlaces(8)),
    trades: TICKS_PER_HOUR,
    firstTradeId,
    lastTradeId: firstTradeId + TICKS_PER_HOUR - 1,
  };
}
