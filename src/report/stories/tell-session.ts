import type { Language } from '../../domain/chat-message.ts';
import type { JournalEntry } from '../../domain/journal-entry.ts';
import type { SessionStory } from './session-story.ts';
import { SessionStoryFold } from './session-story-fold.ts';

/** The story of one session out of a journal, or of any part of it that holds what belongs to the session. Null when there is none. */
export function tellSession(
  journal: { readonly entries: Iterable<JournalEntry>; readonly sessionId: string },
  language: Language,
): SessionStory | null {
  const fold = new SessionStoryFold({ sessionId: journal.sessionId, language });
  for (const entry of journal.entries) fold.apply(entry);
  return fold.story();
}
