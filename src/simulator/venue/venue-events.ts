import type { Quantity } from '../../domain/decimal.ts';
import type { FeeSchedule } from '../../domain/instrument.ts';
import { type Asset, baseAssetOf, QUOTE_ASSET } from '../../domain/market-symbol.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { Balance } from '../../ports/exchange.ts';
import { orderAfter, placedOrder } from './order-after.ts';
import type { VenueFact } from './venue-fact.ts';
import { tradeOf, type VenueTrade } from './venue-history.ts';
import { hasLimit, isOpen, orderIdsOf, type VenueList, type VenueOrder } from './venue-order.ts';
import { applyVenueFact, openOrderWith, type VenueState, venueBalanceOf } from './venue-state.ts';

/** `x` of an execution report. A stop that triggers and a pending order that comes alive tell NEW again. */
export type ExecutionType = 'NEW' | 'CANCELED' | 'REPLACED' | 'TRADE' | 'EXPIRED' | 'TRADE_PREVENTION';

/** What the account's stream tells: the executions of one request or public trade, then its lists, then the balances that may have changed. */
export type VenueEvent =
  | {
      readonly kind: 'execution';
      readonly at: EpochMs;
      readonly executionId: number;
      readonly executionType: ExecutionType;
      /** The order after the execution. */
      readonly order: VenueOrder;
      /** `c`: on a cancel the id of the cancel's request, on an amendment the new id. */
      readonly clientOrderId: string;
      /** `C`: the order's own id before a cancel or an amendment, else empty. */
      readonly originalClientOrderId: string;
      /** `w`: rests on the book. */
      readonly isOnBook: boolean;
      readonly trade: VenueTrade | null;
      readonly prevention: {
        readonly preventedMatchId: number;
        readonly lastPreventedQuantity: Quantity;
        readonly counterOrderId: number;
      } | null;
    }
  | {
      readonly kind: 'list-status';
      readonly at: EpochMs;
      readonly list: VenueList;
      readonly orders: readonly { readonly orderId: number; readonly clientOrderId: string }[];
    }
  | { readonly kind: 'account-position'; readonly at: EpochMs; readonly balances: readonly Balance[] }
  | { readonly kind: 'balance-update' | 'external-lock'; readonly at: EpochMs; readonly asset: Asset; readonly delta: Quantity };

/**
 * The events of facts that were committed together.
 *
 * @param before  The venue before the first of them.
 * @param idOf  The client's id of any order, those that ended included.
 */
export function venueEventsOf(
  facts: readonly VenueFact[],
  {
    before,
    fees,
    idOf,
    listOf,
  }: {
    readonly before: VenueState;
    readonly fees: FeeSchedule;
    readonly idOf: (orderId: number) => string;
    readonly listOf: (orderListId: number) => VenueList;
  },
): readonly VenueEvent[] {
  const events: VenueEvent[] = [];
  const assets = new Set<Asset>();
  let state = before;
  for (const fact of facts) {
    const event = executionOf(state, fact);
    if (event !== null) {
      events.push(event);
      assets.add(baseAssetOf(event.order.request.symbol)).add(QUOTE_ASSET);
      if (event.trade !== null) assets.add(event.trade.fee.asset);
    }
    if (fact.kind === 'transferred' || fact.kind === 'externally-locked') {
      const kind = fact.kind === 'transferred' ? 'balance-update' : 'external-lock';
      events.push({ kind, at: fact.at, asset: fact.asset, delta: fact.delta });
      assets.add(fact.asset);
    }
    state = applyVenueFact(state, fact);
  }
  const at = state.at;
  for (const fact of facts) {
    if (fact.kind !== 'list-placed' && fact.kind !== 'list-changed') continue;
    const list = listOf(fact.orderListId);
    const status =
      fact.kind === 'list-placed'
        ? ({ listStatusType: 'EXEC_STARTED', listOrderStatus: 'EXECUTING' } as const)
        : { listStatusType: fact.listStatusType, listOrderStatus: fact.listOrderStatus };
    const orders = orderIdsOf(list).map((orderId) => ({ orderId, clientOrderId: idOf(orderId) }));
    events.push({ kind: 'list-status', at: fact.at, list: { ...list, ...status }, orders });
  }
  if (assets.size === 0) return events;
  const balances = [...assets].map((asset) => venueBalanceOf(state, asset, fees));
  return [...events, { kind: 'account-position', at, balances }];
}

type Execution = VenueEvent & { readonly kind: 'execution' };

function executionOf(state: VenueState, fact: VenueFact): Execution | null {
  if (!('executionId' in fact)) return null;
  const before = fact.kind === 'placed' ? placedOrder(fact) : openOrderWith(state, fact.orderId);
  const order = fact.kind === 'placed' ? before : orderAfter(before, fact);
  const isCancel = fact.kind === 'closed' && fact.closing.status === 'CANCELED';
  return {
    kind: 'execution',
    at: fact.at,
    executionId: fact.executionId,
    executionType: executionTypeOf(fact),
    order,
    clientOrderId: fact.kind === 'closed' && fact.closing.status === 'CANCELED' ? fact.closing.cancelId : order.clientOrderId,
    originalClientOrderId: isCancel || fact.kind === 'amended' ? before.clientOrderId : '',
    isOnBook: isOnBook(order, fact),
    trade: fact.kind === 'traded' ? tradeOf(before, fact) : null,
    prevention:
      fact.kind === 'prevented'
        ? { preventedMatchId: fact.preventedMatchId, lastPreventedQuantity: fact.quantity, counterOrderId: fact.counterOrderId }
        : null,
  };
}

function executionTypeOf(fact: Extract<VenueFact, { readonly executionId: number }>): ExecutionType {
  switch (fact.kind) {
    case 'placed':
    case 'activated':
    case 'triggered':
      return 'NEW';
    case 'traded':
      return 'TRADE';
    case 'prevented':
      return 'TRADE_PREVENTION';
    case 'amended':
      return 'REPLACED';
    case 'closed':
      return fact.closing.status === 'CANCELED' ? 'CANCELED' : 'EXPIRED';
  }
}

/** The documented sequence of a market order says true when it is new, and false with its trades. */
function isOnBook(order: VenueOrder, fact: VenueFact): boolean {
  if (fact.kind === 'placed' || fact.kind === 'activated' || fact.kind === 'triggered') return order.isWorking;
  return isOpen(order) && order.isWorking && hasLimit(order.request.type);
}
