import type { Actor } from './proposal.ts';
import { type DurationMs, HOUR_MS } from './time.ts';

/** What an owner wants the models to know for a while: quoted to them as data, never as an instruction. */
export interface OwnerNote {
  /** Counted from 1 over the whole journal. */
  readonly number: number;
  /** On one line, without control characters. */
  readonly text: string;
  readonly expiresAt: number;
}

export const NOTE_LENGTH_MAX = 280;
export const NOTE_LIFETIME_MS: DurationMs = 24 * HOUR_MS;
export const NOTE_LIFETIME_MS_MAX: DurationMs = 14 * 24 * HOUR_MS;
/** More at once would crowd out what the ledger tells. */
export const NOTES_MAX = 5;

export type NoteFact =
  | { readonly kind: 'note-added'; readonly note: OwnerNote; readonly by: Actor }
  | { readonly kind: 'note-dropped'; readonly number: number; readonly by: Actor };
