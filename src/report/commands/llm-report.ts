import type { ChatMessage, Language, MessageBlock } from '../../domain/chat-message.ts';
import type { Mode, Venue } from '../../domain/control-state.ts';
import { type UsdAmount, usdAmount } from '../../domain/decimal.ts';
import { LLM_EFFORTS, type LlmEffort } from '../../domain/llm-effort.ts';
import { fitAmount } from '../fit-number.ts';
import { tokensText } from '../format-usage.ts';
import { badge, headline, line, message } from '../message-blocks.ts';
import { columnTable } from '../message-table.ts';
import { textCell } from '../table-cells.ts';
import { usdText } from '../usd-text.ts';
import type { AgentRow } from './model-report.ts';

export interface LlmFacts {
  readonly venue: Venue;
  readonly mode: Mode;
  readonly agents: readonly AgentRow[];
  /** Spent in the session that runs, or else in the newest; null before the first. */
  readonly sessionUsd: UsdAmount | null;
  readonly dayUsd: UsdAmount;
  /** Whether something that was changed waits for the next session. */
  readonly isPending: boolean;
  readonly budget: { readonly callUsdMax: number; readonly sessionUsdMax: number; readonly dayUsdMax: number };
}

const EN = {
  title: (left: string) => `Models · ${left} of today's budget left`,
  titleShort: 'Effort, tokens and budget of models',
  rules: 'rules, no model',
  effort: (effort: LlmEffort) => (effort === 'default' ? 'its own effort' : `effort ${effort}`),
  tokens: (tokens: string) => `up to ${tokens} tokens an answer`,
  budget: 'USD',
  used: 'Used',
  max: 'At most',
  call: 'Call',
  session: 'Session',
  day: 'Today',
  pending: 'What was changed counts from the next session on.',
  effortUsage: (efforts: string) => `/llm effort AGENT LEVEL, one of ${efforts}.`,
  budgetUsage: '/llm budget day 5 sets what a day may cost; call and session likewise.',
};

const WORDS: Readonly<Record<Language, typeof EN>> = { en: EN };

/** How much the models of the mode in force think and say, and what they may cost. */
export function llmReport(facts: LlmFacts, language: Language): ChatMessage {
  const { venue, mode, agents, dayUsd, budget } = facts;
  const words = WORDS[language];
  const left = Math.max(0, budget.dayUsdMax - dayUsd.toNumber());
  const blocks = [
    headline({ icon: '🧪', tone: 'neutral', texts: [words.title(usdText(usdAmount(left))), words.titleShort] }),
    badge({ venue, about: [mode] }, language),
    ...agents.map((agent) => line(agentText(agent, language))),
    budgetTable(facts, language),
    ...(facts.isPending ? [line(words.pending)] : []),
    line(words.effortUsage(LLM_EFFORTS.join(', '))),
    line(words.budgetUsage),
  ];
  return message(blocks, { urgency: 'silent' });
}

function agentText({ agent, provider, model, effort, outputTokensMax }: AgentRow, language: Language): string {
  const words = WORDS[language];
  if (provider === 'rules') return `${agent}: ${words.rules}`;
  return `${agent}: ${model} · ${words.effort(effort)} · ${words.tokens(tokensText(outputTokensMax))}`;
}

function budgetTable({ sessionUsd, dayUsd, budget }: LlmFacts, language: Language): MessageBlock {
  const words = WORDS[language];
  const rows: readonly (readonly [name: string, used: UsdAmount | null, max: number])[] = [
    [words.call, null, budget.callUsdMax],
    [words.session, sessionUsd, budget.sessionUsdMax],
    [words.day, dayUsd, budget.dayUsdMax],
  ];
  return columnTable(
    [
      { title: words.budget, align: 'left', lengthMax: 7 },
      { title: words.used, align: 'right', lengthMax: 9 },
      { title: words.max, align: 'right', lengthMax: 9 },
    ],
    rows.map(([name, used, max]) => [
      textCell(name),
      (lengthMax) => (used === null ? '' : fitAmount(used, lengthMax)),
      (lengthMax) => fitAmount(max, lengthMax),
    ]),
  );
}
