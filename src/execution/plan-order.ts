import type { ApprovedTrade } from '../domain/approved-trade.ts';
import { decimalText, floorToStep, type Price } from '../domain/decimal.ts';
import type { Instrument } from '../domain/instrument.ts';
import { invariant } from '../domain/invariant.ts';
import {
  type ClientOrderId,
  digestOf,
  type ExchangeRequest,
  type OrderIntent,
  type OrderReason,
  type OrderRequest,
} from '../domain/order.ts';
import { type OrderListRequest, ordersOfList } from '../domain/order-list.ts';
import { type BrokenFilter, findBrokenFilter } from './check-filters.ts';
import { type ExitsInput, type OrderTerms, planExits } from './plan-exits.ts';
import { stopFields } from './stop-order.ts';

declare const planning: unique symbol;

/** How an entry buys. `collared-limit`: at once, at most at `priceMax`, the rest expires. `market`: at any price the book has. */
export type EntryKind = 'market' | 'collared-limit';

/** An order that the market accepts and the guard approved. Only `planOrder` makes one, only `OrderExecutor` sends one. */
export interface PlannedOrder {
  readonly intent: OrderIntent;
  /** The request in which it goes together with its exits; null for an order that goes alone. */
  readonly list: OrderListRequest | null;
  /** Of the exits in the list: a stop, a target. */
  readonly exits: readonly OrderIntent[];
  readonly [planning]: 'made-by-plan-order';
}

export type PlanResult =
  | { readonly tag: 'planned'; readonly order: PlannedOrder }
  /** Rounded, it is not what the market accepts: nothing is sent. */
  | ({ readonly tag: 'unplaceable' } & BrokenFilter);

export interface PlanInput {
  readonly trade: ApprovedTrade<OrderTerms>;
  readonly instrument: Instrument;
  /** The price of now. */
  readonly mark: Price;
  readonly clientOrderId: ClientOrderId;
  readonly entryKind: EntryKind;
  readonly reason: OrderReason;
  readonly proposalId: string | null;
  readonly sessionId: string | null;
  /** What is to go in the same request, where the market takes it; null or absent for an order that is to go alone. */
  readonly list?: ExitsInput['list'];
}

/**
 * Turns an approved trade into an order that the market accepts, rounding only towards less exposure: quantities and entry prices
 * down, stop prices up.
 *
 * @returns `unplaceable` with the filter that the rounded order would break. A market entry is also unplaceable (`price-range`)
 *   when the mark is above the price that was approved.
 * @throws InvariantError when `instrument` is another market's.
 */
export function planOrder(input: PlanInput): PlanResult {
  const { trade, instrument, mark } = input;
  invariant(instrument.symbol === trade.symbol, `a trade in ${trade.symbol} is planned with the filters of ${instrument.symbol}`);
  if (trade.purpose === 'entry' && input.entryKind === 'market' && mark.gt(trade.priceMax)) {
    return { tag: 'unplaceable', filter: 'price-range', value: decimalText(mark), bound: decimalText(trade.priceMax) };
  }
  const request = buildRequest(input);
  if (request === null)
    return { tag: 'unplaceable', filter: 'order-type', value: 'stop-loss', bound: instrument.orderTypes.join(', ') };
  const broken = findBrokenFilter({ request, instrument, mark });
  if (broken !== null) return { tag: 'unplaceable', ...broken };
  const list = planExits({ trade, instrument, mark, list: input.list ?? null }, request);
  return { tag: 'planned', order: list === null ? plannedAlone(input, request) : plannedList(input, list) };
}

function buildRequest({ trade, instrument, mark, clientOrderId, entryKind }: PlanInput): OrderRequest | null {
  const quantity = floorToStep(trade.quantity, instrument.stepSize);
  const common = { clientOrderId, symbol: trade.symbol, quantity };
  switch (trade.purpose) {
    case 'entry':
      return entryKind === 'market'
        ? { ...common, side: 'buy', type: 'market' }
        : { ...common, side: 'buy', type: 'limit', price: floorToStep(trade.priceMax, instrument.tickSize), timeInForce: 'ioc' };
    case 'exit':
      return { ...common, side: 'sell', type: 'market' };
    case 'stop': {
      const fields = stopFields({ instrument, quantity, stopPrice: trade.stopPrice, mark });
      return fields === null ? null : { ...common, side: 'sell', ...fields };
    }
  }
}

function plannedAlone(input: PlanInput, order: OrderRequest): PlannedOrder {
  const exits: readonly OrderIntent[] = [];
  return { intent: intentOf(input, order), list: null, exits } as PlannedOrder;
}

/** The exits are protection's: what they sell is no part of what the proposal asked for. */
function plannedList(input: PlanInput, list: OrderListRequest): PlannedOrder {
  const [first, ...others] = ordersOfList(list);
  invariant(first !== undefined, 'a list holds orders');
  const waitsFor = list.kind === 'entry-with-exits' ? first.clientOrderId : null;
  const exits: readonly OrderIntent[] = others.map((order) => {
    const [purpose, why] = order.type === 'take-profit' ? (['target', 'target'] as const) : (['stop', 'protection'] as const);
    const membership = { listId: list.listId, waitsFor };
    return { ...intentOf(input, order), purpose, proposalId: null, reason: why, list: membership };
  });
  const intent: OrderIntent = { ...intentOf(input, first), list: { listId: list.listId, waitsFor: null } };
  return { intent, list, exits } as PlannedOrder;
}

function intentOf({ trade, reason, proposalId, sessionId }: PlanInput, order: OrderRequest): OrderIntent {
  const request: ExchangeRequest = { kind: 'order', order };
  return {
    clientOrderId: order.clientOrderId,
    purpose: trade.purpose,
    request,
    digest: digestOf(request),
    proposalId,
    sessionId,
    reason,
  };
}
