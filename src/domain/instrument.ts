import type { Fraction, Price, Quantity, QuoteAmount } from './decimal.ts';
import type { Asset, MarketSymbol } from './market-symbol.ts';
import type { OrderType } from './order.ts';

/**
 * What the exchange accepts on one market. A step, minimum or maximum of 0 means that the exchange sets none.
 * @see binance-spot-api-docs, filters.md: PRICE_FILTER, LOT_SIZE, MARKET_LOT_SIZE, NOTIONAL, PERCENT_PRICE_BY_SIDE, MAX_NUM_ORDERS, MAX_NUM_ALGO_ORDERS
 */
export interface Instrument {
  readonly symbol: MarketSymbol;
  readonly baseAsset: Asset;
  readonly quoteAsset: Asset;
  readonly status: 'trading' | 'halted';
  readonly orderTypes: readonly OrderType[];
  readonly capabilities: readonly InstrumentCapability[];
  readonly tickSize: Price;
  readonly priceMin: Price;
  readonly priceMax: Price;
  readonly stepSize: Quantity;
  readonly quantityMin: Quantity;
  readonly quantityMax: Quantity;
  /** Largest quantity of a market order, in addition to `quantityMax`. */
  readonly marketQuantityMax: Quantity;
  readonly notionalMin: QuoteAmount;
  readonly notionalMax: QuoteAmount;
  /** Bounds of a limit or stop price as multiples of the reference price, by side of the order. */
  readonly buyPriceFractionMax: Fraction;
  readonly buyPriceFractionMin: Fraction;
  readonly sellPriceFractionMax: Fraction;
  readonly sellPriceFractionMin: Fraction;
  readonly openOrdersMax: number;
  /** Open stop orders on this market. */
  readonly stopOrdersMax: number;
  /** Decimal places of a commission taken in the base asset. */
  readonly basePrecision: number;
}

/**
 * What a market offers beyond single orders: a stop with a target (OCO), a purchase with an order that waits for it (OTO), one whose exits
 * are sized by the exchange (OPO), replacing an order in one request, reducing one in place, and stops that trail the price.
 */
export type InstrumentCapability = 'oco' | 'oto' | 'opo' | 'cancel-replace' | 'amend' | 'trailing-stop';

/** What one order costs: the taker's share of the amount received, and the coin it is taken from. */
export interface FeeSchedule {
  readonly takerFraction: Fraction;
  readonly makerFraction: Fraction;
  /** `received`: base on a buy, quote on a sell. `bnb`: from the BNB balance at `bnbDiscountFraction` of the fee, while it lasts. */
  readonly paidIn: 'received' | 'quote' | 'bnb';
  readonly bnbDiscountFraction: Fraction;
}
