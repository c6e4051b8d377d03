import { largest, type Quantity, quantity, ZERO_QUANTITY } from '../../domain/decimal.ts';
import type { FeeSchedule } from '../../domain/instrument.ts';
import { type Asset, baseAssetOf, QUOTE_ASSET } from '../../domain/market-symbol.ts';
import { cashFor } from '../open-order.ts';
import { availableOf, isOpen, type VenueList, type VenueOrder } from './venue-order.ts';

interface LockingState {
  readonly openOrders: ReadonlyMap<number, VenueOrder>;
  readonly openLists: ReadonlyMap<number, VenueList>;
}

/**
 * What open orders hold of each asset. Sells hold coins, purchases cash at their price (stops from their placing on); pending orders
 * hold nothing; of two legs that cancel each other only the larger lock counts; an OPO holds the coins that it has received.
 */
export function locksOf({ openOrders, openLists }: LockingState, fees: FeeSchedule): ReadonlyMap<Asset, Quantity> {
  const locks = new Map<Asset, Quantity>();
  const raise = (asset: Asset, amount: Quantity): void => {
    locks.set(asset, quantity((locks.get(asset) ?? ZERO_QUANTITY).plus(amount)));
  };
  const paired = new Map<number, Quantity>();
  for (const order of openOrders.values()) {
    const asset = lockedAsset(order);
    const amount = lockOfOrder(order, fees);
    const list = openLists.get(order.orderListId);
    if (list !== undefined && list.otherOrderIds.length === 2 && list.otherOrderIds.includes(order.orderId)) {
      const other = paired.get(order.orderListId) ?? ZERO_QUANTITY;
      paired.set(order.orderListId, largest(other, amount));
      raise(asset, quantity(largest(other, amount).minus(other)));
    } else raise(asset, amount);
    if (list?.workingOrderId === order.orderId && keepsReceipts(list))
      raise(baseAssetOf(order.request.symbol), order.receivedBase);
  }
  return locks;
}

/** True for lists whose pending orders sell what the working order receives. */
export function keepsReceipts({ kind }: VenueList): boolean {
  return kind === 'OPO' || kind === 'OPOCO';
}

function lockedAsset({ request }: Pick<VenueOrder, 'request'>): Asset {
  return request.side === 'SELL' ? baseAssetOf(request.symbol) : QUOTE_ASSET;
}

/** The lock of one order on its own. */
function lockOfOrder(order: VenueOrder, fees: FeeSchedule): Quantity {
  if (!isOpen(order) || order.status === 'PENDING_NEW') return ZERO_QUANTITY;
  const available = availableOf(order);
  if (order.request.side === 'SELL') return available;
  return order.lockPrice === null ? ZERO_QUANTITY : cashFor({ price: order.lockPrice, quantity: available }, fees);
}
