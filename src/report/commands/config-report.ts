import type { ChatMessage, Language } from '../../domain/chat-message.ts';
import type { Venue } from '../../domain/control-state.ts';
import type { Actor } from '../../domain/proposal.ts';
import { type EpochMs, isoTime } from '../../domain/time.ts';
import { badge, button, headline, line, message, wholeLine } from '../message-blocks.ts';
import { actorName } from '../names.ts';

/** One setting as a person sees it. Values are written as they would stand in the file. */
export interface SettingRow {
  readonly key: string;
  readonly value: string;
  readonly default: string;
  /** Where the value comes from, in words. */
  readonly origin: string;
  readonly meaning: string;
  /** What it may be, in words; null where there is nothing to choose. */
  readonly range: string | null;
  readonly countsAt: 'next-session' | 'start';
  /** Oldest first. */
  readonly history: readonly { readonly at: EpochMs; readonly from: string; readonly to: string; readonly by: Actor }[];
}

/** More settings than these are counted, not listed. */
const SETTINGS_MAX = 20;
const HISTORY_MAX = 5;

const EN = {
  differing: (count: number) =>
    count === 1 ? '1 setting differs from its default' : `${count} settings differ from their default`,
  noneDiffers: 'Every setting has its default',
  row: (setting: SettingRow) => `${setting.key} = ${setting.value} (default ${setting.default}) · ${setting.origin}`,
  more: (count: number) => `and ${count} more.`,
  usage: '/config KEY tells of one, /config KEY VALUE changes it, /config undo takes the newest change by chat back.',
  defaultValue: (value: string) => `The default is ${value}.`,
  isDefault: 'That is the default.',
  range: (range: string) => `It takes ${range}.`,
  origin: (origin: string) => `Where it comes from: ${origin}.`,
  nextSession: 'A change counts from the next session on.',
  start: 'A change counts from the next start on.',
  history: 'What it was:',
  change: (at: string, from: string, to: string, who: string) => `${at} · ${from} → ${to} · ${who}`,
  undo: '↩️ Undo',
};

const WORDS: Readonly<Record<Language, typeof EN>> = { en: EN };

/** The settings that differ from their default, each with where its value comes from. */
export function configReport(
  input: { readonly venue: Venue; readonly settings: readonly SettingRow[]; readonly canUndo: boolean },
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
    ...settings.slice(0, SETTINGS_MAX).map((setting) => line(words.row(setting))),
    ...(settings.length > SETTINGS_MAX ? [line(words.more(settings.length - SETTINGS_MAX))] : []),
    line(words.usage),
  ];
  return message(blocks, { buttons: canUndo ? [[button(words.undo, 'config', 'undo')]] : [], urgency: 'silent' });
}

/** One setting: its meaning, what it may be, where its value comes from and what it was. */
export function settingReport(input: { readonly venue: Venue; readonly setting: SettingRow }, language: Language): ChatMessage {
  const { venue, setting } = input;
  const { key, value, origin, meaning, range, countsAt, history } = setting;
  const words = WORDS[language];
  const blocks = [
    headline({ icon: '🛠', tone: 'neutral', texts: [`${key} = ${value}`, key] }),
    badge({ venue, about: [] }, language),
    wholeLine(`${key} = ${value}`),
    ...(meaning === '' ? [] : [wholeLine(meaning)]),
    line(value === setting.default ? words.isDefault : words.defaultValue(setting.default)),
    ...(range === null ? [] : [wholeLine(words.range(range))]),
    line(words.origin(origin)),
    line(countsAt === 'start' ? words.start : words.nextSession),
    ...(history.length === 0 ? [] : [line(words.history)]),
    ...history
      .slice(-HISTORY_MAX)
      .map(({ at, from, to, by }) => line(words.change(isoTime(at), from, to, actorName(by, language)))),
  ];
  return message(blocks, { urgency: 'silent' });
}
