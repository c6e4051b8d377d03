import { fillKey } from '../domain/fill.ts';
import type { RoundTrip } from '../domain/position.ts';
import { applyFill, type BookedFill } from './apply-fill.ts';
import { applyTransfer, type BookedTransfer } from './apply-transfer.ts';
import { commissionOf } from './commission.ts';
import { EMPTY_LEDGER, type LedgerState, type LedgerStep } from './ledger-state.ts';

export type LedgerEvent =
  | { readonly kind: 'fill'; readonly booked: BookedFill }
  | { readonly kind: 'transfer'; readonly transfer: BookedTransfer; readonly sequence: number };

/**
 * The events of one book in the order in which they happened, with the state after each.
 *
 * Events are kept sorted by (time, id), not by arrival, and each counts once: any permutation or repetition of the same fills
 * gives the same positions, lots, cash and profit. An event in its turn costs one step; a late one is put in its place
 * and the steps after it are taken again.
 */
export class Ledger {
  readonly #keys = new Set<string>();
  readonly #steps: { readonly event: LedgerEvent; readonly after: LedgerStep }[] = [];

  get state(): LedgerState {
    return this.#steps.at(-1)?.after.state ?? EMPTY_LEDGER;
  }

  /** In order of closing. */
  get roundTrips(): readonly RoundTrip[] {
    return this.#steps.flatMap((step) => step.after.closed);
  }

  /** Fills whose commission has a value that nobody knew when they were booked. */
  get unvaluedFills(): readonly BookedFill[] {
    return this.#steps.flatMap(({ event }) =>
      event.kind === 'fill' && commissionOf(event.booked.fill, event.booked.feeValue).value === null ? [event.booked] : [],
    );
  }

  knows(key: string): boolean {
    return this.#keys.has(key);
  }

  /** @returns false when the event is known already and nothing changed. */
  add(event: LedgerEvent): boolean {
    const key = keyOf(event);
    if (this.#keys.has(key)) return false;
    this.#keys.add(key);
    let place = this.#steps.length;
    for (let before = this.#steps[place - 1]; before !== undefined && compareEvents(event, before.event) < 0; ) {
      place -= 1;
      before = this.#steps[place - 1];
    }
    const later = this.#steps.splice(place);
    this.#take(event);
    for (const step of later) this.#take(step.event);
    return true;
  }

  #take(event: LedgerEvent): void {
    const after = event.kind === 'fill' ? applyFill(this.state, event.booked) : applyTransfer(this.state, event.transfer);
    this.#steps.push({ event, after });
  }
}

function keyOf(event: LedgerEvent): string {
  return event.kind === 'fill' ? fillKey(event.booked.fill) : `transfer#${event.sequence}`;
}

/** By time; at the same time what comes in is booked before fills, and what goes out after them. */
function compareEvents(left: LedgerEvent, right: LedgerEvent): number {
  return timeOf(left) - timeOf(right) || rankOf(left) - rankOf(right) || compareIds(left, right);
}

function timeOf(event: LedgerEvent): number {
  return event.kind === 'fill' ? event.booked.fill.at : event.transfer.at;
}

function rankOf(event: LedgerEvent): number {
  if (event.kind === 'fill') return 1;
  return event.transfer.why === 'deposit' || event.transfer.why === 'fee-coin' ? 0 : 2;
}

/** The exchange's ids are growing numbers, so a longer one is the later one. */
function compareIds(left: LedgerEvent, right: LedgerEvent): number {
  if (left.kind === 'transfer' || right.kind === 'transfer') {
    return left.kind === 'transfer' && right.kind === 'transfer' ? left.sequence - right.sequence : 0;
  }
  const [first, second] = [left.booked.fill, right.booked.fill];
  return first.id.length - second.id.length || compareTexts(first.id, second.id) || compareTexts(first.symbol, second.symbol);
}

function compareTexts(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
