import { type Quantity, ZERO_QUANTITY } from '../domain/decimal.ts';
import { type Fill, fillKey } from '../domain/fill.ts';
import type { Asset, MarketSymbol } from '../domain/market-symbol.ts';
import { type ClientOrderId, isTerminal } from '../domain/order.ts';
import type { Book } from '../domain/position.ts';
import type { Balance, OrderReport } from '../ports/exchange.ts';
import { expectedBalances, totalsOf } from './expected-balances.ts';
import { orderStateOf } from './order-facts.ts';
import type { OrderTracker } from './order-tracker.ts';
import { isStateNews } from './tracked-order.ts';

/** What the exchange says of the account, read at one time. Reports and fills may be repeated and come in any order. */
export interface AccountReading {
  readonly openOrders: readonly OrderReport[];
  readonly fills: readonly Fill[];
  readonly balances: readonly Balance[];
}

export interface ReconcileInput {
  readonly orders: OrderTracker;
  readonly book: Book;
  readonly account: AccountReading;
  /** Begins the id of each of our orders. */
  readonly orderPrefix: string;
  /** True where the user's own coins and cash lie on the same account: then only too little is a drift. */
  readonly accountIsShared: boolean;
}

/** One thing in which our books and the exchange differ. */
export type Difference =
  /** Open on the exchange and further than we know, or in doubt with us: record the report. */
  | { readonly kind: 'order-progressed'; readonly report: OrderReport }
  /** Open on the exchange although it ended with us: cancel it. */
  | { readonly kind: 'order-revived'; readonly report: OrderReport }
  /** Open with us and not on the exchange, in doubt and not seen, or with fills that nobody told of: ask what became of it. */
  | { readonly kind: 'order-missing'; readonly symbol: MarketSymbol; readonly clientOrderId: ClientOrderId }
  /** Not ours to touch. `not-in-journal`: it bears our prefix, but we never intended it. */
  | { readonly kind: 'order-foreign'; readonly report: OrderReport; readonly why: 'other-prefix' | 'not-in-journal' }
  /** A fill of an own order that is not in the books. */
  | { readonly kind: 'fill-unbooked'; readonly fill: Fill }
  /** The balance does not fit the books, fills found in the same reading counted in. */
  | { readonly kind: 'balance-drift'; readonly asset: Asset; readonly expected: Quantity; readonly actual: Quantity };

export type BalanceDrift = Extract<Difference, { readonly kind: 'balance-drift' }>;
/** What differs in orders alone. */
export type OrderDifference = Exclude<Difference, BalanceDrift>;

type OrdersInput = Pick<ReconcileInput, 'orders' | 'orderPrefix'> & {
  readonly account: Pick<AccountReading, 'openOrders' | 'fills'>;
};
type BalancesInput = Pick<ReconcileInput, 'book' | 'accountIsShared'> & {
  readonly balances: readonly Balance[];
  /** Fills of the same reading that are not in the books yet. */
  readonly unbooked: readonly Fill[];
};

/**
 * Compares the books with the exchange. Pure: the same reading gives the same differences however its parts are ordered or
 * repeated, sorted by kind and id, fills by their time; acting on all of them and comparing again gives none but drifts and foreign orders.
 */
export function reconcile(input: ReconcileInput): readonly Difference[] {
  const { book, account, accountIsShared } = input;
  const { balances } = account;
  return [
    ...reconcileOrders(input),
    ...reconcileBalances({ book, balances, accountIsShared, unbooked: unbookedFills(input) }),
  ].sort(byKindAndId);
}

/** The half that concerns orders and their fills. */
export function reconcileOrders(input: OrdersInput): readonly OrderDifference[] {
  const openOrders = newestReports(input.account.openOrders);
  const unbooked = unbookedFills(input);
  return [
    ...[...openOrders.values()].flatMap((report) => compareOpenOrder(input, report)),
    ...missingOrders(input, { openOrders, unbooked }),
    ...unbooked.map((fill): OrderDifference => ({ kind: 'fill-unbooked', fill })),
  ].sort(byKindAndId);
}

function compareOpenOrder({ orders, orderPrefix }: OrdersInput, report: OrderReport): readonly OrderDifference[] {
  const order = orders.order(report.clientOrderId);
  if (order === null) {
    const why = report.clientOrderId.startsWith(`${orderPrefix}-`) ? 'not-in-journal' : 'other-prefix';
    return [{ kind: 'order-foreign', report, why }];
  }
  if (isTerminal(order.state.tag)) return [{ kind: 'order-revived', report }];
  return isStateNews(order.state, orderStateOf(report, order.intent)) ? [{ kind: 'order-progressed', report }] : [];
}

function missingOrders(
  { orders }: OrdersInput,
  seen: { readonly openOrders: ReadonlyMap<string, OrderReport>; readonly unbooked: readonly Fill[] },
): readonly OrderDifference[] {
  const told = new Set(seen.unbooked.map((fill) => fill.clientOrderId));
  const unseen = orders.liveOrders().filter(({ intent }) => !seen.openOrders.has(orderKeyText(intent.request.order)));
  const unfilled = orders.fillsMissing().filter(({ intent }) => !told.has(intent.clientOrderId));
  return [...new Set([...unseen, ...unfilled])].map(({ intent }): OrderDifference => {
    return { kind: 'order-missing', symbol: intent.request.order.symbol, clientOrderId: intent.clientOrderId };
  });
}

function unbookedFills({ orders, account }: OrdersInput): readonly Fill[] {
  const unbooked = new Map<string, Fill>();
  for (const fill of account.fills) {
    if (orders.isOwn(fill.clientOrderId) && !orders.hasFill(fill)) unbooked.set(fillKey(fill), fill);
  }
  return [...unbooked.values()];
}

/** The half that concerns balances. */
export function reconcileBalances({ book, balances, unbooked, accountIsShared }: BalancesInput): readonly BalanceDrift[] {
  // Dust is worth nothing in the book: whoever shares the account may sweep it up.
  const expected = expectedBalances(accountIsShared ? { ...book, dust: {} } : book, unbooked);
  const actual = totalsOf(balances);
  return [...new Set([...expected.keys(), ...actual.keys()])].flatMap((asset): readonly BalanceDrift[] => {
    const due = expected.get(asset) ?? ZERO_QUANTITY;
    const there = actual.get(asset) ?? ZERO_QUANTITY;
    const fits = accountIsShared ? there.gte(due) : there.eq(due);
    return fits ? [] : [{ kind: 'balance-drift', asset, expected: due, actual: there }];
  });
}

/** Of several reports of one order the latest counts, at the same time the one with more filled. */
function newestReports(reports: readonly OrderReport[]): ReadonlyMap<string, OrderReport> {
  const newest = new Map<string, OrderReport>();
  for (const report of reports) {
    const known = newest.get(orderKeyText(report));
    if (known === undefined || isNewer(report, known)) newest.set(orderKeyText(report), report);
  }
  return newest;
}

function isNewer(report: OrderReport, than: OrderReport): boolean {
  return report.updatedAt === than.updatedAt ? report.filledQuantity.gt(than.filledQuantity) : report.updatedAt > than.updatedAt;
}

function orderKeyText({
  symbol,
  clientOrderId,
}: {
  readonly symbol: MarketSymbol;
  readonly clientOrderId: ClientOrderId;
}): string {
  return `${symbol}#${clientOrderId}`;
}

function byKindAndId(one: Difference, other: Difference): number {
  return compareText(sortKey(one), sortKey(other));
}

function sortKey(difference: Difference): string {
  switch (difference.kind) {
    case 'order-progressed':
    case 'order-revived':
    case 'order-foreign':
      return `${difference.kind}#${orderKeyText(difference.report)}`;
    case 'order-missing':
      return `${difference.kind}#${orderKeyText(difference)}`;
    case 'fill-unbooked':
      return `${difference.kind}#${difference.fill.at}#${difference.fill.id.padStart(20, '0')}#${fillKey(difference.fill)}`;
    case 'balance-drift':
      return `${difference.kind}#${difference.asset}`;
  }
}

function compareText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
