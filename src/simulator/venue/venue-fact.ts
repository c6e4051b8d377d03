import type { Price, Quantity, QuoteAmount } from '../../domain/decimal.ts';
import type { Asset, MarketSymbol } from '../../domain/market-symbol.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { Disturbance } from './venue-market.ts';
import type { ExpiryReason, SelfTradePrevention, VenueListKind, VenueOrderRequest } from './venue-order.ts';
import type { VenueSymbol } from './venue-symbol.ts';

/** What is about one order carries its number, and the number of the execution report that tells of it. */
interface OrderFact {
  readonly at: EpochMs;
  readonly orderId: number;
  readonly executionId: number;
}

/** How an order came to its end. A cancel carries the id of the cancel's own request; an expiry its reason, where it has one. */
export type Closing =
  | { readonly status: 'CANCELED'; readonly cancelId: string }
  | { readonly status: 'EXPIRED'; readonly reason: ExpiryReason }
  | { readonly status: 'EXPIRED_IN_MATCH' };

/** What happened on the venue. The account, its history and its events are folds of these; only decimals need decoding. */
export type VenueFact =
  | {
      readonly kind: 'opened';
      readonly at: EpochMs;
      readonly balances: readonly { readonly asset: Asset; readonly quantity: Quantity }[];
    }
  | (OrderFact & {
      readonly kind: 'placed';
      readonly orderListId: number;
      readonly clientOrderId: string;
      readonly request: VenueOrderRequest;
      readonly selfTradePreventionMode: SelfTradePrevention;
      readonly quantity: Quantity;
      readonly lockPrice: Price | null;
      /** `waiting` for its trigger; `pending` for the working order of its list. */
      readonly phase: 'working' | 'waiting' | 'pending';
    })
  | {
      readonly kind: 'list-placed';
      readonly at: EpochMs;
      readonly orderListId: number;
      readonly listKind: VenueListKind;
      readonly listClientOrderId: string;
      readonly symbol: MarketSymbol;
      readonly workingOrderId: number | null;
      readonly otherOrderIds: readonly number[];
    }
  /** A pending order came alive; its quantity is known now at the latest. */
  | (OrderFact & {
      readonly kind: 'activated';
      readonly phase: 'working' | 'waiting';
      readonly quantity: Quantity;
      readonly lockPrice: Price | null;
    })
  | { readonly kind: 'trailing-began'; readonly at: EpochMs; readonly orderId: number; readonly price: Price }
  | (OrderFact & { readonly kind: 'triggered' })
  | (OrderFact & {
      readonly kind: 'traded';
      readonly tradeId: number;
      readonly price: Price;
      readonly quantity: Quantity;
      readonly quote: QuoteAmount;
      readonly isMaker: boolean;
      /** What the trade was taken from: the book's levels, the public trade that met a resting order, or an order of the same account. */
      readonly against: 'book' | 'tape' | 'own-order';
      readonly fee: { readonly asset: Asset; readonly quantity: Quantity };
    })
  | (OrderFact & {
      readonly kind: 'prevented';
      readonly preventedMatchId: number;
      readonly quantity: Quantity;
      readonly price: Price;
      readonly counterOrderId: number;
    })
  | (OrderFact & { readonly kind: 'closed'; readonly closing: Closing })
  | (OrderFact & { readonly kind: 'amended'; readonly quantity: Quantity; readonly newClientOrderId: string })
  | {
      readonly kind: 'list-changed';
      readonly at: EpochMs;
      readonly orderListId: number;
      readonly listStatusType: 'UPDATED' | 'ALL_DONE';
      readonly listOrderStatus: 'EXECUTING' | 'ALL_DONE';
    }
  /** A deposit, or a withdrawal when `delta` is negative. */
  | { readonly kind: 'transferred'; readonly at: EpochMs; readonly asset: Asset; readonly delta: Quantity }
  /** Something outside trading holds an amount; negative when it lets go. */
  | { readonly kind: 'externally-locked'; readonly at: EpochMs; readonly asset: Asset; readonly delta: Quantity }
  | { readonly kind: 'symbol-changed'; readonly at: EpochMs; readonly symbol: VenueSymbol }
  | { readonly kind: 'disturbed'; readonly at: EpochMs; readonly disturbance: Disturbance };

/** The order that a fact is about; null for a fact about a list, the account or a market. */
export function orderIdOfFact(fact: VenueFact): number | null {
  return 'orderId' in fact ? fact.orderId : null;
}
