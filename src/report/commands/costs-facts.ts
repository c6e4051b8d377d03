import type { Mode, Venue } from '../../domain/control-state.ts';
import type { QuoteAmount } from '../../domain/decimal.ts';
import type { AgentUsage } from '../../domain/journal-entry.ts';
import type { BudgetLimits, EconomySettings, SessionBudget } from '../../domain/session-budget.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { CallsCost } from '../cost-text.ts';

/** What was used up in some time. */
export interface CostsOfTime extends CallsCost {
  readonly tokens: number;
  readonly calls: number;
}

export interface CostsOfModel extends CostsOfTime {
  readonly provider: string;
  readonly model: string;
  readonly usage: AgentUsage;
}

export interface CostsOfMode extends CostsOfTime {
  readonly mode: Mode;
}

export interface CostsFacts {
  readonly venue: Venue;
  readonly now: EpochMs;
  /** Of the session that runs, else of the newest; null before the first. */
  readonly session: CostsOfTime | null;
  /** Days and months are UTC. */
  readonly day: CostsOfTime;
  readonly month: CostsOfTime;
  /** Each model that was called, the dearest first. */
  readonly models: { readonly day: readonly CostsOfModel[]; readonly month: readonly CostsOfModel[] };
  /** Each mode whose sessions called models this month, the dearest first. */
  readonly modes: readonly CostsOfMode[];
  readonly budget: Omit<BudgetLimits, 'callUsdMax'> & EconomySettings;
  /** What the day's budget makes of the sessions that begin now. */
  readonly stage: 'normal' | SessionBudget['stage'];
  /** Commissions of today's trades. */
  readonly fees: { readonly paid: QuoteAmount; readonly unknownCount: number };
}
