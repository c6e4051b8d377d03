import { type Price, price, type Quantity, quantity } from './decimal.ts';
import type { Encoded } from './encoded.ts';
import type { Asset, MarketSymbol } from './market-symbol.ts';
import type { ClientOrderId, ExchangeOrderId, OrderSide } from './order.ts';
import type { EpochMs } from './time.ts';

/** One execution of (a part of) an order. Only fills move the books. */
export interface Fill {
  /** The exchange's number of the execution; unique per market, kept for ever. */
  readonly id: string;
  readonly symbol: MarketSymbol;
  readonly side: OrderSide;
  readonly clientOrderId: ClientOrderId;
  readonly exchangeOrderId: ExchangeOrderId;
  readonly price: Price;
  readonly quantity: Quantity;
  /** The commission as it was taken: in base on a buy, in quote on a sell, or in BNB. */
  readonly fee: { readonly asset: Asset; readonly quantity: Quantity };
  readonly at: EpochMs;
}

export function decodeFill(encoded: Encoded<Fill>): Fill {
  return {
    ...encoded,
    price: price(encoded.price),
    quantity: quantity(encoded.quantity),
    fee: { asset: encoded.fee.asset, quantity: quantity(encoded.fee.quantity) },
  };
}

/** What a fill is counted by: twice the same key is the same fill. */
export function fillKey(fill: Pick<Fill, 'symbol' | 'id'>): string {
  return `${fill.symbol}#${fill.id}`;
}
