import type { Refusal } from '../filters.ts';
import { icebergOf } from './check-form.ts';
import type { VenueDraft } from './venue-draft.ts';
import { isContingent, type VenueOrderRequest } from './venue-order.ts';
import { filterFailure } from './venue-refusal.ts';

type Count = 'ORDERS' | 'ALGO_ORDERS' | 'ICEBERG_ORDERS' | 'ORDER_LISTS';

/**
 * Whether the new orders, all of one symbol, still fit beside the open ones: of the symbol, and of the whole account. The engine judges
 * this after the filters of each order; a count to which nothing is added refuses nothing.
 */
export function refusalByCounts(
  draft: VenueDraft,
  requests: readonly VenueOrderRequest[],
  { lists }: { readonly lists: number },
): Refusal | null {
  const [first] = requests;
  if (first === undefined) return null;
  const added = countsOf(requests, lists);
  const open = [...draft.state.openOrders.values()].map((order) => order.request);
  const openLists = [...draft.state.openLists.values()];
  const { filters } = draft.symbol(first.symbol);
  const ofSymbol = countsOf(
    open.filter(({ symbol }) => symbol === first.symbol),
    openLists.filter(({ symbol }) => symbol === first.symbol).length,
  );
  const exceeded =
    exceededCount(ofSymbol, added, maximaOf(filters)) ??
    exceededCount(countsOf(open, openLists.length), added, maximaOf(draft.world.exchangeFilters), 'EXCHANGE_');
  return exceeded === null ? null : filterFailure(exceeded);
}

function countsOf(requests: readonly VenueOrderRequest[], lists: number): Readonly<Record<Count, number>> {
  return {
    ORDERS: requests.length,
    ALGO_ORDERS: requests.filter(({ type }) => isContingent(type)).length,
    ICEBERG_ORDERS: requests.filter((request) => icebergOf(request) !== null).length,
    ORDER_LISTS: lists,
  };
}

function maximaOf(filters: {
  readonly maxNumOrders: number;
  readonly maxNumAlgoOrders: number;
  readonly maxNumIcebergOrders: number;
  readonly maxNumOrderLists: number;
}): Readonly<Record<Count, number>> {
  return {
    ORDERS: filters.maxNumOrders,
    ALGO_ORDERS: filters.maxNumAlgoOrders,
    ICEBERG_ORDERS: filters.maxNumIcebergOrders,
    ORDER_LISTS: filters.maxNumOrderLists,
  };
}

function exceededCount(
  open: Readonly<Record<Count, number>>,
  added: Readonly<Record<Count, number>>,
  max: Readonly<Record<Count, number>>,
  prefix = '',
): string | null {
  const counts: readonly Count[] = ['ORDERS', 'ALGO_ORDERS', 'ICEBERG_ORDERS', 'ORDER_LISTS'];
  const exceeded = counts.find((count) => added[count] > 0 && max[count] > 0 && open[count] + added[count] > max[count]);
  return exceeded === undefined ? null : `${prefix}MAX_NUM_${exceeded}`;
}
