import { effectiveMode, usedFraction } from '../agent/budget-stage.ts';
import type { Mode } from '../domain/control-state.ts';
import type { SessionBudget } from '../domain/session-budget.ts';
import { dayStart } from '../domain/time.ts';
import { stageInForce } from './budget-alerts.ts';
import type { SessionServices } from './session-services.ts';

/** How a session deliberates. */
export interface SessionPlan {
  readonly mode: Mode;
  /** Null while enough of the day's budget is left. */
  readonly budget: SessionBudget | null;
}

/** What the mode in force and the day's budget make of a session that begins now. A cheaper mode that nobody can fill is not taken. */
export function planSession(services: Pick<SessionServices, 'state' | 'clock' | 'settings' | 'seatingOf'>): SessionPlan {
  const { state, clock, settings, seatingOf } = services;
  const { mode } = state.control;
  const stage = stageInForce(services);
  if (stage === 'normal') return { mode, budget: null };
  const { budget } = settings;
  const cheaper = effectiveMode(stage, mode, budget) ?? mode;
  return {
    mode: cheaper === mode || seatingOf(cheaper).tag === 'seated' ? cheaper : mode,
    budget: {
      stage,
      modeInForce: mode,
      model: stage === 'hold' || budget.economyModel === 'auto' ? null : budget.economyModel,
      usedFraction: usedFraction(state.spend.spentOnDay(dayStart(clock.now())), budget),
    },
  };
}
