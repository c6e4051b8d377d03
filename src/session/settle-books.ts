import { decimalText } from '../domain/decimal.ts';
import type { Fill } from '../domain/fill.ts';
import type { JournalFact } from '../domain/journal-entry.ts';
import type { Asset, MarketSymbol } from '../domain/market-symbol.ts';
import { type Difference, reconcile } from '../execution/reconcile.ts';
import type { RecordContext } from './journaled-state.ts';
import type { SessionServices } from './session-services.ts';
import { settleProposals } from './settle-proposals.ts';

type Drift = Extract<Difference, { readonly kind: 'balance-drift' }>;

const OUTSIDE_SESSIONS: RecordContext = { sessionId: null };

/**
 * Makes the books equal to the exchange: books fills that nobody told us of, learns how orders ended, and compares every balance.
 * A balance that does not fit twice in a row is a drift: its symbol takes no entries until it fits again. Nothing is ever "corrected" silently.
 */
export async function settleBooks(services: SessionServices, context: RecordContext): Promise<void> {
  const first = await compareBooks(services);
  for (const difference of first) await mendOrder(services, difference, context);
  const drifts = driftsOf(first).length === 0 ? [] : driftsOf(await compareBooks(services));
  await recordDrifts(services, drifts, context);
  await lookForLostOrders(services, context);
  await settleProposals(services);
}

/** The part of it that concerns orders alone: what the exchange did to ours since it was last asked. */
export async function adoptExchangeOrders(services: SessionServices): Promise<void> {
  const openOrders = await services.exchange.fetchOpenOrders();
  for (const difference of compare(services, { openOrders, fills: [], balances: [] })) {
    if (difference.kind !== 'balance-drift') await mendOrder(services, difference, OUTSIDE_SESSIONS);
  }
  await settleProposals(services);
}

async function compareBooks(services: SessionServices): Promise<readonly Difference[]> {
  const { exchange, state } = services;
  const openOrders = await exchange.fetchOpenOrders();
  const fills: Fill[] = [];
  for (const symbol of symbolsOfOrders(services)) {
    fills.push(...(await exchange.fetchFills({ symbol, afterFillId: state.orders.newestFillId(symbol) })));
  }
  return compare(services, { openOrders, fills, balances: await exchange.fetchBalances() });
}

function compare(services: SessionServices, account: Parameters<typeof reconcile>[0]['account']): readonly Difference[] {
  const { state, settings } = services;
  return reconcile({
    orders: state.orders,
    book: state.portfolio.book,
    account,
    orderPrefix: settings.orderPrefix,
    accountIsShared: settings.accountIsShared,
  });
}

/** Markets in which an order of ours may have filled since we last looked. */
function symbolsOfOrders({ state }: SessionServices): ReadonlySet<MarketSymbol> {
  return new Set(state.orders.liveOrders().map((order) => order.intent.request.order.symbol));
}

async function mendOrder(services: SessionServices, difference: Difference, context: RecordContext): Promise<void> {
  const { executor, log } = services;
  switch (difference.kind) {
    case 'order-progressed':
      await executor.absorb({ kind: 'order', report: difference.report }, context);
      return;
    case 'fill-unbooked':
      await executor.absorb({ kind: 'fill', fill: difference.fill }, context);
      return;
    case 'order-missing':
      await executor.resolve(difference.clientOrderId, context);
      return;
    case 'order-revived':
      await executor.cancel(difference.report, context);
      return;
    case 'order-foreign':
      log.info('an order on the account is not ours and is left alone', {
        clientOrderId: difference.report.clientOrderId,
        why: difference.why,
      });
      return;
    case 'balance-drift':
  }
}

/** An order that was given up for lost may still turn up; it is looked for until its watch ends. */
async function lookForLostOrders({ state, executor }: SessionServices, context: RecordContext): Promise<void> {
  for (const order of state.orders.lost()) await executor.resolve(order.intent.clientOrderId, context);
}

function driftsOf(differences: readonly Difference[]): readonly Drift[] {
  return differences.filter((difference) => difference.kind === 'balance-drift');
}

async function recordDrifts(services: SessionServices, drifts: readonly Drift[], context: RecordContext): Promise<void> {
  const known = services.state.drift.assets;
  const found = new Set<Asset>(drifts.map(({ asset }) => asset));
  const facts: JournalFact[] = [];
  for (const { asset, expected, actual } of drifts) {
    if (known.has(asset)) continue;
    const amounts = { expected: decimalText(expected), actual: decimalText(actual) };
    facts.push({ kind: 'drift-found', asset, ...amounts });
    facts.push({ kind: 'alert-raised', key: `drift-${asset}`, level: 'critical', facts: { asset, ...amounts } });
  }
  for (const asset of known) {
    if (!found.has(asset)) facts.push({ kind: 'drift-resolved', asset }, { kind: 'alert-resolved', key: `drift-${asset}` });
  }
  await services.state.record(facts, context);
}
