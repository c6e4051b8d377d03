import {
  add,
  averagePrice,
  type Quantity,
  type QuoteAmount,
  scale,
  smallest,
  subtract,
  ZERO_QUANTITY,
  ZERO_QUOTE,
} from '../domain/decimal.ts';
import type { Lot } from '../domain/position.ts';
import type { EpochMs } from '../domain/time.ts';

/** A purchase with its whole cost: a unit cost is a quotient and would not add up to what was paid. */
export interface OwnedLot {
  readonly openedAt: EpochMs;
  readonly quantity: Quantity;
  readonly cost: QuoteAmount;
}

/**
 * Decimal places of every quote amount in the ledger. Prices and quantities have at most eight each, so their products fit;
 * with the 40 significant digits of `Decimal` every sum is exact and the books add up to the last digit.
 */
const LEDGER_DECIMALS = 18;

export function toLedgerAmount(amount: QuoteAmount): QuoteAmount {
  return amount.toDecimalPlaces(LEDGER_DECIMALS) as QuoteAmount;
}

/** The share of `amount` that belongs to `part` of `whole`; all of it when the two are equal. The rest is `amount` minus the result. */
export function shareOf(amount: QuoteAmount, of: { readonly part: Quantity; readonly whole: Quantity }): QuoteAmount {
  if (of.part.eq(of.whole)) return amount;
  return toLedgerAmount(scale(amount, of.part).div(of.whole) as QuoteAmount);
}

export function quantityOf(lots: readonly OwnedLot[]): Quantity {
  return lots.reduce((sum, lot) => add(sum, lot.quantity), ZERO_QUANTITY);
}

export function costOf(lots: readonly OwnedLot[]): QuoteAmount {
  return lots.reduce((sum, lot) => add(sum, lot.cost), ZERO_QUOTE);
}

/** Takes `wanted` from the oldest lots. `missing` is what the lots could not give. */
export function takeOldest(
  lots: readonly OwnedLot[],
  wanted: Quantity,
): { readonly rest: readonly OwnedLot[]; readonly cost: QuoteAmount; readonly missing: Quantity } {
  let missing = wanted;
  let cost = ZERO_QUOTE;
  const rest: OwnedLot[] = [];
  for (const lot of lots) {
    const part = smallest(lot.quantity, missing);
    const partCost = shareOf(lot.cost, { part, whole: lot.quantity });
    missing = subtract(missing, part);
    cost = add(cost, partCost);
    const left = subtract(lot.quantity, part);
    if (!left.isZero()) rest.push({ openedAt: lot.openedAt, quantity: left, cost: subtract(lot.cost, partCost) });
  }
  return { rest, cost, missing };
}

export function displayedLot(lot: OwnedLot): Lot {
  return { openedAt: lot.openedAt, quantity: lot.quantity, unitCost: averagePrice(lot.cost, lot.quantity) };
}
