import type { ChatMessage, Language } from '../../domain/chat-message.ts';
import type { Venue } from '../../domain/control-state.ts';
import type { ShownSetting } from '../../domain/shown-setting.ts';
import { utcText } from '../format-time.ts';
import { badge, button, headline, line, message, wholeLine } from '../message-blocks.ts';
import { actorName } from '../names.ts';

/** More settings than these are counted, not listed. */
const SETTINGS_MAX = 20;
const HISTORY_MAX = 5;

const EN = {
  differing: (count: number) =>
    count === 1 ? '1 setting differs from its default' : `${count} settings differ from their default`,
  noneDiffers: 'Every setting has its default',
  row: (parts: { readonly key: string; readonly value: string; readonly usual: string; readonly origin: string }) =>
    `${parts.key} = ${parts.value} (default ${parts.usual}) · ${parts.origin}`,
  becomes: {
    'next-session': (value: string) => `${value} from the next session on`,
    start: (value: string) => `${value} from the next start on`,
  },
  more: (count: number) => `and ${count} more.`,
  usage: '/config KEY tells of one, /config KEY VALUE changes it, /config undo takes the newest change by chat back.',
  is: (value: string, usual: string) => `It is ${value}; the default is ${usual}.`,
  isDefault: (value: string) => `It is ${value}, the default.`,
  range: (range: string) => `It takes ${range}.`,
  origin: (origin: string) => `Where it comes from: ${origin}.`,
  counts: { 'next-session': 'A change counts from the next session on.', start: 'A change counts from the next start on.' },
  willBe: (text: string) => `It becomes ${text}.`,
  history: 'What it was:',
  change: (at: string, from: string, to: string, who: string) => `${at} · ${from} → ${to} · ${who}`,
  undo: '↩️ Undo',
};

const WORDS: Readonly<Record<Language, typeof EN>> = { en: EN };

/** The settings that differ from their default, each with where its value comes from. */
export function configReport(
  input: { readonly venue: Venue; readonly settings: readonly ShownSetting[]; readonly canUndo: boolean },
  language: Language,
): ChatMessage {
  const { venue, settings, canUndo } = input;
  const words = WORDS[language];
  const blocks = [
    headline({
      icon: '🛠',
      tone: 'neutral',
      texts: [settings.length === 0 ? words.noneDiffers : words.differing(settings.length)],
    }),
    badge({ venue, about: [] }, language),
    ...settings.slice(0, SETTINGS_MAX).map((setting) => line(rowText(setting, language))),
    ...(settings.length > SETTINGS_MAX ? [line(words.more(settings.length - SETTINGS_MAX))] : []),
    line(words.usage),
  ];
  return message(blocks, { buttons: canUndo ? [[button(words.undo, 'config', 'undo')]] : [], urgency: 'silent' });
}

/** One setting: its meaning, what it may be, where its value comes from and what it was. */
export function settingReport(input: { readonly venue: Venue; readonly setting: ShownSetting }, language: Language): ChatMessage {
  const { venue, setting } = input;
  const { key, value, origin, meaning, range, countsAt, next, history } = setting;
  const words = WORDS[language];
  const blocks = [
    headline({ icon: '🛠', tone: 'neutral', texts: [`${key} = ${value}`, key] }),
    badge({ venue, about: [] }, language),
    wholeLine(value === setting.default ? words.isDefault(value) : words.is(value, setting.default)),
    ...(meaning === '' ? [] : [wholeLine(meaning)]),
    ...(range === null ? [] : [wholeLine(words.range(range))]),
    line(words.origin(origin)),
    line(next === null ? words.counts[countsAt] : words.willBe(words.becomes[countsAt](next))),
    ...(history.length === 0 ? [] : [line(words.history)]),
    ...history
      .slice(-HISTORY_MAX)
      .map(({ at, from, to, by }) => line(words.change(utcText(at), from, to, actorName(by, language)))),
  ];
  return message(blocks, { urgency: 'silent' });
}

function rowText({ key, value, default: usual, origin, countsAt, next }: ShownSetting, language: Language): string {
  const words = WORDS[language];
  const shown = next === null ? value : `${value}, ${words.becomes[countsAt](next)}`;
  return words.row({ key, value: shown, usual, origin });
}
