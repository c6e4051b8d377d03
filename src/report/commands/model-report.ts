import type { ChatMessage, Language } from '../../domain/chat-message.ts';
import type { Mode, Venue } from '../../domain/control-state.ts';
import type { UsdAmount } from '../../domain/decimal.ts';
import type { LlmEffort } from '../../domain/llm-effort.ts';
import { badge, headline, line, message, wholeLine } from '../message-blocks.ts';
import { usdText } from '../usd-text.ts';

/** An agent of the mode in force. */
export interface AgentRow {
  readonly agent: string;
  readonly provider: string;
  readonly model: string;
  readonly effort: LlmEffort;
  readonly outputTokensMax: number;
  /** Of a usual session; null when it is not known. */
  readonly costUsd: UsdAmount | null;
}

const EN = {
  title: (mode: string, cost: string) => `Models of ${mode} · ${cost}`,
  session: (usd: string) => `about ${usd} a session`,
  titleShort: (mode: string) => `Models of ${mode}`,
  about: (usd: string) => `about ${usd}`,
  priceUnknown: 'price unknown',
  rules: 'rules, no model',
  effort: (effort: LlmEffort) => (effort === 'default' ? 'its own effort' : `effort ${effort}`),
  change: '/model AGENT MODEL changes one; /llm tells of effort and budget.',
  changeOnly: '/model MODEL changes it; /llm tells of effort and budget.',
  choices: (models: string) => `To choose from: ${models}.`,
  pending: 'What was changed counts from the next session on.',
  testFirst: 'A test call comes first, with the price before and after.',
};

const WORDS: Readonly<Record<Language, typeof EN>> = { en: EN };

/** Who answers for each agent of the mode in force, with effort and price, and which models can be had instead. */
export function modelReport(
  input: {
    readonly venue: Venue;
    readonly mode: Mode;
    readonly agents: readonly AgentRow[];
    /** Of a usual session of all agents; null when it is not known. */
    readonly costUsd: UsdAmount | null;
    /** Known models of the vendors whose key is there, and the plain strategy. */
    readonly choices: readonly string[];
    /** Whether something that was changed waits for the next session. */
    readonly isPending: boolean;
  },
  language: Language,
): ChatMessage {
  const { venue, mode, agents, costUsd, choices, isPending } = input;
  const words = WORDS[language];
  const cost = costUsd === null ? words.priceUnknown : words.session(usdText(costUsd));
  const blocks = [
    headline({ icon: '🧠', tone: 'neutral', texts: [words.title(mode, cost), words.titleShort(mode)] }),
    badge({ venue, about: [mode] }, language),
    ...agents.map((agent) => line(agentText(agent, language))),
    ...(isPending ? [line(words.pending)] : []),
    ...(choices.length === 0 ? [] : [wholeLine(words.choices(choices.join(', ')))]),
    line(agents.length === 1 ? words.changeOnly : words.change),
    line(words.testFirst),
  ];
  return message(blocks, { urgency: 'silent' });
}

function agentText({ agent, provider, model, effort, costUsd }: AgentRow, language: Language): string {
  const words = WORDS[language];
  if (provider === 'rules') return `${agent}: ${words.rules}`;
  const cost = costUsd === null ? words.priceUnknown : words.about(usdText(costUsd));
  return `${agent}: ${model} · ${words.effort(effort)} · ${cost}`;
}
