import { type DecimalText, type Quantity, quantity } from '../domain/decimal.ts';
import { type Encoded, encode } from '../domain/encoded.ts';
import { decodeFill, type Fill } from '../domain/fill.ts';
import type { Asset } from '../domain/market-symbol.ts';
import { type ClientOrderId, decodeOrderRequest, type ExchangeOrderId, type OrderRequest } from '../domain/order.ts';
import type { EpochMs } from '../domain/time.ts';

/**
 * An order's place in the list that it was sent in: the `entry`, an exit `after-entry` that waits until that is wholly filled, or an `exit`
 * over coins that are there already. The exits of a list end each other.
 */
export interface ListPlace {
  readonly listId: ClientOrderId;
  readonly role: 'entry' | 'after-entry' | 'exit';
}

/** What happened on the simulated account. Its whole state is a fold of these. */
export type SimulatorFact =
  | {
      readonly kind: 'opened';
      readonly at: EpochMs;
      readonly balances: readonly { readonly asset: Asset; readonly quantity: Quantity }[];
    }
  | {
      readonly kind: 'placed';
      readonly at: EpochMs;
      readonly exchangeOrderId: ExchangeOrderId;
      readonly request: OrderRequest;
      /** Absent for an order that was sent alone. */
      readonly list?: ListPlace;
    }
  /** The entry that an exit waited for is wholly filled; from now on the exit works, for this quantity. */
  | {
      readonly kind: 'activated';
      readonly at: EpochMs;
      readonly exchangeOrderId: ExchangeOrderId;
      readonly quantity: Quantity;
    }
  /** A stop or a target was reached by the price and became a market or a limit order. */
  | { readonly kind: 'triggered'; readonly at: EpochMs; readonly exchangeOrderId: ExchangeOrderId }
  | { readonly kind: 'filled'; readonly at: EpochMs; readonly fill: Fill }
  | {
      readonly kind: 'closed';
      readonly at: EpochMs;
      readonly exchangeOrderId: ExchangeOrderId;
      readonly status: 'cancelled' | 'expired';
      readonly expiryReason: string | null;
    };

export function openingFact(balances: Readonly<Record<Asset, DecimalText>>, at: EpochMs): SimulatorFact {
  return {
    kind: 'opened',
    at,
    balances: Object.entries(balances).map(([asset, amount]) => ({ asset, quantity: quantity(amount) })),
  };
}

/** Facts that happened together: one line of the store, so that all of them are kept or none. */
export function encodeFacts(facts: readonly SimulatorFact[]): string {
  return JSON.stringify(encode(facts));
}

export function decodeFacts(record: string): readonly SimulatorFact[] {
  return (JSON.parse(record) as readonly Encoded<SimulatorFact>[]).map(decodeFact);
}

function decodeFact(encoded: Encoded<SimulatorFact>): SimulatorFact {
  switch (encoded.kind) {
    case 'opened':
      return { ...encoded, balances: encoded.balances.map((balance) => ({ ...balance, quantity: quantity(balance.quantity) })) };
    case 'placed':
      return { ...encoded, request: decodeOrderRequest(encoded.request) };
    case 'activated':
      return { ...encoded, quantity: quantity(encoded.quantity) };
    case 'filled':
      return { ...encoded, fill: decodeFill(encoded.fill) };
    case 'triggered':
    case 'closed':
      return encoded;
  }
}
