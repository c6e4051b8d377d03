import { add, largest, notional, type QuoteAmount, subtract, ZERO_QUANTITY, ZERO_QUOTE } from '../domain/decimal.ts';
import type { Fill } from '../domain/fill.ts';
import type { FactOf } from '../domain/journal-entry.ts';
import { acquireCoins } from './acquire-coins.ts';
import { type Commission, commissionOf } from './commission.ts';
import type { LedgerState, LedgerStep } from './ledger-state.ts';
import { toLedgerAmount } from './lots.ts';
import { payWithCoins } from './pay-with-coins.ts';
import { releaseCoins } from './release-coins.ts';

/** A fill with what the books know of it beyond the exchange's word. */
export interface BookedFill {
  readonly fill: Fill;
  readonly feeValue: QuoteAmount | null;
  readonly reason: FactOf<'fill-booked'>['reason'];
}

/**
 * Books one fill. A purchase becomes a lot that costs what was paid, commission included; a commission taken in the coin itself
 * makes the lot smaller and each unit dearer. A sale realises proceeds net of commission minus the cost of the oldest lots.
 */
export function applyFill(state: LedgerState, booked: BookedFill): LedgerStep {
  const commission = commissionOf(booked.fill, booked.feeValue);
  const traded = booked.fill.side === 'buy' ? buy(state, booked.fill, commission) : sell(state, booked, commission);
  const feesPaid = add(traded.state.feesPaid, commission.value ?? ZERO_QUOTE);
  if (commission.kind !== 'coin') return { state: { ...traded.state, feesPaid }, closed: traded.closed };
  const paid = payWithCoins({ ...traded.state, feesPaid }, { ...commission, at: booked.fill.at });
  return { state: paid.state, closed: [...traded.closed, ...paid.closed] };
}

function buy(state: LedgerState, fill: Fill, commission: Commission): LedgerStep {
  const paid = toLedgerAmount(notional(fill.price, fill.quantity));
  const feeCost = commission.kind === 'base' ? ZERO_QUOTE : (commission.value ?? ZERO_QUOTE);
  const quantity =
    commission.kind === 'base' ? largest(subtract(fill.quantity, commission.quantity), ZERO_QUANTITY) : fill.quantity;
  const cashFlow = subtract(subtract(state.cashFlow, paid), cashFeeOf(commission));
  const bought = acquireCoins({ ...state, cashFlow }, { symbol: fill.symbol, quantity, cost: add(paid, feeCost), at: fill.at });
  return { state: bought, closed: [] };
}

function sell(state: LedgerState, { fill, reason }: BookedFill, commission: Commission): LedgerStep {
  const received = toLedgerAmount(notional(fill.price, fill.quantity));
  const cashFlow = subtract(add(state.cashFlow, received), cashFeeOf(commission));
  return releaseCoins(
    { ...state, cashFlow },
    {
      symbol: fill.symbol,
      quantity: fill.quantity,
      proceeds: subtract(received, commission.value ?? ZERO_QUOTE),
      how: reason === 'protection' ? 'stop' : 'sale',
      at: fill.at,
    },
  );
}

function cashFeeOf(commission: Commission): QuoteAmount {
  return commission.kind === 'quote' ? commission.value : ZERO_QUOTE;
}
