import type { ChatMessage, Language, MessageBlock } from '../../domain/chat-message.ts';
import type { Venue } from '../../domain/control-state.ts';
import { callFailureName, vendorName } from '../explain-agent-trouble.ts';
import { badge, headline, line, message, quote } from '../message-blocks.ts';

/** Why settings stay as they are. */
export type SettingsRefusal =
  /** The value is not what the key takes. */
  | {
      readonly tag: 'invalid';
      readonly key: string;
      readonly value: string | null;
      readonly reason: string;
      readonly fix: string;
    }
  /** A reason in a sentence of its own. */
  | { readonly tag: 'because'; readonly why: string }
  | { readonly tag: 'unknown-key'; readonly key: string; readonly nearest: readonly string[] }
  | {
      readonly tag: 'unknown-agent';
      /** Null when none was named. */
      readonly given: string | null;
      readonly nearest: string | null;
      readonly mode: string;
      readonly agents: readonly string[];
    }
  | { readonly tag: 'vendor-needed'; readonly model: string; readonly vendors: readonly string[] }
  | { readonly tag: 'no-model'; readonly agent: string }
  | {
      readonly tag: 'trial-failed';
      readonly provider: string;
      readonly model: string;
      /** How the call ended, as the journal calls it. */
      readonly code: string;
      /** In the vendor's words, or ours where the call was not made. */
      readonly message: string;
      readonly nearest: string | null;
    }
  | { readonly tag: 'nothing-to-undo' }
  /** It is not said again what was said. */
  | { readonly tag: 'secret' };

const EN = {
  title: 'Nothing was changed',
  invalid: (key: string, value: string | null, reason: string) => `${key}${value === null ? '' : ` = ${value}`} ${reason}.`,
  fix: (fix: string) => `Instead: ${fix}.`,
  unknownKey: (key: string) => `There is no setting ${key}.`,
  didYouMean: (names: string) => `Did you mean ${names}?`,
  listKeys: '/config shows those that differ from their default; config/*.yaml lists all.',
  whichAgent: (mode: string, agents: string) => `The mode ${mode} has several agents; name one: ${agents}.`,
  unknownAgent: (given: string, mode: string, agents: string) =>
    `The mode ${mode} has no agent "${given}". Its agents: ${agents}.`,
  vendorNeeded: (model: string, vendors: string) =>
    `Nobody knows whose model ${model} is. Write it behind its vendor, one of ${vendors}.`,
  noVendor: (model: string) => `${model} cannot be asked: no vendor's key is there. See .env.example.`,
  noModel: (agent: string) => `No model answers for ${agent}: a plain strategy has no effort. /model changes that.`,
  trial: (vendor: string, failure: string) => `The test call failed: ${vendor} ${failure}.`,
  empty: 'answered with nothing',
  refused: 'refused to answer',
  secret:
    'That looks like a key. Keys are environment variables, see .env.example. If it was real, replace it: it stands in this chat now.',
  nothingToUndo: 'No change by chat is in force.',
};

const WORDS: Readonly<Record<Language, typeof EN>> = { en: EN };

/** Says that a change was not made, why, and what can be done instead. */
export function settingsRefusalReport(
  input: { readonly venue: Venue; readonly refusal: SettingsRefusal },
  language: Language,
): ChatMessage {
  const { venue, refusal } = input;
  const blocks = [
    headline({ icon: '⚠️', tone: 'attention', texts: [WORDS[language].title] }),
    badge({ venue, about: [] }, language),
    ...refusalBlocks(refusal, language),
  ];
  return message(blocks, { urgency: 'silent' });
}

function refusalBlocks(refusal: SettingsRefusal, language: Language): readonly MessageBlock[] {
  if (refusal.tag === 'trial-failed') return trialBlocks(refusal, language);
  return refusalLines(refusal, language).map(line);
}

function refusalLines(refusal: Exclude<SettingsRefusal, { tag: 'trial-failed' }>, language: Language): readonly string[] {
  const words = WORDS[language];
  switch (refusal.tag) {
    case 'invalid':
      return [words.invalid(refusal.key, refusal.value, refusal.reason), words.fix(refusal.fix)];
    case 'because':
      return [sentence(refusal.why)];
    case 'unknown-key':
      return [
        words.unknownKey(refusal.key),
        refusal.nearest.length === 0 ? words.listKeys : words.didYouMean(refusal.nearest.join(', ')),
      ];
    case 'unknown-agent': {
      const { given, nearest, mode, agents } = refusal;
      const names = agents.join(', ');
      if (given === null) return [words.whichAgent(mode, names)];
      return [words.unknownAgent(given, mode, names), ...(nearest === null ? [] : [words.didYouMean(nearest)])];
    }
    case 'vendor-needed': {
      const { model, vendors } = refusal;
      const examples = vendors.map((vendor) => `${vendor}/${model}`);
      return [examples.length === 0 ? words.noVendor(model) : words.vendorNeeded(model, examples.join(', '))];
    }
    case 'no-model':
      return [words.noModel(refusal.agent)];
    case 'nothing-to-undo':
      return [words.nothingToUndo];
    case 'secret':
      return [words.secret];
  }
}

function trialBlocks(
  { provider, model, code, message: detail, nearest }: Extract<SettingsRefusal, { tag: 'trial-failed' }>,
  language: Language,
): readonly MessageBlock[] {
  const words = WORDS[language];
  const failure = code === 'empty' ? words.empty : code === 'refused' ? words.refused : callFailureName(code, language);
  const who = code === 'budget' ? model : vendorName(provider, language);
  return [
    line(`${words.trial(who, failure)}${nearest === null ? '' : ` ${words.didYouMean(nearest)}`}`),
    ...(detail.trim() === '' ? [] : [quote(detail)]),
  ];
}

/** What begins with a key of the configuration begins as the key does. */
function sentence(text: string): string {
  const begun = /^\S*\.\S/.test(text) ? text : `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
  return /[.!?]$/.test(begun) ? begun : `${begun}.`;
}
