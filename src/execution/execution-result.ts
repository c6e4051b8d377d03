import type { Fill } from '../domain/fill.ts';
import { unreachable } from '../domain/invariant.ts';
import { filledQuantityOf, type TrackedOrder } from './tracked-order.ts';

/** What became of an order, with its fills as far as this call learnt of them. All of it is in the journal already. */
export type ExecutionResult = { readonly order: TrackedOrder; readonly fills: readonly Fill[] } & (
  | { readonly tag: 'filled' }
  /** It has ended; a part of it was filled. */
  | { readonly tag: 'partly-filled' }
  /** It has ended and bought or sold nothing. */
  | { readonly tag: 'unfilled' }
  /** It rests on the exchange, or waits there for its entry. */
  | { readonly tag: 'open' }
  /** Proven not executed. */
  | { readonly tag: 'rejected'; readonly code: number; readonly message: string }
  /** The exchange may or may not have it: `resolve` finds out, nothing sends it again. */
  | { readonly tag: 'outcome-unknown'; readonly cause: string }
  /** Not found twice after every window in which it could have been admitted. */
  | { readonly tag: 'lost' }
  /** Intended before a restart and not found twice after the window: taken as never sent. */
  | { readonly tag: 'abandoned' }
);

export function executionResultOf(order: TrackedOrder, fills: readonly Fill[]): ExecutionResult {
  const { state } = order;
  switch (state.tag) {
    case 'pending':
      return { tag: 'open', order, fills };
    case 'filled':
    case 'open':
    case 'lost':
    case 'abandoned':
      return { tag: state.tag, order, fills };
    case 'cancelled':
    case 'expired':
      return { tag: filledQuantityOf(order).isZero() ? 'unfilled' : 'partly-filled', order, fills };
    case 'rejected':
      return { tag: 'rejected', code: state.code, message: state.message, order, fills };
    case 'outcome-unknown':
      return { tag: 'outcome-unknown', cause: state.cause, order, fills };
    case 'planned':
    case 'submitted':
      return { tag: 'outcome-unknown', cause: 'nothing was heard of it yet', order, fills };
    default:
      return unreachable(state);
  }
}
