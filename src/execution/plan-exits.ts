import type { TradeTerms } from '../domain/approved-trade.ts';
import type { Fraction, Price, Quantity } from '../domain/decimal.ts';
import { floorToStep, ONE_FRACTION, scale, subtract } from '../domain/decimal.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { ClientOrderId, ExitTargetOrder, LimitOrder, OrderRequest, StopOrder } from '../domain/order.ts';
import type { OrderListRequest } from '../domain/order-list.ts';
import { findBrokenFilter } from './check-filters.ts';
import { stopFields } from './stop-order.ts';

/** The terms that become an order. A moved stop is none: protection replaces the resting one. */
export type OrderTerms = Exclude<TradeTerms, { readonly purpose: 'move-stop' }>;

/** A stop and a target. */
const EXITS_WITH_TARGET = 2;

/** The ids of what is sent together with an order. */
export interface ListIds {
  readonly list: ClientOrderId;
  readonly stop: ClientOrderId;
  readonly target: ClientOrderId;
}

export interface ExitsInput {
  readonly trade: OrderTerms;
  readonly instrument: Instrument;
  readonly mark: Price;
  /** Null for an order that is to go alone. */
  readonly list: {
    readonly ids: ListIds;
    /** The lowest stop that the new coins may have: that of the position to which an entry adds; null where there is none. */
    readonly stopPriceMin: Price | null;
    /** Where the coins are sold with a gain; null for no such order. */
    readonly targetPrice: Price | null;
    /** Our stops and targets that rest on the market already: a list with too many more would be refused as a whole. */
    readonly restingExits: number;
    /** The most that the exchange keeps of what an entry buys. */
    readonly feeFraction: Fraction;
  } | null;
}

/**
 * The list in which an order goes to the exchange together with what guards it: an entry with its stop and target, a stop with its target.
 * Null where the market does not take such a list, or would refuse the exits: the order then goes alone, and protection follows.
 */
export function planExits(input: ExitsInput, request: OrderRequest): OrderListRequest | null {
  const { trade, instrument, list } = input;
  if (list === null) return null;
  switch (trade.purpose) {
    case 'entry':
      return request.type === 'limit' && instrument.capabilities.includes('opo')
        ? entryList(input, trade.stopPrice, request)
        : null;
    case 'stop':
      return instrument.capabilities.includes('oco') && isStop(request) ? stopList(input, request) : null;
    case 'exit':
      return null;
  }
}

/** The entry is filled wholly or not at all: the exchange places the exits only after the whole of it, and a part would be without a stop. */
function entryList(input: ExitsInput, approvedStop: Price, request: LimitOrder): OrderListRequest | null {
  const { list, instrument, mark } = input;
  if (list === null) return null;
  const stopPriceMin = list.stopPriceMin ?? approvedStop;
  const stopPrice = stopPriceMin.gt(approvedStop) && stopPriceMin.lt(mark) ? stopPriceMin : approvedStop;
  const received = floorToStep(scale(request.quantity, subtract(ONE_FRACTION, list.feeFraction)), instrument.stepSize);
  const fields = stopFields({ instrument, quantity: received, stopPrice, mark });
  if (fields === null) return null;
  const { symbol, quantity } = request;
  const stop: StopOrder = { clientOrderId: list.ids.stop, symbol, side: 'sell', quantity, ...fields };
  if (!passes(input, { ...stop, quantity: received })) return null;
  const target = targetOrder(input, { quantity, sold: received });
  return { kind: 'entry-with-exits', listId: list.ids.list, entry: { ...request, timeInForce: 'fok' }, stop, target };
}

function stopList(input: ExitsInput, stop: StopOrder): OrderListRequest | null {
  const target = targetOrder(input, { quantity: stop.quantity, sold: stop.quantity });
  return target === null || input.list === null ? null : { kind: 'stop-with-target', listId: input.list.ids.list, stop, target };
}

/** Null where no target is wished, where it is reached already, and where the market does not take one. */
function targetOrder(
  input: ExitsInput,
  { quantity, sold }: { readonly quantity: Quantity; readonly sold: Quantity },
): ExitTargetOrder | null {
  const { list, instrument, mark, trade } = input;
  if (list === null || list.targetPrice === null || !instrument.capabilities.includes('oco')) return null;
  if (instrument.stopOrdersMax > 0 && list.restingExits + EXITS_WITH_TARGET > instrument.stopOrdersMax) return null;
  const stopPrice = floorToStep(list.targetPrice, instrument.tickSize);
  const target: ExitTargetOrder = {
    clientOrderId: list.ids.target,
    symbol: trade.symbol,
    side: 'sell',
    type: 'take-profit',
    quantity,
    stopPrice,
  };
  return stopPrice.gt(mark) && passes(input, { ...target, quantity: sold }) ? target : null;
}

function passes({ instrument, mark }: ExitsInput, request: OrderRequest): boolean {
  return findBrokenFilter({ request, instrument, mark }) === null;
}

function isStop(request: OrderRequest): request is StopOrder {
  return request.type === 'stop-loss' || request.type === 'stop-loss-limit';
}
