import { type BudgetStage, budgetStage, usedFraction } from '../agent/budget-stage.ts';
import { decimalText } from '../domain/decimal.ts';
import type { FactOf, JournalFact } from '../domain/journal-entry.ts';
import type { BudgetLimits } from '../domain/session-budget.ts';
import { dayStart, isoDate } from '../domain/time.ts';
import type { SessionServices } from './session-services.ts';

type StageAlert = Exclude<BudgetStage, 'normal'>;
type BudgetDesk = Pick<SessionServices, 'state' | 'clock' | 'settings'>;

const STAGES: readonly BudgetStage[] = ['normal', 'economy', 'hold'];
const KEYS: Readonly<Record<StageAlert, string>> = { economy: 'budget-economy', hold: 'budget-hold' };

/**
 * The stage in which a session that begins now would be: that of what the day has used, or the later one to which a refused call has led.
 * Both are in the journal, so a restart changes nothing.
 */
export function stageInForce(desk: BudgetDesk): BudgetStage {
  const { state, clock, settings } = desk;
  const { budget } = settings;
  const reckoned = budgetStage(state.spend.spentOnDay(dayStart(clock.now())), budget, budget.economyAtFraction);
  return laterOf(reckoned, refusedStage(desk));
}

/** Raises the alert of the stage in force where it is not told yet, and resolves those that are over: a new day, or a higher limit. */
export async function tellBudgetStage(desk: BudgetDesk): Promise<void> {
  const stage = stageInForce(desk);
  const over = (['hold', 'economy'] as const).filter((told) => isOver(told, stage, desk));
  const isTold = stage === 'normal' || (isStanding(stage, desk) && !over.includes(stage));
  const facts: readonly JournalFact[] = [
    ...over.map((told): JournalFact => ({ kind: 'alert-resolved', key: KEYS[told] })),
    ...(isTold ? [] : [stageAlert(stage, 'used', desk)]),
  ];
  if (facts.length > 0) await desk.state.record(facts);
}

/**
 * Takes note that what the day has left did not carry a call of a session. What is too little for it is too little for the next one like
 * it: the sessions that begin now are cheaper, and those after a cheaper one that was refused hold.
 *
 * @param sessionId  Null for a call that no session was to pay: it says nothing about sessions.
 */
export async function tellDayRefusal(desk: BudgetDesk, sessionId: string | null): Promise<void> {
  const { current } = desk.state.sessions;
  if (current === null || current.sessionId !== sessionId) return;
  const stage: StageAlert = current.stage === 'normal' ? 'economy' : 'hold';
  if (laterOf(stage, stageInForce(desk)) === stage && !isStanding(stage, desk)) {
    await desk.state.record([stageAlert(stage, 'refused', desk)]);
  }
}

function isStanding(stage: StageAlert, { state }: BudgetDesk): boolean {
  return state.alerts.isStanding(KEYS[stage]);
}

/** The alert of cheaper sessions stands on while everything is held. */
function isOver(told: StageAlert, stage: BudgetStage, desk: BudgetDesk): boolean {
  const facts = desk.state.alerts.factsOf(KEYS[told]);
  if (facts === null) return false;
  return facts['day'] !== isoDate(desk.clock.now()) || laterOf(told, stage) !== stage;
}

/** The stage to which a refused call has led today, until a limit is raised. */
function refusedStage({ state, clock, settings }: BudgetDesk): BudgetStage {
  const today = isoDate(clock.now());
  const standing = (['hold', 'economy'] as const).find((stage) => {
    const facts = state.alerts.factsOf(KEYS[stage]);
    return facts !== null && facts['cause'] === 'refused' && facts['day'] === today && !isRaised(settings.budget, facts);
  });
  return standing ?? 'normal';
}

function isRaised({ dayUsdMax, dayTokensMax, dayCallsMax }: BudgetLimits, facts: FactOf<'alert-raised'>['facts']): boolean {
  const then = (key: string) => Number(facts[key] ?? 0);
  return dayUsdMax > then('dayUsdMax') || dayTokensMax > then('dayTokensMax') || dayCallsMax > then('dayCallsMax');
}

function stageAlert(stage: StageAlert, cause: 'used' | 'refused', { state, clock, settings }: BudgetDesk): JournalFact {
  const { budget } = settings;
  const spent = state.spend.spentOnDay(dayStart(clock.now()));
  return {
    kind: 'alert-raised',
    key: KEYS[stage],
    level: 'warning',
    facts: {
      day: isoDate(clock.now()),
      cause,
      usedFraction: String(usedFraction(spent, budget)),
      costUsd: decimalText(spent.costUsd),
      dayUsdMax: String(budget.dayUsdMax),
      tokens: String(spent.tokens),
      dayTokensMax: String(budget.dayTokensMax),
      calls: String(spent.calls),
      dayCallsMax: String(budget.dayCallsMax),
      economyMode: budget.economyMode,
      economyModel: budget.economyModel,
    },
  };
}

function laterOf(left: BudgetStage, right: BudgetStage): BudgetStage {
  return STAGES.indexOf(left) > STAGES.indexOf(right) ? left : right;
}
