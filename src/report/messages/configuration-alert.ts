import type { Language } from '../../domain/chat-message.ts';
import type { FactOf } from '../../domain/journal-entry.ts';
import { line } from '../message-blocks.ts';
import type { ToldAlert } from './told-alert.ts';

const EN = {
  wrong: 'The configuration files are wrong',
  wrongNow: 'Nothing changed: what counted before still counts. Mend the files; they are read again by themselves.',
  more: (count: number) => `And ${count} more: steward doctor lists them all.`,
  kept: 'Limits stay strict until they are approved',
  keptNow: 'The files loosen the guard. Approve it on the host with: steward approve-config',
  keptLimit: (key: string, values: string) => `${key}: ${values}`,
  names: new Map([
    ['configuration-wrong', 'the wrong configuration files'],
    ['limits-kept', 'the limits that wait for approval'],
  ]),
};

const WORDS: Readonly<Record<Language, typeof EN>> = { en: EN };

/** That files which were edited count for nothing, or only in part. Null for another alert. */
export function configurationAlert({ key, facts }: FactOf<'alert-raised'>, language: Language): ToldAlert | null {
  const words = WORDS[language];
  if (key === 'configuration-wrong') {
    const problems = Object.entries(facts).flatMap(([name, text]) => (name === 'count' ? [] : [text]));
    const more = Number(facts['count'] ?? problems.length) - problems.length;
    const lines = [...problems, ...(more > 0 ? [words.more(more)] : []), words.wrongNow];
    return { titles: [words.wrong], blocks: lines.map(line) };
  }
  if (key !== 'limits-kept') return null;
  const limits = Object.entries(facts).map(([limit, values]) => words.keptLimit(limit, values));
  return { titles: [words.kept], blocks: [...limits, words.keptNow].map(line) };
}

/** The alert in half a sentence, to say that it is over. Null for another alert. */
export function configurationAlertName(key: string, language: Language): string | null {
  return WORDS[language].names.get(key) ?? null;
}
