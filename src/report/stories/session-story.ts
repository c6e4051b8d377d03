import type { Venue } from '../../domain/control-state.ts';

/** What a session's story is told in, in this order. */
export const STORY_SECTION_KEYS = [
  'known',
  'turns',
  'said',
  'voted',
  'judged',
  'asked',
  'ordered',
  'filled',
  'protected',
  'books',
  'costs',
  'ended',
] as const;

export type StorySectionKey = (typeof STORY_SECTION_KEYS)[number];

/** A `quote` is what a model wrote; a `fact` is ours. */
export interface StoryLine {
  readonly kind: 'fact' | 'quote';
  readonly text: string;
}

export function factLines(texts: readonly string[]): readonly StoryLine[] {
  return texts.map((text) => ({ kind: 'fact', text }));
}

export interface StorySection {
  readonly key: StorySectionKey;
  readonly title: string;
  readonly lines: readonly StoryLine[];
}

/** One session as a person would tell it, from the journal alone. Sections that nothing happened in are left out. */
export interface SessionStory {
  readonly sessionId: string;
  /** Null when the entries that were given do not say. */
  readonly venue: Venue | null;
  readonly headline: string;
  readonly sections: readonly StorySection[];
}
