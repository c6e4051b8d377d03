import type { Price, Quantity, QuoteAmount } from '../../domain/decimal.ts';
import type { MarketSymbol } from '../../domain/market-symbol.ts';
import type { EpochMs } from '../../domain/time.ts';

export type VenueSide = 'BUY' | 'SELL';
export type VenueOrderType =
  | 'LIMIT'
  | 'MARKET'
  | 'LIMIT_MAKER'
  | 'STOP_LOSS'
  | 'STOP_LOSS_LIMIT'
  | 'TAKE_PROFIT'
  | 'TAKE_PROFIT_LIMIT';
export type VenueTimeInForce = 'GTC' | 'IOC' | 'FOK';
/** What happens when an account's order would trade with its own resting order; the taker's mode decides. */
export type SelfTradePrevention = 'NONE' | 'EXPIRE_TAKER' | 'EXPIRE_MAKER' | 'EXPIRE_BOTH' | 'DECREMENT' | 'TRANSFER';

/** One order in the exchange's own words. Numbers are parsed already; that they are there is checked by the engine. */
export interface VenueOrderRequest {
  readonly symbol: MarketSymbol;
  readonly side: VenueSide;
  readonly type: VenueOrderType;
  readonly timeInForce?: VenueTimeInForce | undefined;
  readonly quantity?: Quantity | undefined;
  readonly quoteOrderQty?: QuoteAmount | undefined;
  readonly price?: Price | undefined;
  readonly stopPrice?: Price | undefined;
  /** Basis points: 100 is one percent. */
  readonly trailingDelta?: number | undefined;
  readonly icebergQty?: Quantity | undefined;
  /** Derived from the order's number when it is absent. */
  readonly newClientOrderId?: string | undefined;
  /** The symbol's default when it is absent. */
  readonly selfTradePreventionMode?: SelfTradePrevention | undefined;
  readonly strategyId?: number | undefined;
  readonly strategyType?: number | undefined;
}

export type VenueOrderStatus =
  | 'NEW'
  | 'PENDING_NEW'
  | 'PARTIALLY_FILLED'
  | 'FILLED'
  | 'CANCELED'
  | 'REJECTED'
  | 'EXPIRED'
  | 'EXPIRED_IN_MATCH';

/** Why the exchange ended an order by itself: `expiryReason` of REST, `eR` of the stream. */
export type ExpiryReason =
  | 'REJECTED'
  | 'EXCHANGE_CANCELED'
  | 'OCO_TRIGGER'
  | 'OTO_PHASE_ONE_EXPIRED'
  | 'UNFILLED_IOC_QUANTITY_EXPIRED'
  | 'UNFILLED_FOK_ORDER_EXPIRED'
  | 'INSUFFICIENT_LIQUIDITY'
  | 'EXECUTION_RULE_PRICE_RANGE_EXCEEDED';

/** An order as the exchange knows it. Available = `quantity` − `executedQuantity` − `preventedQuantity`. */
export interface VenueOrder {
  readonly orderId: number;
  /** −1 outside order lists. */
  readonly orderListId: number;
  readonly clientOrderId: string;
  readonly request: VenueOrderRequest;
  readonly selfTradePreventionMode: SelfTradePrevention;
  /** `origQty`: as placed, as amended, or what an order by quote amount was computed to. */
  readonly quantity: Quantity;
  readonly executedQuantity: Quantity;
  readonly cumulativeQuote: QuoteAmount;
  readonly preventedQuantity: Quantity;
  readonly preventedMatchId: number | null;
  readonly status: VenueOrderStatus;
  /** True once it is on the book or was triggered; then `workingTime` is when that happened, else −1. */
  readonly isWorking: boolean;
  readonly workingTime: EpochMs | -1;
  readonly placedAt: EpochMs;
  readonly updatedAt: EpochMs;
  /** −1 until trailing has begun: `trailingTime`. */
  readonly trailingSince: EpochMs | -1;
  /** The highest (sells) or lowest (buys) price since trailing began. */
  readonly trailingExtreme: Price | null;
  /** The price at which a purchase locks cash; null for what locks none. */
  readonly lockPrice: Price | null;
  readonly expiryReason: ExpiryReason | null;
  readonly amendments: number;
  /** Base received net of commission; what an OPO order keeps for its pending orders. */
  readonly receivedBase: Quantity;
}

export type VenueListKind = 'OCO' | 'OTO' | 'OTOCO' | 'OPO' | 'OPOCO';

/** An order list. OPO and OPOCO are told as contingency `OTO`, as is OTOCO. */
export interface VenueList {
  readonly orderListId: number;
  readonly kind: VenueListKind;
  readonly listClientOrderId: string;
  readonly symbol: MarketSymbol;
  /** Null in an OCO, whose legs all work from the beginning. */
  readonly workingOrderId: number | null;
  /** The pending orders, or the legs of an OCO; above before below. */
  readonly otherOrderIds: readonly number[];
  readonly listStatusType: 'RESPONSE' | 'EXEC_STARTED' | 'UPDATED' | 'ALL_DONE';
  readonly listOrderStatus: 'EXECUTING' | 'ALL_DONE' | 'REJECT';
  readonly transactionTime: EpochMs;
}

const CONTINGENT: readonly VenueOrderType[] = ['STOP_LOSS', 'STOP_LOSS_LIMIT', 'TAKE_PROFIT', 'TAKE_PROFIT_LIMIT'];
const LIMITED: readonly VenueOrderType[] = ['LIMIT', 'LIMIT_MAKER', 'STOP_LOSS_LIMIT', 'TAKE_PROFIT_LIMIT'];
const STOPS: readonly VenueOrderType[] = ['STOP_LOSS', 'STOP_LOSS_LIMIT'];

/** True for what waits for a trigger: the exchange's "algo" orders. */
export function isContingent(type: VenueOrderType): boolean {
  return CONTINGENT.includes(type);
}

/** True for what, once working, never trades beyond its own price. */
export function hasLimit(type: VenueOrderType): boolean {
  return LIMITED.includes(type);
}

/** The direction in which the price must go to reach the order's `stopPrice`. */
export function triggerDirection({ side, type }: Pick<VenueOrderRequest, 'side' | 'type'>): 'up' | 'down' {
  return STOPS.includes(type) === (side === 'BUY') ? 'up' : 'down';
}

export function isOpen({ status }: Pick<VenueOrder, 'status'>): boolean {
  return status === 'NEW' || status === 'PENDING_NEW' || status === 'PARTIALLY_FILLED';
}

export function availableOf(order: Pick<VenueOrder, 'quantity' | 'executedQuantity' | 'preventedQuantity'>): Quantity {
  return order.quantity.minus(order.executedQuantity).minus(order.preventedQuantity) as Quantity;
}

export function orderIdsOf(list: VenueList): readonly number[] {
  return list.workingOrderId === null ? list.otherOrderIds : [list.workingOrderId, ...list.otherOrderIds];
}

/** The list's word for what binds its orders together. */
export function contingencyOf({ kind }: VenueList): 'OCO' | 'OTO' {
  return kind === 'OCO' ? 'OCO' : 'OTO';
}
