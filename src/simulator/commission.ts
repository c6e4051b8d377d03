import { Decimal, notional, type Price, type Quantity, type QuoteAmount, quantity } from '../domain/decimal.ts';
import type { Fill } from '../domain/fill.ts';
import type { FeeSchedule, Instrument } from '../domain/instrument.ts';
import { type Asset, type MarketSymbol, QUOTE_ASSET } from '../domain/market-symbol.ts';
import type { OrderSide } from '../domain/order.ts';

/** The coin in which commissions get a discount, and its market. */
export const DISCOUNT_ASSET: Asset = 'BNB';
export const DISCOUNT_SYMBOL: MarketSymbol = 'BNBUSDT';

/** Decimal places of commissions taken in USDT or BNB. */
const COMMISSION_PRECISION = 8;

export interface CommissionCase {
  readonly side: OrderSide;
  readonly instrument: Pick<Instrument, 'baseAsset' | 'basePrecision'>;
  readonly price: Price;
  readonly quantity: Quantity;
  readonly role: 'taker' | 'maker';
  /** What BNB costs now, and how much of it is free once the traded amounts have changed hands; null when it has no price. */
  readonly discountCoin: { readonly price: Price; readonly free: Quantity } | null;
}

/**
 * The commission of one fill and the coin it is taken from, decided for each fill anew: when BNB does not suffice for the whole
 * commission, all of it comes from the received asset, without the discount. Fractions of the smallest unit are not charged;
 * how the exchange rounds is not documented.
 *
 * @see binance-spot-api-docs, faqs/commission_faq.md
 */
export function commissionOf(fill: CommissionCase, schedule: FeeSchedule): Fill['fee'] {
  const rate = fill.role === 'taker' ? schedule.takerFraction : schedule.makerFraction;
  const value = notional(fill.price, fill.quantity).times(rate) as Decimal as QuoteAmount;
  const inCoin = schedule.paidIn === 'bnb' ? commissionInCoin(value, fill, schedule) : null;
  if (inCoin !== null) return { asset: DISCOUNT_ASSET, quantity: inCoin };
  if (fill.side === 'sell' || schedule.paidIn === 'quote') {
    return { asset: QUOTE_ASSET, quantity: truncated(value, COMMISSION_PRECISION) };
  }
  return { asset: fill.instrument.baseAsset, quantity: truncated(fill.quantity.times(rate), fill.instrument.basePrecision) };
}

function commissionInCoin(value: QuoteAmount, { discountCoin }: CommissionCase, schedule: FeeSchedule): Quantity | null {
  if (discountCoin === null) return null;
  const due = truncated(value.times(schedule.bnbDiscountFraction).div(discountCoin.price), COMMISSION_PRECISION);
  return due.lte(discountCoin.free) ? due : null;
}

function truncated(value: Decimal, decimalPlaces: number): Quantity {
  return quantity(value.toDecimalPlaces(decimalPlaces, Decimal.ROUND_DOWN));
}
