import type { FeeSchedule } from '../domain/instrument.ts';
import { type Asset, baseAssetOf, QUOTE_ASSET } from '../domain/market-symbol.ts';
import type { ExchangeEvent, OrderReport } from '../ports/exchange.ts';
import { type AccountState, balanceOf } from './account-state.ts';
import { orderIdOf } from './open-order.ts';
import type { SimulatorFact } from './simulator-fact.ts';

/** What the account's stream tells of facts that happened together: each fill, then each order as it stands, then each balance that changed. */
export function eventsOf(
  facts: readonly SimulatorFact[],
  change: { readonly before: AccountState; readonly after: AccountState; readonly fees: FeeSchedule },
  reportOf: (exchangeOrderId: string) => OrderReport,
): readonly ExchangeEvent[] {
  const fills = facts.flatMap((fact) => (fact.kind === 'filled' ? [fact.fill] : []));
  const orderIds = new Set(facts.flatMap((fact) => orderIdOf(fact) ?? []));
  const reports = [...orderIds].map(reportOf);
  const assets = new Set<Asset>([
    ...reports.flatMap(({ symbol }) => [baseAssetOf(symbol), QUOTE_ASSET]),
    ...fills.map((fill) => fill.fee.asset),
  ]);
  return [
    ...fills.map((fill): ExchangeEvent => ({ kind: 'fill', fill })),
    ...reports.map((report): ExchangeEvent => ({ kind: 'order', report })),
    ...[...assets].flatMap((asset) => balanceEvents(asset, change)),
  ];
}

function balanceEvents(
  asset: Asset,
  { before, after, fees }: { readonly before: AccountState; readonly after: AccountState; readonly fees: FeeSchedule },
): readonly ExchangeEvent[] {
  const old = balanceOf(before, asset, fees);
  const { free, locked } = balanceOf(after, asset, fees);
  return old.free.eq(free) && old.locked.eq(locked) ? [] : [{ kind: 'balance', asset, free, locked }];
}
