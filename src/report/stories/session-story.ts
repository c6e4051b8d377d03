import type { Venue } from '../../domain/control-state.ts';

/** What a session's story is told in, in this order. */
export type StorySectionKey = 'known' | 'said' | 'judged' | 'asked' | 'ordered' | 'filled' | 'protected' | 'books' | 'ended';

export const STORY_SECTION_KEYS: readonly StorySectionKey[] = [
  'known',
  'said',
  'judged',
  'asked',
  'ordered',
  'filled',
  'protected',
  'books',
  'ended',
];

/** A `quote` is what a model wrote; a `fact` is ours. */
export interface StoryLine {
  readonly kind: 'fact' | 'quote';
  readonly text: string;
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
