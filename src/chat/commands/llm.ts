import { LLM_EFFORTS } from '../../domain/llm-effort.ts';
import { dayStart } from '../../domain/time.ts';
import { llmReport } from '../../report/commands/llm-report.ts';
import type { BudgetPart } from '../../report/commands/settings-report.ts';
import { changeSettings } from '../change-settings.ts';
import type { CommandContext, CommandDefinition, PreparedCommand } from '../command-definition.ts';
import { readAgent } from '../read-agent.ts';
import { expected, tooMany } from '../read-arguments.ts';
import { refuseSettings } from '../refuse-settings.ts';
import { upcomingSeating } from '../upcoming-seating.ts';

const EXAMPLE = '/llm budget day 5';
const EFFORT_EXAMPLE = '/llm effort trader high';

const BUDGET_KEYS: Readonly<Record<BudgetPart, string>> = {
  call: 'budget.callUsdMax',
  session: 'budget.sessionUsdMax',
  day: 'budget.dayUsdMax',
};
const BUDGET_PARTS: readonly BudgetPart[] = ['call', 'session', 'day'];

export const llm: CommandDefinition = {
  name: 'llm',
  aliases: [],
  arguments: '[effort [AGENT] LEVEL, or budget session|day|call USD]',
  example: EXAMPLE,
  summary: { en: 'how much models think, say and may cost' },
  group: 'steer',
  role: 'owner',
  confirmation: 'one-button',
  riskIncreasing: true,
  runsAtOnce: false,
  prepare(context, [topic, ...given]) {
    switch (topic?.toLowerCase()) {
      case undefined:
        return { tag: 'ready', run: async () => showModels(context) };
      case 'effort':
        return tooMany(given[2], EFFORT_EXAMPLE) ?? prepareEffort(context, given);
      case 'budget':
        return tooMany(given[2], EXAMPLE) ?? prepareBudget(context, given);
      default:
        return expected('llm-topic', topic, EXAMPLE);
    }
  },
};

function prepareEffort(context: CommandContext, given: readonly string[]): PreparedCommand {
  const read = readAgent(context, given, 1);
  if (read.tag === 'unclear') return refuseSettings(context, read.refusal);
  const { mode, agent, rest } = read;
  const effort = LLM_EFFORTS.find((level) => level === rest[0]?.toLowerCase());
  if (effort === undefined) return expected('effort', rest[0], EFFORT_EXAMPLE);
  if (agent.provider === 'rules') return refuseSettings(context, { tag: 'no-model', agent: agent.agent });
  return changeSettings(context, {
    subject: { tag: 'effort', agent: agent.agent },
    settings: [{ key: `llm.${mode}.agents.${agent.agent}.effort`, text: effort }],
  });
}

function prepareBudget(context: CommandContext, [part, amount]: readonly string[]): PreparedCommand {
  const of = BUDGET_PARTS.find((name) => name === part?.toLowerCase());
  if (of === undefined) return expected('budget-part', part, EXAMPLE);
  const usd = /^\$?(\d{1,6}(?:\.\d{1,6})?)(?:\$|usd)?$/iu.exec(amount ?? '')?.[1];
  if (usd === undefined) return expected('usd', amount, EXAMPLE);
  return changeSettings(context, {
    subject: { tag: 'budget', of },
    settings: [{ key: BUDGET_KEYS[of], text: usd }],
    unit: 'USD',
  });
}

function showModels({ steward, facts: { venue, language } }: CommandContext) {
  const { services, state } = steward;
  const { mode } = state.control;
  const seating = upcomingSeating(steward, mode);
  const { current, upcoming } = services.configuration;
  const sessionId = (state.sessions.current ?? state.sessions.last)?.sessionId ?? null;
  return llmReport(
    {
      venue,
      mode,
      agents: seating.tag === 'seated' ? seating.agents : [],
      sessionUsd: sessionId === null ? null : state.spend.spentInSession(sessionId).costUsd,
      dayUsd: state.spend.spentOnDay(dayStart(services.clock.now())).costUsd,
      budget: upcoming.budget,
      isPending: current !== upcoming,
    },
    language,
  );
}
