import type { Mode } from '../domain/control-state.ts';
import { Decimal, type DecimalSource } from '../domain/decimal.ts';
import type { BudgetLimits, EconomySettings } from '../domain/session-budget.ts';
import type { Spent } from './budget.ts';

/** How much of the budget is left, in the three steps that change what a session does. */
export type BudgetStage = 'normal' | 'economy' | 'hold';

/**
 * The stage in which a session begins, from what the UTC day has used of its USD, tokens and calls.
 *
 * `hold`: a limit of the day is used up, so that no call is made; protection and exits by hand go on. A session that has just begun
 * has used nothing, so that only the day's limits count here: the session's own are held before each call.
 */
export function budgetStage(spentOnDay: Spent, limits: BudgetLimits, economyAtFraction: number): BudgetStage {
  const used = usedFraction(spentOnDay, limits);
  if (used >= 1) return 'hold';
  return used >= economyAtFraction ? 'economy' : 'normal';
}

/** How much of the day's limit of which most is used is used up, where 1 is all. */
export function usedFraction({ costUsd, tokens, calls }: Spent, { dayUsdMax, dayTokensMax, dayCallsMax }: BudgetLimits): number {
  return Math.max(part(costUsd, dayUsdMax), part(tokens, dayTokensMax), part(calls, dayCallsMax));
}

/** A limit of zero is used up by anything, and not by nothing: what costs nothing goes on under it. */
function part(used: DecimalSource, max: number): number {
  const amount = new Decimal(used);
  if (amount.isZero()) return 0;
  return max <= 0 ? 1 : amount.div(max).toNumber();
}

/** The mode in which a session really deliberates; null when it holds. */
export function effectiveMode(
  stage: BudgetStage,
  mode: Mode,
  { economyMode }: Pick<EconomySettings, 'economyMode'>,
): Mode | null {
  if (stage === 'hold') return null;
  return stage === 'economy' && economyMode !== 'none' ? economyMode : mode;
}
