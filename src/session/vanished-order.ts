import { ZERO_QUANTITY } from '../domain/decimal.ts';
import type { OrderState } from '../domain/order.ts';
import { SECOND_MS } from '../domain/time.ts';
import { orderChangedFact } from '../execution/order-facts.ts';
import type { OrderKey } from '../ports/exchange.ts';
import type { RecordContext } from './journaled-state.ts';
import type { SessionServices } from './session-services.ts';

/** "No such order" of an order that rested counts when it is said this often in a row, so far apart. */
const ABSENCES_NEEDED = 3;
const PROBE_SPACING_MS = 3 * SECOND_MS;

/**
 * Ends an order that rested and that the exchange does not know any more, neither among the open ones nor by its id: an archive or a reset
 * of the exchange took it. Without this its position would count as covered for ever. Should it turn up again it is cancelled as revived.
 */
export async function concludeVanished(services: SessionServices, key: OrderKey, context: RecordContext): Promise<void> {
  const { state, clock, exchange, log, stopSignal } = services;
  for (let absences = 0; absences < ABSENCES_NEEDED; absences += 1) {
    if (absences > 0) await clock.sleep(PROBE_SPACING_MS, stopSignal);
    if (restingState(state, key) === null) return;
    if ((await exchange.fetchOrder(key)) !== null) return;
  }
  const last = restingState(state, key);
  if (last === null) return;
  log.warn('an order that rested is not known to the exchange any more', { clientOrderId: key.clientOrderId });
  const { exchangeOrderId } = last;
  const filledQuantity = last.tag === 'open' ? last.filledQuantity : ZERO_QUANTITY;
  const expiryReason = 'the exchange does not know it any more';
  const ended = { tag: 'expired', exchangeOrderId, filledQuantity, expiryReason } as const;
  await state.record([orderChangedFact(key.clientOrderId, ended)], context);
}

type RestingState = Extract<OrderState, { readonly tag: 'open' | 'pending' }>;

function restingState({ orders }: SessionServices['state'], { clientOrderId }: OrderKey): RestingState | null {
  const known = orders.order(clientOrderId)?.state;
  return known?.tag === 'open' || known?.tag === 'pending' ? known : null;
}
