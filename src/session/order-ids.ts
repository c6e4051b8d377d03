import type { MarketSymbol } from '../domain/market-symbol.ts';
import { type ClientOrderId, clientOrderIdOf, type OrderLeg } from '../domain/order.ts';
import type { ListIds } from '../execution/plan-exits.ts';
import type { SessionServices } from './session-services.ts';

/** The ids of the next attempt at an order, and of what goes to the exchange in the same request. */
export interface OrderIds {
  readonly order: ClientOrderId;
  readonly list: ListIds;
}

/**
 * The ids of the next attempt: they tell what it is for, and no earlier attempt has the same.
 * @param trigger  What caused it: a proposal, protection, a person's command.
 */
export function nextOrderIds(
  { settings, state }: Pick<SessionServices, 'settings' | 'state'>,
  order: { readonly trigger: string; readonly symbol: MarketSymbol; readonly leg: OrderLeg },
): OrderIds {
  const { orderPrefix: prefix, epoch } = settings;
  const attempt = state.orders.nextAttempt(order);
  const idOf = (leg: OrderLeg): ClientOrderId => clientOrderIdOf({ ...order, prefix, leg, attempt, epoch });
  return { order: idOf(order.leg), list: { list: idOf('l'), stop: idOf('s'), target: idOf('t') } };
}
