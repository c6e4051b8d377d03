import {
  add,
  ceilToStep,
  type Fraction,
  floorToStep,
  largest,
  ONE_FRACTION,
  type Price,
  type Quantity,
  scale,
  smallest,
  subtract,
  quantity as toQuantity,
  ZERO_QUANTITY,
} from '../domain/decimal.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { ClientOrderId, OrderRequest } from '../domain/order.ts';
import type { Position } from '../domain/position.ts';
import { findBrokenFilter, orderQuantityMax, type PlanFilter } from './check-filters.ts';
import { sellPriceMin, stopFields, stopPriceOnTick, stopTypeOf } from './stop-order.ts';

/** A protective stop that is known to rest on the exchange. */
export interface LiveStop {
  readonly clientOrderId: ClientOrderId;
  readonly remainingQuantity: Quantity;
  readonly stopPrice: Price;
}

export interface ProtectionInput {
  /** What the book owns of the symbol; null when flat. */
  readonly position: Position | null;
  readonly liveStops: readonly LiveStop[];
  /** Sells of the symbol of which nobody knows whether the exchange has them. */
  readonly sellsInDoubt: readonly ClientOrderId[];
  readonly instrument: Instrument;
  /** Coins on the account that no order holds; null where that is not known and the book alone counts. */
  readonly freeQuantity: Quantity | null;
  readonly mark: Price;
  /** Where the book wants the stop; null when nobody ever set one. */
  readonly desiredStopPrice: Price | null;
  /** Distance of the emergency stop below the average cost, or below the mark where that is lower. */
  readonly fallbackStopFraction: Fraction;
}

/**
 * The next step towards *sum of live stops = sellable quantity, at the wanted price*. One step at a time: after every cancellation
 * the caller reads fills and stops again and asks for the next decision, since the cancelled stop may have sold meanwhile.
 */
export type ProtectionDecision =
  /** All that can be sold is covered at the wanted price, or there is nothing to cover. */
  | { readonly tag: 'none' }
  | { readonly tag: 'resolve-first'; readonly clientOrderIds: readonly ClientOrderId[] }
  | { readonly tag: 'place'; readonly quantity: Quantity; readonly stopPrice: Price }
  /** Cancel these, then decide again; `quantity` and `stopPrice` are what would then be placed, so that it can be planned before. */
  | { readonly tag: 'replace'; readonly cancel: readonly ClientOrderId[]; readonly quantity: Quantity; readonly stopPrice: Price }
  /** `orphan`: the position is gone. `surplus`: together they would sell more than the book owns. */
  | { readonly tag: 'cancel'; readonly cancel: readonly ClientOrderId[]; readonly why: 'orphan' | 'surplus' }
  /** The stop's condition is already true. Cancel these first, if any, and decide again; else sell `quantity` now. */
  | {
      readonly tag: 'exit-at-market';
      readonly cancel: readonly ClientOrderId[];
      readonly quantity: Quantity;
      readonly why: 'would-trigger-immediately';
    }
  /** `quantity` of the position stays without a stop, whatever is tried. */
  | { readonly tag: 'unprotectable'; readonly quantity: Quantity; readonly why: UnprotectableReason };

/** `dust`: less than the market trades. `coins-locked`: the account's own orders or the user hold the coins. Else the filter that refuses. */
export type UnprotectableReason =
  | 'dust'
  | 'coins-locked'
  | 'stop-orders-max'
  | Exclude<PlanFilter, 'quantity-min' | 'notional-min'>;

/** Decides the one next step that protects a position. It never asks to sell more than the book owns. */
export function decideProtection(input: ProtectionInput): ProtectionDecision {
  const { position, liveStops, sellsInDoubt, instrument, mark } = input;
  if (sellsInDoubt.length > 0) return { tag: 'resolve-first', clientOrderIds: sellsInDoubt };
  if (position === null || position.quantity.isZero()) {
    return liveStops.length === 0 ? { tag: 'none' } : { tag: 'cancel', cancel: idsOf(liveStops), why: 'orphan' };
  }
  const held = floorToStep(position.quantity, instrument.stepSize);
  const sellable = sellableQuantity(input, held);
  const wanted = wantedStop(input, position);
  const decision = wanted.price.gte(mark) ? exitAtMarket(input, sellable) : coverSellable(input, { sellable, wanted });
  if (decision.tag === 'none' && held.isZero()) return { tag: 'unprotectable', quantity: position.quantity, why: 'dust' };
  if (decision.tag === 'none' && sellable.lt(held)) {
    return { tag: 'unprotectable', quantity: subtract(held, sellable), why: 'coins-locked' };
  }
  return decision;
}

interface WantedStop {
  readonly price: Price;
  isMetBy(stop: LiveStop): boolean;
}

/** What of the position can be sold: what the book owns, as far as the account has it free or in our own stops. */
function sellableQuantity({ freeQuantity, liveStops, instrument }: ProtectionInput, held: Quantity): Quantity {
  if (freeQuantity === null) return held;
  return smallest(held, floorToStep(add(freeQuantity, coveredBy(liveStops)), instrument.stepSize));
}

/**
 * The price that stops should have: the book's, else that of the stops that are there, else the emergency distance.
 * A price below what the market accepts now is raised to the lowest it accepts; a stop that rests between the two is kept,
 * since the bound moves with the mark and the stop must not.
 */
function wantedStop(
  { desiredStopPrice, liveStops, instrument, mark, fallbackStopFraction }: ProtectionInput,
  position: Position,
): WantedStop {
  const [first, ...rest] = liveStops.map((stop) => stop.stopPrice);
  const resting = first === undefined ? null : largest(first, ...rest);
  const emergency = scale(smallest(position.averageCost, mark), subtract(ONE_FRACTION, fallbackStopFraction));
  const wished = stopPriceOnTick(desiredStopPrice ?? resting ?? emergency, instrument);
  const price = largest(wished, sellPriceMin(instrument, mark));
  return { price, isMetBy: (stop) => stop.stopPrice.gte(wished) && stop.stopPrice.lte(price) };
}

function exitAtMarket(input: ProtectionInput, sellable: Quantity): ProtectionDecision {
  const { liveStops, instrument, mark } = input;
  const quantity = smallest(sellable, orderQuantityMax(instrument, 'market') ?? sellable);
  const sale = { clientOrderId: '', symbol: instrument.symbol, side: 'sell', quantity } as const;
  const broken = findBrokenFilter({ request: { ...sale, type: 'market' }, instrument, mark });
  if (broken !== null) return keepWhatIsThere(input, { sellable, wrong: liveStops, why: reasonOf(broken.filter) });
  return { tag: 'exit-at-market', cancel: idsOf(liveStops), quantity, why: 'would-trigger-immediately' };
}

function coverSellable(
  input: ProtectionInput,
  { sellable, wanted }: { readonly sellable: Quantity; readonly wanted: WantedStop },
): ProtectionDecision {
  const { liveStops, instrument } = input;
  const { kept, wrong } = sortStops(liveStops, { sellable, wanted });
  const missing = subtract(sellable, coveredBy(kept));
  if (missing.isZero()) return wrong.length === 0 ? { tag: 'none' } : { tag: 'cancel', cancel: idsOf(wrong), why: 'surplus' };

  const addition = nextStop(input, { missing, price: wanted.price });
  if (addition.broken === null && hasRoomFor(instrument, kept.length + 1)) {
    return wrong.length === 0 ? { tag: 'place', ...addition.stop } : { tag: 'replace', cancel: idsOf(wrong), ...addition.stop };
  }
  const whole = nextStop(input, { missing: sellable, price: wanted.price });
  if (liveStops.length > 0 && whole.broken === null && hasRoomFor(instrument, chunkCount(sellable, instrument))) {
    return { tag: 'replace', cancel: idsOf(liveStops), ...whole.stop };
  }
  return keepWhatIsThere(input, { sellable, wrong, why: addition.broken ?? 'stop-orders-max' });
}

/** Nothing better can be sent: stops at another price still protect, but together they may not sell more than is owned. */
function keepWhatIsThere(
  { liveStops }: ProtectionInput,
  {
    sellable,
    wrong,
    why,
  }: { readonly sellable: Quantity; readonly wrong: readonly LiveStop[]; readonly why: UnprotectableReason },
): ProtectionDecision {
  const covered = coveredBy(liveStops);
  if (covered.gt(sellable)) return { tag: 'cancel', cancel: idsOf(wrong), why: 'surplus' };
  if (covered.eq(sellable)) return { tag: 'none' };
  return { tag: 'unprotectable', quantity: subtract(sellable, covered), why };
}

/** Keeps stops at the wanted price while they sell no more than is owned, the largest first. */
function sortStops(
  stops: readonly LiveStop[],
  { sellable, wanted }: { readonly sellable: Quantity; readonly wanted: WantedStop },
): { readonly kept: readonly LiveStop[]; readonly wrong: readonly LiveStop[] } {
  const kept: LiveStop[] = [];
  const wrong: LiveStop[] = [];
  const largestFirst = [...stops].sort((one, other) => other.remainingQuantity.comparedTo(one.remainingQuantity));
  for (const stop of largestFirst) {
    const fits = add(coveredBy(kept), stop.remainingQuantity).lte(sellable);
    (fits && wanted.isMetBy(stop) ? kept : wrong).push(stop);
  }
  return { kept, wrong };
}

/** The next stop to place for what is missing, and why the market would refuse it. Above the market's largest order the rest follows in equal parts. */
function nextStop(
  { instrument, mark }: ProtectionInput,
  { missing, price }: { readonly missing: Quantity; readonly price: Price },
): { readonly stop: { readonly quantity: Quantity; readonly stopPrice: Price }; readonly broken: UnprotectableReason | null } {
  const quantity = ceilToStep(toQuantity(missing.div(chunkCount(missing, instrument))), instrument.stepSize);
  const stop = { quantity, stopPrice: price };
  const fields = stopFields({ instrument, mark, ...stop });
  if (fields === null) return { stop, broken: 'order-type' };
  const request: OrderRequest = { clientOrderId: '', symbol: instrument.symbol, side: 'sell', quantity, ...fields };
  const broken = findBrokenFilter({ request, instrument, mark });
  return { stop, broken: broken === null ? null : reasonOf(broken.filter) };
}

/** How many stops it takes to cover a quantity. */
function chunkCount(quantity: Quantity, instrument: Instrument): number {
  const quantityMax = orderQuantityMax(instrument, stopTypeOf(instrument) ?? 'stop-loss');
  return quantityMax === null ? 1 : Math.max(1, quantity.div(quantityMax).ceil().toNumber());
}

function hasRoomFor(instrument: Instrument, stopCount: number): boolean {
  return instrument.stopOrdersMax === 0 || stopCount <= instrument.stopOrdersMax;
}

function reasonOf(filter: PlanFilter): UnprotectableReason {
  return filter === 'quantity-min' || filter === 'notional-min' ? 'dust' : filter;
}

function coveredBy(stops: readonly LiveStop[]): Quantity {
  return stops.reduce((sum, stop) => add(sum, stop.remainingQuantity), ZERO_QUANTITY);
}

function idsOf(stops: readonly LiveStop[]): readonly ClientOrderId[] {
  return stops.map((stop) => stop.clientOrderId);
}
