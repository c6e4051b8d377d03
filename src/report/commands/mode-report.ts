import type { ChatMessage, Language } from '../../domain/chat-message.ts';
import type { Mode, Venue } from '../../domain/control-state.ts';
import type { UsdAmount } from '../../domain/decimal.ts';
import { countText } from '../format-number.ts';
import { badge, button, headline, line, message } from '../message-blocks.ts';
import { modeMeaning } from '../names.ts';
import type { ModeRecord } from '../stories/mode-record-fold.ts';
import { usdText } from '../usd-text.ts';

/** One mode as a person may choose it. */
export interface ModeChoice {
  readonly mode: Mode;
  /** Who would deliberate, each agent once. */
  readonly deliberators: readonly string[];
  /** What one session usually takes; null where no model is asked. */
  readonly estimate: { readonly calls: number; readonly costUsd: UsdAmount | null } | null;
  /** Why it cannot be chosen; null when it can. */
  readonly unavailable: string | null;
  readonly record: ModeRecord;
}

const EN = {
  mode: (mode: Mode) => `Mode: ${mode}`,
  onlyOne: 'No other mode is available.',
  nextSession: 'A change counts from the next session on.',
  unavailable: (why: string) => `Not available: ${why}`,
  estimate: (calls: string, cost: string) => `about ${calls} and ${cost} a session`,
  call: 'call',
  unknownCost: 'an unknown sum',
  noSession: 'no session so far',
  sessions: (count: number) => (count === 1 ? '1 session' : `${count} sessions`),
  each: (calls: string, usd: string) => `${calls} calls and ${usd} USD each`,
  trades: (proposals: number, executed: number) => `${proposals} proposed, ${executed} executed`,
};

const WORDS: Readonly<Record<Language, typeof EN>> = { en: EN };

/** Which models deliberate and how, what that has cost and brought, and what else can be chosen. */
export function modeReport(
  input: { readonly venue: Venue; readonly current: Mode; readonly choices: readonly ModeChoice[] },
  language: Language,
): ChatMessage {
  const { venue, current, choices } = input;
  const words = WORDS[language];
  const others = choices.filter(({ mode, unavailable }) => mode !== current && unavailable === null);
  const blocks = [
    headline({ icon: '🧠', tone: 'neutral', texts: [words.mode(current)] }),
    badge({ venue, about: [] }, language),
    ...choices.flatMap((choice) => [
      line(`${choice.mode === current ? '●' : '○'} ${choice.mode}: ${modeMeaning(choice.mode, language)}`),
      line(detailsOf(choice, language)),
    ]),
    line(others.length === 0 ? words.onlyOne : words.nextSession),
  ];
  return message(blocks, { buttons: others.map(({ mode }) => [button(mode, 'mode', mode)]), urgency: 'silent' });
}

function detailsOf({ deliberators, estimate, unavailable, record }: ModeChoice, language: Language): string {
  const words = WORDS[language];
  if (unavailable !== null) return words.unavailable(unavailable);
  const { sessions, calls, costUsd, proposals, executed } = record;
  const past =
    sessions === 0
      ? [words.noSession]
      : [
          words.sessions(sessions),
          ...(calls === 0 ? [] : [words.each((calls / sessions).toFixed(1), costUsd.div(sessions).toFixed(3))]),
          words.trades(proposals, executed),
        ];
  return [deliberators.join(', '), ...estimateTexts(estimate, language), ...past].join(' · ');
}

function estimateTexts(estimate: ModeChoice['estimate'], language: Language): readonly string[] {
  if (estimate === null) return [];
  const words = WORDS[language];
  const cost = estimate.costUsd === null ? words.unknownCost : usdText(estimate.costUsd);
  return [words.estimate(countText(estimate.calls, words.call), cost)];
}
