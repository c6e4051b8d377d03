import { type DecimalText, type Price, price, type Quantity, quantity } from './decimal.ts';
import type { Encoded } from './encoded.ts';
import { invariant } from './invariant.ts';
import type { MarketSymbol } from './market-symbol.ts';
import type { EpochMs } from './time.ts';

export type OrderSide = 'buy' | 'sell';
export type OrderType = 'market' | 'limit' | 'stop-loss' | 'stop-loss-limit' | 'take-profit';
/** `gtc` rests until cancelled; `ioc` fills what it can at once and expires; `fok` fills wholly at once or expires. */
export type TimeInForce = 'gtc' | 'ioc' | 'fok';

/** At most 36 of `[A-Za-z0-9-_]`; derived from what the order is for, never random. Unique on the exchange among *open* orders only. */
export type ClientOrderId = string;
/** The exchange's own number of an order, as text. */
export type ExchangeOrderId = string;

interface OrderRequestCommon {
  readonly clientOrderId: ClientOrderId;
  readonly symbol: MarketSymbol;
  readonly side: OrderSide;
  readonly quantity: Quantity;
}

export type LimitOrder = OrderRequestCommon & {
  readonly type: 'limit';
  readonly price: Price;
  readonly timeInForce: TimeInForce;
};

export type StopOrder = OrderRequestCommon &
  (
    | /** Becomes a market order when the last price reaches `stopPrice`. */ {
        readonly type: 'stop-loss';
        readonly stopPrice: Price;
      }
    /** Becomes a limit order at `price` when the last price reaches `stopPrice`. */
    | {
        readonly type: 'stop-loss-limit';
        readonly stopPrice: Price;
        readonly price: Price;
        readonly timeInForce: TimeInForce;
      }
  );

/** A sale that becomes a market order when the last price has risen to `stopPrice`. */
export type ExitTargetOrder = OrderRequestCommon & { readonly type: 'take-profit'; readonly stopPrice: Price };

/** One order as it goes to the exchange; each type carries exactly the fields that it needs. */
export type OrderRequest = (OrderRequestCommon & { readonly type: 'market' }) | LimitOrder | StopOrder | ExitTargetOrder;

/** A single order that may be sent. Lists are made of several: `OrderListRequest`. */
export type ExchangeRequest = { readonly kind: 'order'; readonly order: OrderRequest };

/** What an order is for. `entry` raises exposure; `exit`, `stop` and `target` only lower it. */
export type OrderPurpose = 'entry' | 'exit' | 'stop' | 'target';

/** Which list an order was sent in, if it was. `waitsFor`: the entry whose fill places it; null for one that works from the start. */
export interface ListMembership {
  readonly listId: ClientOrderId;
  readonly waitsFor: ClientOrderId | null;
}

/**
 * An order that we decided to send, durable before its first byte leaves the process.
 * `digest` is the canonical text of the exact request that the guard approved.
 */
export interface OrderIntent {
  readonly clientOrderId: ClientOrderId;
  readonly purpose: OrderPurpose;
  readonly request: ExchangeRequest;
  readonly digest: string;
  /** The proposal that it executes; null for what protection and commands send. */
  readonly proposalId: string | null;
  readonly sessionId: string | null;
  /** Why it is sent, for the books. */
  readonly reason: OrderReason;
  /** Absent for an order that is sent alone. */
  readonly list?: ListMembership;
}

export type OrderReason = 'signal' | 'protection' | 'target' | 'close-command' | 'emergency-exit';

/**
 * The life of an order. `outcome-unknown` is a state and not an exception: the exchange may or may not have it,
 * so it is probed by its id and never sent again.
 */
export type OrderState =
  | { readonly tag: 'planned' }
  | { readonly tag: 'submitted'; readonly sentAt: EpochMs }
  | { readonly tag: 'outcome-unknown'; readonly sentAt: EpochMs; readonly cause: string }
  /** Accepted in a list, and waiting for its entry: it holds nothing and protects nothing yet. */
  | { readonly tag: 'pending'; readonly exchangeOrderId: ExchangeOrderId }
  /** `quantity`: only of an order that waited in a list, since the exchange sized it itself. */
  | {
      readonly tag: 'open';
      readonly exchangeOrderId: ExchangeOrderId;
      readonly filledQuantity: Quantity;
      readonly quantity?: Quantity;
    }
  | { readonly tag: 'filled'; readonly exchangeOrderId: ExchangeOrderId; readonly filledQuantity: Quantity }
  | { readonly tag: 'cancelled'; readonly exchangeOrderId: ExchangeOrderId; readonly filledQuantity: Quantity }
  | {
      readonly tag: 'expired';
      readonly exchangeOrderId: ExchangeOrderId;
      readonly filledQuantity: Quantity;
      readonly expiryReason: string;
    }
  /** Proven not executed: the exchange refused it. */
  | { readonly tag: 'rejected'; readonly code: number; readonly message: string }
  /** Not found twice after every window in which it could have been admitted; watched for 24 hours and adopted if seen. */
  | { readonly tag: 'lost'; readonly since: EpochMs }
  /** Intended but proven never sent. */
  | { readonly tag: 'abandoned'; readonly why: string };

export type OrderTag = OrderState['tag'];

/** Every allowed step in an order's life; anything else is a bug. A lost order that turns up is adopted. */
const ORDER_TRANSITIONS: Readonly<Record<OrderTag, readonly OrderTag[]>> = {
  planned: ['submitted', 'abandoned'],
  submitted: ['pending', 'open', 'filled', 'cancelled', 'expired', 'rejected', 'outcome-unknown', 'abandoned'],
  'outcome-unknown': ['pending', 'open', 'filled', 'cancelled', 'expired', 'rejected', 'lost'],
  pending: ['open', 'filled', 'cancelled', 'expired'],
  open: ['open', 'filled', 'cancelled', 'expired'],
  lost: ['pending', 'open', 'filled', 'cancelled', 'expired', 'abandoned'],
  filled: [],
  cancelled: [],
  expired: [],
  rejected: [],
  abandoned: [],
};

export function canTransition(from: OrderTag, to: OrderTag): boolean {
  return ORDER_TRANSITIONS[from].includes(to);
}

/** True when nothing can change any more (a late fill is still booked by its own id). */
export function isTerminal(tag: OrderTag): boolean {
  return ORDER_TRANSITIONS[tag].length === 0;
}

/** True while the order holds, or may hold, or may come to hold coins or cash on the exchange. */
export function isLive(tag: OrderTag): boolean {
  return tag === 'planned' || tag === 'submitted' || tag === 'outcome-unknown' || tag === 'pending' || tag === 'open';
}

/** The letter by which an order's id tells what it is for. */
export type OrderLeg = 'e' | 'x' | 's' | 't' | 'l';

const CLIENT_ORDER_ID = /^[A-Za-z0-9_-]{1,36}$/;

/**
 * Builds the id of an order from what it is for, so that the same decision always has the same id.
 *
 * @param trigger  What caused it, short: `0101T13` for a session, `P12` for a proposal, `S7` for protection.
 * @param leg  `e` entry, `x` exit, `s` stop, `t` target, `l` the list that holds several.
 * @param attempt  1 for the first; a new attempt is made only after the one before is proven not to exist.
 * @param epoch  The lease's number; orders of a stale process are told apart by it.
 * @throws InvariantError when the parts do not fit into the exchange's 36 characters.
 */
export function clientOrderIdOf(parts: {
  readonly prefix: string;
  readonly trigger: string;
  readonly symbol: MarketSymbol;
  readonly leg: OrderLeg;
  readonly attempt: number;
  readonly epoch: number;
}): ClientOrderId {
  const id = `${parts.prefix}-${parts.trigger}-${parts.symbol}-${parts.leg}${parts.attempt}-${parts.epoch}`;
  invariant(CLIENT_ORDER_ID.test(id), `client order id must be 1 to 36 of [A-Za-z0-9_-], got "${id}"`);
  return id;
}

/**
 * The canonical text of a request: the same bytes for the same order, different bytes for any other.
 * An approval is bound to it. It is the text itself and not a hash of it, so nothing can collide.
 */
export function digestOf(request: ExchangeRequest): string {
  const { order } = request;
  const parts = [request.kind, order.symbol, order.side, order.type, order.quantity.toFixed()];
  if (order.type === 'limit') parts.push(order.price.toFixed(), order.timeInForce);
  if (order.type === 'stop-loss' || order.type === 'take-profit') parts.push(order.stopPrice.toFixed());
  if (order.type === 'stop-loss-limit') parts.push(order.stopPrice.toFixed(), order.price.toFixed(), order.timeInForce);
  parts.push(order.clientOrderId);
  return parts.join('|');
}

export function decodeOrderRequest(encoded: Encoded<OrderRequest>): OrderRequest {
  const common = {
    clientOrderId: encoded.clientOrderId,
    symbol: encoded.symbol,
    side: encoded.side,
    quantity: quantity(encoded.quantity),
  };
  switch (encoded.type) {
    case 'market':
      return { ...common, type: 'market' };
    case 'limit':
      return { ...common, type: 'limit', price: price(encoded.price), timeInForce: encoded.timeInForce };
    case 'stop-loss':
    case 'take-profit':
      return { ...common, type: encoded.type, stopPrice: price(encoded.stopPrice) };
    case 'stop-loss-limit':
      return {
        ...common,
        type: 'stop-loss-limit',
        stopPrice: price(encoded.stopPrice),
        price: price(encoded.price),
        timeInForce: encoded.timeInForce,
      };
  }
}

export function decodeOrderIntent(encoded: Encoded<OrderIntent>): OrderIntent {
  return { ...encoded, request: { kind: 'order', order: decodeOrderRequest(encoded.request.order) } };
}

export function decodeOrderState(encoded: Encoded<OrderState>): OrderState {
  switch (encoded.tag) {
    case 'open': {
      const { quantity: sized, ...rest } = encoded;
      const open = { ...rest, filledQuantity: quantity(encoded.filledQuantity) };
      return sized === undefined ? open : { ...open, quantity: quantity(sized) };
    }
    case 'filled':
    case 'cancelled':
    case 'expired':
      return { ...encoded, filledQuantity: quantity(encoded.filledQuantity as DecimalText) };
    default:
      return encoded;
  }
}
