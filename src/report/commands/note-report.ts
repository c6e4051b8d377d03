import type { ChatMessage, Language } from '../../domain/chat-message.ts';
import type { Venue } from '../../domain/control-state.ts';
import type { OwnerNote } from '../../domain/owner-note.ts';
import type { Actor } from '../../domain/proposal.ts';
import { countText } from '../format-number.ts';
import { utcText } from '../format-time.ts';
import { badge, button, headline, line, message, wholeQuote } from '../message-blocks.ts';
import { noteMessage } from '../messages/note-message.ts';

/** What became of a note that a person wrote or took back. */
export type NoteAnswer =
  | { readonly tag: 'added'; readonly note: OwnerNote }
  | { readonly tag: 'dropped'; readonly number: number }
  | { readonly tag: 'too-many'; readonly countMax: number }
  | { readonly tag: 'unknown'; readonly number: number };

const EN = {
  tooMany: (count: number) => `${count} notes stand already`,
  dropOne: 'Nothing was kept. Drop one first; /note lists them.',
  unknown: (number: number) => `No note ${number} stands`,
  list: '/note lists those that do.',
  none: 'No notes stand',
  notes: (count: string) => `${count} for the models`,
  note: 'note',
  until: (number: number, time: string) => `Note ${number}, until ${time}:`,
  meaning: 'Models are shown them in quotes, as data. They change no limit. /note TEXT writes one.',
  drop: (number: number) => `Drop ${number}`,
};

const WORDS: Readonly<Record<Language, typeof EN>> = { en: EN };

export function noteReport(
  input: { readonly venue: Venue; readonly by: Actor; readonly result: NoteAnswer },
  language: Language,
): ChatMessage {
  const { venue, by, result } = input;
  const words = WORDS[language];
  switch (result.tag) {
    case 'added':
      return noteMessage(venue, { kind: 'note-added', note: result.note, by }, language);
    case 'dropped':
      return noteMessage(venue, { kind: 'note-dropped', number: result.number, by }, language);
    case 'too-many':
      return problem(venue, { title: words.tooMany(result.countMax), what: words.dropOne }, language);
    case 'unknown':
      return problem(venue, { title: words.unknown(result.number), what: words.list }, language);
  }
}

/** The notes that stand, each with a button that drops it. */
export function notesReport(
  { venue, notes }: { readonly venue: Venue; readonly notes: readonly OwnerNote[] },
  language: Language,
): ChatMessage {
  const words = WORDS[language];
  const title = notes.length === 0 ? words.none : words.notes(countText(notes.length, words.note));
  const blocks = [
    headline({ icon: '📝', tone: 'neutral', texts: [title] }),
    badge({ venue, about: [] }, language),
    ...notes.flatMap(({ number, text, expiresAt }) => [line(words.until(number, utcText(expiresAt))), wholeQuote(text)]),
    line(words.meaning),
  ];
  const buttons = notes.map(({ number }) => button(words.drop(number), 'note', 'drop', String(number)));
  return message(blocks, { buttons: buttons.length === 0 ? [] : [buttons], urgency: 'silent' });
}

function problem(venue: Venue, said: { readonly title: string; readonly what: string }, language: Language): ChatMessage {
  const blocks = [
    headline({ icon: '⚠️', tone: 'attention', texts: [said.title] }),
    badge({ venue, about: [] }, language),
    line(said.what),
  ];
  return message(blocks, { urgency: 'silent' });
}
