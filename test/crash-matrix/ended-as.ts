import { Decimal } from '../../src/domain/decimal.ts';
import type { VenueOrder } from '../../src/simulator/venue/venue-order.ts';
import { isOwn } from '../simulation/own-books.ts';
import type { Ended } from './cell-rows.ts';
import { type CrashStand, SYMBOL } from './crash-stand.ts';

/** Nothing else may be left: something is held without a stop over all of it, or with more stops than coins. */
export type EndedBadly = 'held without a full stop' | 'too many stops';

const ZERO = new Decimal(0);

/** What became of the bot's money by the exchange's own books. */
export function endedAs({ own, venue, gate }: Pick<CrashStand, 'own' | 'venue' | 'gate'>): Ended | EndedBadly {
  own.refresh();
  const orders = venue.account.orders.filter(({ clientOrderId }) => isOwn(clientOrderId));
  const bought = executed(orders, 'BUY');
  if (bought.isZero()) return 'nothing bought';
  const sold = executed(orders, 'SELL');
  const sellable = own.sellable(SYMBOL);
  const covered = coveredQuantity(own);
  if (covered.gt(sellable)) return 'too many stops';
  if (sellable.isZero()) return 'sold';
  if (!covered.eq(sellable)) return 'held without a full stop';
  if (sold.gt(0)) return 'part sold, rest protected';
  const wanted = gate.seen[0]?.parameters;
  return bought.lt(wanted?.get('workingQuantity') ?? wanted?.get('quantity') ?? 0)
    ? 'part held and protected'
    : 'held and protected';
}

export function executed(orders: readonly VenueOrder[], side: 'BUY' | 'SELL'): Decimal {
  return orders.filter(({ request }) => request.side === side).reduce((sum, order) => sum.plus(order.executedQuantity), ZERO);
}

function coveredQuantity(own: CrashStand['own']): Decimal {
  return own.stopsOf(SYMBOL).reduce((sum, { quantity, executedQuantity }) => sum.plus(quantity).minus(executedQuantity), ZERO);
}
