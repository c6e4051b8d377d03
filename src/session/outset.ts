import type { MarketDataSet } from '../domain/market-data-set.ts';
import type { PortfolioTable } from '../domain/portfolio-table.ts';
import type { Marks } from '../domain/position.ts';
import type { EpochMs } from '../domain/time.ts';
import type { Moment } from '../ports/tape.ts';
import type { RiskSituation } from '../risk/risk-situation.ts';
import { buildRiskSituation, currentTable, judgedSnapshotOf } from './build-risk-situation.ts';
import { recallDecisions } from './recall-decisions.ts';
import type { SessionServices } from './session-services.ts';

/** What is known of the markets. */
export interface GatheredFacts {
  readonly snapshot: MarketDataSet;
  readonly marks: Marks;
}

/** What a deliberation knows of ourselves when it begins, all of it taken at one moment. */
export interface Outset {
  readonly moment: Moment;
  readonly situation: RiskSituation;
  readonly portfolio: PortfolioTable;
  /** What was before, as data for the models; put into words only when somebody reads it. */
  readonly recentDecisions: () => readonly string[];
}

export function takeOutset(
  services: Pick<SessionServices, 'clock' | 'state' | 'settings' | 'instruments' | 'fees'>,
  { snapshot, marks }: GatheredFacts,
): Outset {
  const moment = momentOf(services);
  const { at } = moment;
  return {
    moment,
    situation: buildRiskSituation(services, { at, marks, snapshot: judgedSnapshotOf(snapshot) }),
    portfolio: currentTable(services, { at, marks }),
    recentDecisions: recentDecisions(services, at),
  };
}

export function momentOf({ clock, state }: Pick<SessionServices, 'clock' | 'state'>): Moment {
  return { at: clock.now(), upTo: state.lastSequence };
}

function recentDecisions({ state }: Pick<SessionServices, 'state'>, now: EpochMs): () => readonly string[] {
  const facts = {
    now,
    trades: state.memory.trades(),
    refusals: state.memory.refusals(),
    proposals: state.proposals.all(),
    notes: state.notes.standing(now),
  };
  return () => recallDecisions(facts);
}
