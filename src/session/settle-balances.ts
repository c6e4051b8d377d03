import { decimalText, type Quantity } from '../domain/decimal.ts';
import type { JournalFact } from '../domain/journal-entry.ts';
import { type Asset, baseAssetOf, QUOTE_ASSET } from '../domain/market-symbol.ts';
import { SECOND_MS } from '../domain/time.ts';
import { outsideHoldings } from '../execution/expected-balances.ts';
import { type BalanceDrift, reconcileBalances } from '../execution/reconcile.ts';
import type { Balance } from '../ports/exchange.ts';
import type { RecordContext } from './journaled-state.ts';
import type { SessionServices } from './session-services.ts';
import { settleOrders } from './settle-orders.ts';

/** All that one reading of the balances says of the books. */
interface BalanceCount {
  readonly drifts: readonly BalanceDrift[];
  /** Null where the account is ours alone: nothing lies beside the book there. */
  readonly outside: ReadonlyMap<Asset, Quantity> | null;
}

/** Between the two readings of which both must say the same: longer than a fill takes to show in the balances. */
const READING_SPACING_MS = 2 * SECOND_MS;
/** Pays commissions on an account that has some of it. */
const FEE_COIN: Asset = 'BNB';

/**
 * Compares every balance with the books. What a reading says counts only when a second one says the same, and only while no order of ours
 * is under way; else everything stays as it was said last.
 *
 * An account of our own equals the books to the last unit: any difference is a drift, since nobody else moves anything there.
 * On a shared account too little is a drift, and what lies beside the book is the user's: it is counted and moves nothing.
 * A drift freezes the entries of its symbol and is over when the balance fits again. Nothing is ever "corrected".
 */
export async function settleBalances(services: SessionServices, context: RecordContext): Promise<void> {
  const first = await countBalances(services);
  if (first === null || newsOf(services, first).length === 0) return;
  await services.clock.sleep(READING_SPACING_MS, services.stopSignal);
  await settleOrders(services, context);
  const second = await countBalances(services);
  if (second === null || countText(second) !== countText(first)) return;
  const news = newsOf(services, second);
  await services.state.record(news, context);
  // A stop may have to sell less, or more again, than was there before.
  for (const fact of news) if (fact.kind === 'drift-found' || fact.kind === 'drift-resolved') protectHeld(services, fact.asset);
}

function protectHeld({ state, protection }: SessionServices, asset: Asset): void {
  for (const { symbol } of state.portfolio.book.positions) if (baseAssetOf(symbol) === asset) protection.request(symbol);
}

/** Null when the reading says nothing, since something of ours moved or may have moved while it was taken. */
async function countBalances(services: SessionServices): Promise<BalanceCount | null> {
  const { state, exchange } = services;
  const { book } = state.portfolio;
  if (!isQuiet(services)) return null;
  const balances = await exchange.fetchBalances();
  if (!isQuiet(services) || state.portfolio.book !== book) return null;
  return { drifts: driftsOf(services, balances), outside: outsideOf(services, balances) };
}

function isQuiet({ state }: SessionServices): boolean {
  return state.orders.inDoubt().length === 0 && state.orders.fillsMissing().length === 0;
}

function driftsOf({ state, settings }: SessionServices, balances: readonly Balance[]): readonly BalanceDrift[] {
  const { accountIsShared } = settings;
  return reconcileBalances({ book: state.portfolio.book, balances, unbooked: [], accountIsShared });
}

function outsideOf({ state, settings }: SessionServices, balances: readonly Balance[]): BalanceCount['outside'] {
  if (!settings.accountIsShared) return null;
  const { book, feeCoinShortages } = state.portfolio;
  const assets = [...new Set([QUOTE_ASSET, FEE_COIN, ...settings.symbols.map(baseAssetOf)])];
  return outsideHoldings({ book, feeCoinShortages, balances, assets });
}

/** The same text for the same count. */
function countText({ drifts, outside }: BalanceCount): string {
  return JSON.stringify([drifts, outside === null ? null : [...outside]]);
}

/** What is to be written down of a count; nothing when it says what was said before. */
function newsOf({ state }: Pick<SessionServices, 'state'>, { drifts, outside }: BalanceCount): readonly JournalFact[] {
  const { drift } = state;
  const found = new Set<Asset>(drifts.map(({ asset }) => asset));
  const facts: JournalFact[] = [];
  for (const { asset, expected, actual } of drifts) {
    // While trades go on both sides move alike, and the drift is the same.
    if (drift.differenceOf(asset)?.eq(actual.minus(expected)) === true) continue;
    const amounts = { expected: decimalText(expected), actual: decimalText(actual) };
    facts.push({ kind: 'drift-found', asset, ...amounts });
    facts.push({ kind: 'alert-raised', key: driftAlertKey(asset), level: 'critical', facts: { asset, ...amounts } });
  }
  for (const asset of drift.assets) {
    if (!found.has(asset)) facts.push({ kind: 'drift-resolved', asset }, { kind: 'alert-resolved', key: driftAlertKey(asset) });
  }
  return outside === null || isSameOutside(drift.outside, outside) ? facts : [...facts, outsideFact(outside)];
}

function driftAlertKey(asset: Asset): string {
  return `drift-${asset}`;
}

function isSameOutside(known: ReadonlyMap<Asset, Quantity> | null, outside: ReadonlyMap<Asset, Quantity>): boolean {
  if (known === null) return false;
  return [...outside].every(([asset, held]) => held.eq(known.get(asset) ?? 0));
}

function outsideFact(outside: ReadonlyMap<Asset, Quantity>): JournalFact {
  const holdings = Object.fromEntries([...outside].map(([asset, held]) => [asset, decimalText(held)]));
  return { kind: 'outside-counted', holdings };
}
