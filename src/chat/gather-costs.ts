import { dayStart } from '../domain/time.ts';
import type { CostsFacts } from '../report/commands/costs-facts.ts';
import { stageInForce } from '../session/budget-alerts.ts';
import type { Steward } from '../session/steward.ts';
import type { DeskFacts } from './command-definition.ts';

/** What models and trades have cost, from the books alone. */
export function gatherCosts({ state, services }: Steward, { venue }: DeskFacts): CostsFacts {
  const now = services.clock.now();
  const { spend, sessions, portfolio } = state;
  const sessionId = (sessions.current ?? sessions.last)?.sessionId ?? null;
  return {
    venue,
    now,
    session: sessionId === null ? null : spend.spentInSession(sessionId),
    day: spend.spentOnDay(dayStart(now)),
    month: spend.spentInMonth(now),
    models: { day: spend.modelsOnDay(dayStart(now)), month: spend.modelsInMonth(now) },
    modes: spend.modesInMonth(now),
    stage: stageInForce(services),
    budget: services.settings.budget,
    fees: portfolio.feesOn(dayStart(now)),
  };
}
