import { type EpochMs, HOUR_MS, hourStart } from '../domain/time.ts';
import type { AccountState } from './account-state.ts';
import { firstReach, type PathPoint } from './fill-model.ts';
import { availableQuantity, type ExchangeRules } from './matching.ts';
import type { OpenOrder } from './open-order.ts';

/** The price that an open order waits for is reached. */
export interface Occurrence {
  readonly order: OpenOrder;
  readonly point: PathPoint;
}

export interface TimeSpan {
  readonly from: EpochMs;
  readonly until: EpochMs;
}

/**
 * The first thing that the paths of all markets do to the open orders within the span, both ends included; of two in the same
 * millisecond, the order that was placed first. Both ends count, so that walking the same span again after a crash finds what was missed.
 */
export function nextOccurrence(rules: ExchangeRules, state: AccountState, { from, until }: TimeSpan): Occurrence | null {
  if (state.openOrders.length === 0) return null;
  for (let hour = hourStart(from); hour <= until; hour += HOUR_MS) {
    const span = { from: Math.max(from, hour), until: Math.min(until, hour + HOUR_MS - 1) };
    const occurrence = firstWithinHour(rules, state, span);
    if (occurrence !== null) return occurrence;
  }
  return null;
}

function firstWithinHour(rules: ExchangeRules, state: AccountState, span: TimeSpan): Occurrence | null {
  const openedAt = hourStart(span.from);
  let earliest: Occurrence | null = null;
  for (const order of state.openOrders) {
    const candle = rules.future.candleAt(order.report.symbol, openedAt);
    if (candle === null || order.watch === null) continue;
    const point = firstReach(candle, order.watch, span);
    if (point === null || (earliest !== null && point.at >= earliest.point.at)) continue;
    if (canAct(rules, state, order, point.at)) earliest = { order, point };
  }
  return earliest;
}

/** A resting order has to wait for the next candle when this one's volume is used up; a stop triggers in any case. */
function canAct(rules: ExchangeRules, state: AccountState, order: OpenOrder, at: EpochMs): boolean {
  return order.terms.kind === 'waiting' || !availableQuantity(rules, state, order, at).isZero();
}
