import { describe, expect, it } from 'vitest';
import { quantity } from '../../src/domain/decimal.ts';
import { encode } from '../../src/domain/encoded.ts';
import type { ClientOrderId, OrderIntent, OrderState } from '../../src/domain/order.ts';
import { fillBookedFact, orderChangedFact } from '../../src/execution/order-facts.ts';
import { OrderTracker } from '../../src/execution/order-tracker.ts';
import { entryOf, fillOf, NOW, plannedOrder, plannedStop } from './execution-fixtures.ts';

const ENTRY = plannedOrder().intent;
const STOP: OrderIntent = {
  ...plannedStop().intent,
  list: { listId: 'stw-P1-BTCUSDT-l1-1', waitsFor: ENTRY.clientOrderId },
};
const FILL = fillOf({ clientOrderId: ENTRY.clientOrderId, side: 'buy' }, { id: '1', quantity: '0.1' });
const SUBMITTED: OrderState = { tag: 'submitted', sentAt: NOW };
const PENDING: OrderState = { tag: 'pending', exchangeOrderId: '9002' };
const ENTRY_OPEN: OrderState = { tag: 'open', exchangeOrderId: '9001', filledQuantity: quantity(0) };
const STOP_OPEN: OrderState = { tag: 'open', exchangeOrderId: '9002', filledQuantity: quantity(0), quantity: quantity('0.1') };

function trackerAfter(entry: OrderState, stop: OrderState): OrderTracker {
  const tracker = new OrderTracker();
  for (const intent of [ENTRY, STOP]) tracker.apply(entryOf({ kind: 'order-intended', intent: encode(intent) }));
  change(tracker, ENTRY.clientOrderId, entry);
  change(tracker, STOP.clientOrderId, stop);
  return tracker;
}

function change(tracker: OrderTracker, clientOrderId: ClientOrderId, state: OrderState): void {
  tracker.apply(entryOf(orderChangedFact(clientOrderId, SUBMITTED)));
  tracker.apply(entryOf(orderChangedFact(clientOrderId, state)));
}

function protectionOf(tracker: OrderTracker) {
  const { liveStops, sellsInDoubt } = tracker.protectionOf('BTCUSDT');
  return { live: liveStops.map(({ clientOrderId }) => clientOrderId), doubt: sellsInDoubt };
}

describe('the stop of an entry', () => {
  it('that works already is no stop of a position while the fill of its entry is not booked', () => {
    expect(protectionOf(trackerAfter(ENTRY_OPEN, STOP_OPEN))).toEqual({ live: [], doubt: [] });
  });

  it('counts as soon as the fill is booked, whatever is known of the entry itself', () => {
    const tracker = trackerAfter(ENTRY_OPEN, STOP_OPEN);
    tracker.apply(entryOf(fillBookedFact(FILL, 'signal')));
    expect(protectionOf(tracker)).toEqual({ live: [STOP.clientOrderId], doubt: [] });
  });

  it('that waits is nothing yet, and in doubt once the fill of its entry is booked', () => {
    const tracker = trackerAfter(ENTRY_OPEN, PENDING);
    expect(protectionOf(tracker)).toEqual({ live: [], doubt: [] });
    tracker.apply(entryOf(fillBookedFact(FILL, 'signal')));
    expect(protectionOf(tracker)).toEqual({ live: [], doubt: [STOP.clientOrderId] });
  });

  it('is in doubt itself when its own outcome is unknown', () => {
    const unknown: OrderState = { tag: 'outcome-unknown', sentAt: NOW, cause: 'timeout' };
    expect(protectionOf(trackerAfter(ENTRY_OPEN, unknown))).toEqual({ live: [], doubt: [STOP.clientOrderId] });
  });
});
