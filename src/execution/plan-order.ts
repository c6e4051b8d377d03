import type { ApprovedTrade, TradeTerms } from '../domain/approved-trade.ts';
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
import { type BrokenFilter, findBrokenFilter } from './check-filters.ts';
import { stopFields } from './stop-order.ts';

declare const planning: unique symbol;

/** How an entry buys. `collared-limit`: at once, at most at `priceMax`, the rest expires. `market`: at any price the book has. */
export type EntryKind = 'market' | 'collared-limit';

/** The terms that become an order. A moved stop is none: protection replaces the resting one. */
export type OrderTerms = Exclude<TradeTerms, { readonly purpose: 'move-stop' }>;

/** An order that the market accepts and the guard approved. Only `planOrder` makes one, only `OrderExecutor` sends one. */
export interface PlannedOrder {
  readonly intent: OrderIntent;
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
  return broken === null ? { tag: 'planned', order: toPlannedOrder(input, request) } : { tag: 'unplaceable', ...broken };
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

function toPlannedOrder({ trade, reason, proposalId, sessionId }: PlanInput, order: OrderRequest): PlannedOrder {
  const request: ExchangeRequest = { kind: 'order', order };
  const intent: OrderIntent = {
    clientOrderId: order.clientOrderId,
    purpose: trade.purpose,
    request,
    digest: digestOf(request),
    proposalId,
    sessionId,
    reason,
  };
  return { intent } as PlannedOrder;
}
