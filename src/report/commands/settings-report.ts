import type { ChatMessage, Language, MessageBlock } from '../../domain/chat-message.ts';
import type { Venue } from '../../domain/control-state.ts';
import type { UsdAmount } from '../../domain/decimal.ts';
import type { DurationMs } from '../../domain/time.ts';
import { badge, button, headline, line, message } from '../message-blocks.ts';
import { usdText } from '../usd-text.ts';

/** What of the settings a person changes by one command. */
export type SettingsSubject =
  | { readonly tag: 'model'; readonly agent: string }
  | { readonly tag: 'effort'; readonly agent: string }
  | { readonly tag: 'budget'; readonly of: BudgetPart }
  | { readonly tag: 'key'; readonly key: string };

export type BudgetPart = 'call' | 'session' | 'day';

/** One change of settings: what it is from and to, and what is known of its consequences. */
export interface SettingsChange {
  readonly what: 'settings';
  readonly subject: SettingsSubject;
  readonly from: string;
  readonly to: string;
  readonly countsAt: 'next-session' | 'start';
  readonly loosens: boolean;
  /** What a usual session costs before and after; null where the change makes no difference to that. A price that is null is not known. */
  readonly price: { readonly before: UsdAmount | null; readonly after: UsdAmount | null } | null;
  /** The calls that were made to try it. */
  readonly trials: readonly { readonly model: string; readonly durationMs: DurationMs; readonly costUsd: UsdAmount | null }[];
  /** Models whose price is not known, each with a known one of a name like it. */
  readonly unpriced: readonly { readonly model: string; readonly nearest: string | null }[];
}

const EN = {
  model: (agent: string) => `the model of ${agent}`,
  effort: (agent: string) => `the effort of ${agent}`,
  budget: { call: 'the budget of a call', session: 'the budget of a session', day: 'the budget of a day' },
  ask: (subject: string, to: string) => `Set ${subject} to ${to}?`,
  askShort: (to: string) => `Set it to ${to}?`,
  is: (subject: string, to: string) => `${subject} is ${to}`,
  isShort: (to: string) => `It is ${to} now`,
  now: (from: string, to: string) => `It is ${from} now and becomes ${to}.`,
  was: (from: string) => `It was ${from}.`,
  unchanged: 'That is as it was.',
  trial: (model: string, seconds: string) => `A test call of ${model} was answered in ${seconds} s`,
  trialCost: (usd: string) => ` and cost ${usd}`,
  price: (before: string, after: string) => `A usual session costs ${before} now and ${after} then.`,
  about: (usd: string) => `about ${usd}`,
  unknown: 'an unknown sum',
  unpriced: (model: string) => `The price of ${model} is not known: only the limits of tokens and calls hold for it.`,
  nearest: (model: string) => `Did you mean ${model}?`,
  loosens: 'It gives Steward more room.',
  nextSession: 'It counts from the next session on.',
  start: 'It counts from the next start on.',
  undo: '↩️ Undo',
};

const WORDS: Readonly<Record<Language, typeof EN>> = { en: EN };

/** What is asked before a change, from the most telling to the shortest. */
export function settingsQuestionTexts({ subject, to }: SettingsChange, language: Language): readonly string[] {
  const words = WORDS[language];
  return [words.ask(subjectName(subject, language), to), words.askShort(to)];
}

/** What a person should know before saying yes. */
export function settingsQuestionBlocks(change: SettingsChange, language: Language): readonly MessageBlock[] {
  const words = WORDS[language];
  const { from, to, price, trials, unpriced, loosens } = change;
  return [
    words.now(from, to),
    ...trials.map(({ model, durationMs, costUsd }) => {
      const cost = costUsd === null ? '' : words.trialCost(usdText(costUsd));
      return `${words.trial(model, (durationMs / 1000).toFixed(1))}${cost}.`;
    }),
    ...(price === null ? [] : [words.price(priceText(price.before, language), priceText(price.after, language))]),
    ...unpriced.map(({ model, nearest }) =>
      [words.unpriced(model), ...(nearest === null ? [] : [words.nearest(nearest)])].join(' '),
    ),
    ...(loosens ? [words.loosens] : []),
    countsText(change, language),
  ].map(line);
}

/** The answer once it is set, and when it was so already. */
export function settingsReport(
  input: {
    readonly venue: Venue;
    readonly change: Pick<SettingsChange, 'subject' | 'from' | 'to' | 'countsAt'>;
    /** What was undone is not offered to be undone: that would go back one more. */
    readonly isUndo?: boolean;
  },
  language: Language,
): ChatMessage {
  const { venue, change, isUndo = false } = input;
  const { subject, from, to } = change;
  const words = WORDS[language];
  const isChanged = from !== to;
  const blocks = [
    headline({
      icon: '⚙️',
      tone: 'neutral',
      texts: [words.is(capitalised(subjectName(subject, language)), to), words.isShort(to)],
    }),
    badge({ venue, about: [] }, language),
    ...(isChanged ? [words.was(from), countsText(change, language)] : [words.unchanged]).map(line),
  ];
  return message(blocks, { buttons: isChanged && !isUndo ? [[button(words.undo, 'config', 'undo')]] : [], urgency: 'silent' });
}

function countsText({ countsAt }: Pick<SettingsChange, 'countsAt'>, language: Language): string {
  const words = WORDS[language];
  return countsAt === 'start' ? words.start : words.nextSession;
}

function priceText(price: UsdAmount | null, language: Language): string {
  const words = WORDS[language];
  return price === null ? words.unknown : words.about(usdText(price));
}

function subjectName(subject: SettingsSubject, language: Language): string {
  const words = WORDS[language];
  switch (subject.tag) {
    case 'model':
      return words.model(subject.agent);
    case 'effort':
      return words.effort(subject.agent);
    case 'budget':
      return words.budget[subject.of];
    case 'key':
      return subject.key;
  }
}

/** A key of the configuration is written as it is. */
function capitalised(name: string): string {
  return name.startsWith('the ') ? `${name.charAt(0).toUpperCase()}${name.slice(1)}` : name;
}
