import type { ClientOrderId, ExitTargetOrder, LimitOrder, StopOrder } from './order.ts';

/**
 * Orders that go to the exchange in one request: it takes all of them or none.
 *
 * - `entry-with-exits`: a purchase, and what guards it. The exits wait (`pending`) until the purchase is wholly filled; then the exchange
 *   itself places them in the same instant, sized to what was received net of the fee, whatever quantity they name here. A purchase that
 *   ends otherwise ends them, too (`OTO_PHASE_ONE_EXPIRED`). Binance calls it OPO, and OPOCO with a target.
 * - `stop-with-target`: a stop and a target over the same coins; when one is reached or cancelled, the other ends. Binance calls it OCO.
 */
export type OrderListRequest =
  | {
      readonly kind: 'entry-with-exits';
      readonly listId: ClientOrderId;
      readonly entry: LimitOrder;
      readonly stop: StopOrder;
      readonly target: ExitTargetOrder | null;
    }
  | {
      readonly kind: 'stop-with-target';
      readonly listId: ClientOrderId;
      readonly stop: StopOrder;
      readonly target: ExitTargetOrder;
    };

/** The orders of a list in the order in which they are told: the entry first, then the stop, then the target. */
export function ordersOfList(list: OrderListRequest): readonly (LimitOrder | StopOrder | ExitTargetOrder)[] {
  switch (list.kind) {
    case 'entry-with-exits':
      return list.target === null ? [list.entry, list.stop] : [list.entry, list.stop, list.target];
    case 'stop-with-target':
      return [list.stop, list.target];
  }
}
