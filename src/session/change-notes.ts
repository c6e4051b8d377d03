import { NOTE_LENGTH_MAX, NOTES_MAX, type OwnerNote } from '../domain/owner-note.ts';
import type { Actor } from '../domain/proposal.ts';
import type { DurationMs } from '../domain/time.ts';
import type { SessionServices } from './session-services.ts';

/** What became of a note. Everything but `added` and `dropped` changed nothing. */
export type NoteResult =
  | { readonly tag: 'added'; readonly note: OwnerNote }
  | { readonly tag: 'dropped'; readonly number: number }
  | { readonly tag: 'too-many'; readonly countMax: number }
  | { readonly tag: 'unknown'; readonly number: number };

/** Keeps a note for the models. Its text is cut to the longest that they are shown, on one line, without control characters. */
export async function addNote(
  { state, clock }: Pick<SessionServices, 'state' | 'clock'>,
  wish: { readonly text: string; readonly lifetimeMs: DurationMs; readonly by: Actor },
): Promise<NoteResult> {
  const now = clock.now();
  if (state.notes.standing(now).length >= NOTES_MAX) return { tag: 'too-many', countMax: NOTES_MAX };
  const text = [...onOneLine(wish.text)].slice(0, NOTE_LENGTH_MAX).join('');
  const note: OwnerNote = { number: state.notes.nextNumber, text, expiresAt: now + wish.lifetimeMs };
  await state.record([{ kind: 'note-added', note, by: wish.by }]);
  return { tag: 'added', note };
}

export async function dropNote(
  { state, clock }: Pick<SessionServices, 'state' | 'clock'>,
  wish: { readonly number: number; readonly by: Actor },
): Promise<NoteResult> {
  const { number, by } = wish;
  if (!state.notes.standing(clock.now()).some((note) => note.number === number)) return { tag: 'unknown', number };
  await state.record([{ kind: 'note-dropped', number, by }]);
  return { tag: 'dropped', number };
}

function onOneLine(text: string): string {
  return text.replace(/[\s\p{C}]+/gu, ' ').trim();
}
