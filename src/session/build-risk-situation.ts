import { notional } from '../domain/decimal.ts';
import type { MarketDataSet } from '../domain/market-data-set.ts';
import type { MarketSymbol } from '../domain/market-symbol.ts';
import type { PortfolioTable } from '../domain/portfolio-table.ts';
import type { Marks } from '../domain/position.ts';
import { dayStart, type EpochMs } from '../domain/time.ts';
import type { RiskSituation } from '../risk/risk-situation.ts';
import { entryBlocks } from './entry-blocks.ts';
import type { SessionServices } from './session-services.ts';

/** The portfolio as one table at these marks. @param at  Now when it is left out. */
export function currentTable(
  services: Pick<SessionServices, 'state' | 'clock'>,
  { marks, at = services.clock.now() }: { readonly marks: Marks; readonly at?: EpochMs },
): PortfolioTable {
  return services.state.portfolio.tableAt({ marks, asOf: at });
}

/** The snapshot that a judgement is about; on fresh prices it is the one on which the signal was given. */
export interface JudgedSnapshot {
  readonly id: string;
  readonly asOf: EpochMs;
  readonly problems: ReadonlyMap<MarketSymbol, readonly string[]>;
}

export function judgedSnapshotOf(snapshot: MarketDataSet): JudgedSnapshot {
  const problems = new Map<MarketSymbol, readonly string[]>();
  for (const market of snapshot.markets.values()) if (market.problems.length > 0) problems.set(market.symbol, market.problems);
  return { id: snapshot.id, asOf: snapshot.asOf, problems };
}

/**
 * All that the guard may look at, taken from the journal's folds and these prices.
 * @param input.exceptProposalId  The proposal being judged again: its own reservation and business must not count against it.
 * @param input.at  Now when it is left out.
 */
export function buildRiskSituation(
  services: Pick<SessionServices, 'state' | 'settings' | 'clock' | 'instruments' | 'fees'>,
  input: {
    readonly marks: Marks;
    readonly snapshot: JudgedSnapshot;
    readonly exceptProposalId?: string;
    readonly at?: EpochMs;
  },
): RiskSituation {
  const { state, settings, clock } = services;
  const { portfolio } = state;
  const now = input.at ?? clock.now();
  const table = currentTable(services, { marks: input.marks, at: now });
  const underWay = state.proposals.underWay().filter((proposal) => proposal.id !== input.exceptProposalId);
  return {
    now,
    control: state.control.control,
    autonomy: state.control.autonomy,
    symbols: settings.symbols,
    limits: settings.limits,
    book: state.drift.presentBook(portfolio.book),
    equity: table.total.equity,
    dayStartEquity: portfolio.dayStartEquity(now),
    peakEquity: portfolio.peakEquity,
    entriesToday: portfolio.entriesOn(dayStart(now)),
    hasTraded: portfolio.hasTraded,
    tradedSymbols: portfolio.tradedSymbols,
    lastStopHitAt: portfolio.lastStopHitAt,
    marks: input.marks,
    instruments: services.instruments,
    fees: services.fees,
    reservedEntries: underWay.flatMap(({ terms }) =>
      terms.purpose === 'entry' ? [{ symbol: terms.symbol, quoteAmount: notional(terms.priceMax, terms.quantity) }] : [],
    ),
    busySymbols: new Set(underWay.map(({ terms }) => terms.symbol)),
    unsettledSymbols: state.drift.unsettled(settings.symbols),
    entryBlocks: entryBlocks(services, now),
    openStopOrders: state.orders.openStopOrders(),
    snapshot: input.snapshot,
  };
}
