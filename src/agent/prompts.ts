import { EMPTY_FINGERPRINT, fingerprintText, mixText } from '../domain/fingerprint.ts';

/** The text of a template does not fit the values that the code has for it: a mistake in a file under `prompts/`. */
export class PromptError extends Error {
  override readonly name = 'PromptError';
}

/** A template whose placeholders are exactly `Key`. */
export interface Prompt<Key extends string = never> {
  readonly text: string;
  render(values: Readonly<Record<Key, string>>): string;
}

/** The words of a conversation. `hash` names them: two conversations with the same hash were led with the same words. */
export interface Prompts {
  readonly system: Prompt;
  readonly session: Prompt<SessionPromptKey>;
  /** The part of each role, by the name of its file: static words for the end of a first message. */
  readonly roles: ReadonlyMap<string, string>;
  readonly hash: string;
}

export type SessionPromptKey = 'asOf' | 'snapshotId' | 'symbols' | 'market' | 'portfolio' | 'recentDecisions';

const SESSION_PROMPT_KEYS: readonly SessionPromptKey[] = [
  'asOf',
  'snapshotId',
  'symbols',
  'market',
  'portfolio',
  'recentDecisions',
];

/** Checks the texts of `prompts/`. @throws PromptError naming every placeholder that is missing or unknown. */
export function compilePrompts(texts: {
  readonly system: string;
  readonly session: string;
  readonly roles: ReadonlyMap<string, string>;
}): Prompts {
  const roles = [...texts.roles].toSorted(([left], [right]) => (left < right ? -1 : 1));
  return {
    system: compilePrompt({ name: 'system', text: texts.system, keys: [] }),
    session: compilePrompt({ name: 'session', text: texts.session, keys: SESSION_PROMPT_KEYS }),
    roles: new Map(roles.map(([name, text]) => [name, compilePrompt({ name: `roles/${name}`, text, keys: [] }).text])),
    hash: fingerprintText([texts.system, texts.session, ...roles.flat()].reduce(mixText, EMPTY_FINGERPRINT)),
  };
}

/**
 * Checks a template once, at the start, so that rendering cannot fail in the middle of a session. A placeholder is `{{key}}`;
 * one that the code has no value for is an error, and so is a value that the template does not use.
 */
export function compilePrompt<Key extends string>(template: {
  readonly name: string;
  readonly text: string;
  readonly keys: readonly Key[];
}): Prompt<Key> {
  const { name, text, keys } = template;
  const used = new Set([...text.matchAll(PLACEHOLDER)].map(([, key = '']) => key));
  const unknown = [...used].filter((key) => !keys.some((known) => known === key));
  const unused = keys.filter((key) => !used.has(key));
  if (unknown.length > 0 || unused.length > 0) throw new PromptError(describeMismatch({ name, unknown, unused }));
  return { text, render: (values) => renderPrompt(text, values) };
}

/** Text of others as quoted data: it cannot close its block or open another. */
export function dataBlock(source: string, value: string): string {
  return `<data source="${source}">\n${asData(value)}\n</data>`;
}

const PLACEHOLDER = /\{\{\s*([^{}]*?)\s*\}\}/g;

/** Puts the values in place, each as data: a value cannot bring a placeholder, close the block that it stands in or open another. */
function renderPrompt(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(PLACEHOLDER, (_placeholder, key: string) => asData(values[key] ?? ''));
}

/** Control characters, line breaks and tabs aside, and the tags of data blocks. */
function asData(value: string): string {
  return value.replace(/[^\P{Cc}\n\t]/gu, '').replace(/<(?=\s*\/?\s*data)/gi, '(');
}

function describeMismatch({
  name,
  unknown,
  unused,
}: {
  readonly name: string;
  readonly unknown: readonly string[];
  readonly unused: readonly string[];
}): string {
  const parts = [
    ...unknown.map((key) => `{{${key}}} stands in the text but has no value`),
    ...unused.map((key) => `{{${key}}} has a value but is missing in the text`),
  ];
  return `prompts/${name}.md: ${parts.join('; ')}`;
}
