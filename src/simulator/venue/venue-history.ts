import type { Price, Quantity, QuoteAmount } from '../../domain/decimal.ts';
import { invariant } from '../../domain/invariant.ts';
import type { Asset, MarketSymbol } from '../../domain/market-symbol.ts';
import type { EpochMs } from '../../domain/time.ts';
import { orderAfter, placedList, placedOrder } from './order-after.ts';
import { orderIdOfFact, type VenueFact } from './venue-fact.ts';
import type { VenueList, VenueOrder } from './venue-order.ts';

/** One trade of the account: a row of `myTrades`, an entry of `fills`. */
export interface VenueTrade {
  /** Counts from 1 per symbol. The two sides of a trade with oneself have numbers of their own. */
  readonly id: number;
  readonly executionId: number;
  readonly symbol: MarketSymbol;
  readonly orderId: number;
  readonly orderListId: number;
  readonly price: Price;
  readonly quantity: Quantity;
  readonly quote: QuoteAmount;
  readonly fee: { readonly asset: Asset; readonly quantity: Quantity };
  readonly at: EpochMs;
  readonly isBuyer: boolean;
  readonly isMaker: boolean;
}

/** One row of `order/amendments`. */
export interface VenueAmendment {
  readonly executionId: number;
  readonly orderId: number;
  readonly symbol: MarketSymbol;
  readonly origClientOrderId: string;
  readonly newClientOrderId: string;
  readonly origQty: Quantity;
  readonly newQty: Quantity;
  readonly at: EpochMs;
}

interface Version<T> {
  readonly at: EpochMs;
  readonly value: T;
}

/** Every order, list, trade and amendment that ever was, and how each looked at any time: a read that lags is a look at an earlier time. */
export class VenueHistory {
  readonly #orders = new Map<number, Version<VenueOrder>[]>();
  readonly #lists = new Map<number, Version<VenueList>[]>();
  readonly #trades = new Map<MarketSymbol, VenueTrade[]>();
  readonly #tradesOfOrders = new Map<number, VenueTrade[]>();
  /** The newest order under each id that a client gave. */
  readonly #orderIds = new Map<string, number>();
  readonly #amendments: VenueAmendment[] = [];

  record(fact: VenueFact): void {
    if (fact.kind === 'list-placed') this.#addVersion(this.#lists, fact.orderListId, { at: fact.at, value: placedList(fact) });
    if (fact.kind === 'list-changed') {
      const { listStatusType, listOrderStatus, at } = fact;
      const list = latest(this.#lists.get(fact.orderListId));
      this.#addVersion(this.#lists, fact.orderListId, {
        at,
        value: { ...list, listStatusType, listOrderStatus, transactionTime: at },
      });
    }
    if (fact.kind === 'placed') {
      this.#addVersion(this.#orders, fact.orderId, { at: fact.at, value: placedOrder(fact) });
      this.#orderIds.set(clientKey(fact.request.symbol, fact.clientOrderId), fact.orderId);
    }
    const orderId = orderIdOfFact(fact);
    if (orderId === null || fact.kind === 'placed') return;
    const before = this.order(orderId);
    if (fact.kind === 'traded') this.#addTrade(tradeOf(before, fact));
    if (fact.kind === 'amended') this.#orderIds.set(clientKey(before.request.symbol, fact.newClientOrderId), orderId);
    if (fact.kind === 'amended') this.#amendments.push(amendmentOf(before, fact));
    this.#addVersion(this.#orders, orderId, { at: fact.at, value: orderAfter(before, fact) });
  }

  /** @throws InvariantError for an order that was never placed. */
  order(orderId: number): VenueOrder {
    return latest(this.#orders.get(orderId));
  }

  /** Every order as it was at `asOf`, in the order of their placing; those placed later are missing. */
  orders(asOf: EpochMs): readonly VenueOrder[] {
    return [...this.#orders.values()].flatMap((versions) => valueAt(versions, asOf) ?? []);
  }

  /** The order under a client's id; an id that was used again stands for its newest order. */
  orderByClientId(symbol: MarketSymbol, clientOrderId: string, asOf: EpochMs): VenueOrder | null {
    const newest = this.orderAsOf(this.#orderIds.get(clientKey(symbol, clientOrderId)) ?? -1, asOf);
    if (newest?.clientOrderId === clientOrderId) return newest;
    let found: VenueOrder | null = null;
    for (const versions of this.#orders.values()) {
      const order = valueAt(versions, asOf);
      if (order !== null && order.request.symbol === symbol && order.clientOrderId === clientOrderId) found = order;
    }
    return found;
  }

  orderAsOf(orderId: number, asOf: EpochMs): VenueOrder | null {
    return valueAt(this.#orders.get(orderId) ?? [], asOf);
  }

  /** @throws InvariantError for a list that was never placed. */
  list(orderListId: number): VenueList {
    return latest(this.#lists.get(orderListId));
  }

  lists(asOf: EpochMs): readonly VenueList[] {
    return [...this.#lists.values()].flatMap((versions) => valueAt(versions, asOf) ?? []);
  }

  /** Oldest first. */
  trades(symbol: MarketSymbol, asOf: EpochMs): readonly VenueTrade[] {
    return (this.#trades.get(symbol) ?? []).filter((trade) => trade.at <= asOf);
  }

  tradesOfOrder(orderId: number): readonly VenueTrade[] {
    return this.#tradesOfOrders.get(orderId) ?? [];
  }

  amendments(symbol: MarketSymbol, orderId: number): readonly VenueAmendment[] {
    return this.#amendments.filter((amendment) => amendment.symbol === symbol && amendment.orderId === orderId);
  }

  #addTrade(trade: VenueTrade): void {
    append(this.#trades, trade.symbol, trade);
    append(this.#tradesOfOrders, trade.orderId, trade);
  }

  #addVersion<T>(known: Map<number, Version<T>[]>, id: number, version: Version<T>): void {
    const versions = known.get(id);
    if (versions === undefined) known.set(id, [version]);
    else if (versions.at(-1)?.at === version.at) versions[versions.length - 1] = version;
    else versions.push(version);
  }
}

function append<K, T>(groups: Map<K, T[]>, key: K, value: T): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [value]);
  else group.push(value);
}

function clientKey(symbol: MarketSymbol, clientOrderId: string): string {
  return `${symbol}/${clientOrderId}`;
}

function latest<T>(versions: readonly Version<T>[] | undefined): T {
  const newest = versions?.at(-1);
  invariant(newest !== undefined, 'the venue was asked for an order or a list that it never had');
  return newest.value;
}

function valueAt<T>(versions: readonly Version<T>[], asOf: EpochMs): T | null {
  return versions.findLast((version) => version.at <= asOf)?.value ?? null;
}

export function tradeOf({ request, orderListId }: VenueOrder, fact: VenueFact & { readonly kind: 'traded' }): VenueTrade {
  const { tradeId, executionId, orderId, price, quantity, quote, fee, at, isMaker } = fact;
  const isBuyer = request.side === 'BUY';
  return {
    id: tradeId,
    executionId,
    symbol: request.symbol,
    orderId,
    orderListId,
    price,
    quantity,
    quote,
    fee,
    at,
    isBuyer,
    isMaker,
  };
}

function amendmentOf(order: VenueOrder, fact: VenueFact & { readonly kind: 'amended' }): VenueAmendment {
  return {
    executionId: fact.executionId,
    orderId: order.orderId,
    symbol: order.request.symbol,
    origClientOrderId: order.clientOrderId,
    newClientOrderId: fact.newClientOrderId,
    origQty: order.quantity,
    newQty: fact.quantity,
    at: fact.at,
  };
}
