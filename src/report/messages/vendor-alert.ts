import type { Language } from '../../domain/chat-message.ts';
import type { FactOf } from '../../domain/journal-entry.ts';
import { callFailureName, vendorName } from '../explain-agent-trouble.ts';
import { utcClockText } from '../format-time.ts';
import { line } from '../message-blocks.ts';
import type { ToldAlert } from './told-alert.ts';

const EN = {
  trouble: (vendor: string, what: string) => `${vendor} ${what}`,
  unknownModel: (vendor: string, what: string, model: string) => `${vendor} ${what} ${model}`,
  newKey: 'Put a valid one into .env and start again.',
  otherModel: 'Choose another one with /model, or in the files below llm/ of the configuration.',
  inRow: 'It happened to several calls in a row.',
  leftAlone: (until: string) =>
    `It is asked again from ${until} on. Until then its agents abstain, or another model stands in for them.`,
  vendorName: (vendor: string) => `the trouble with ${vendor}`,
  modelName: (vendor: string, model: string) => `the unknown model ${model} of ${vendor}`,
};

const WORDS: Readonly<Record<Language, typeof EN>> = { en: EN };

/** Why a vendor or one of its models is left alone for a while. Null for another alert. */
export function vendorAlert({ key, facts }: FactOf<'alert-raised'>, language: Language): ToldAlert | null {
  const words = WORDS[language];
  const subject = subjectOf(key);
  const { cause = '', until } = facts;
  if (subject === null) return null;
  const vendor = vendorName(subject.provider, language);
  const what = callFailureName(cause, language);
  const trouble = words.trouble(vendor, what);
  const advice = cause === 'unauthorised' ? words.newKey : cause === 'model-unknown' ? words.otherModel : words.inRow;
  return {
    titles: subject.model === null ? [trouble] : [words.unknownModel(vendor, what, subject.model), trouble],
    blocks: [line(advice), ...(until === undefined ? [] : [line(words.leftAlone(utcClockText(Date.parse(until))))])],
  };
}

/** The alert in half a sentence, to say that it is over. Null for another alert. */
export function vendorAlertName(key: string, language: Language): string | null {
  const words = WORDS[language];
  const subject = subjectOf(key);
  if (subject === null) return null;
  const vendor = vendorName(subject.provider, language);
  return subject.model === null ? words.vendorName(vendor) : words.modelName(vendor, subject.model);
}

/** Of `vendor-anthropic` and `model-openai-gpt-6.1-terra`. */
function subjectOf(key: string): { readonly provider: string; readonly model: string | null } | null {
  const [, kind, provider, model] = /^(vendor|model)-([a-z]+)(?:-(.+))?$/.exec(key) ?? [];
  if (kind === undefined || provider === undefined) return null;
  return { provider, model: model ?? null };
}
