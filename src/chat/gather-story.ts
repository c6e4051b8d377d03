import type { Language } from '../domain/chat-message.ts';
import type { SessionStory } from '../report/stories/session-story.ts';
import { SessionStoryFold } from '../report/stories/session-story-fold.ts';
import { isSessionId } from '../session/session-register.ts';
import type { Steward } from '../session/steward.ts';
import type { ReadArgument } from './read-arguments.ts';
import { expected, readProposalId } from './read-arguments.ts';

/** The session that is meant: by its own id, by a proposal of it, or the newest one. Null where there is none. */
export function readSession(steward: Steward, given: string | undefined, example: string): ReadArgument<string | null> {
  const { sessions, proposals } = steward.state;
  if (given === undefined) return { tag: 'read', value: (sessions.last ?? sessions.current)?.sessionId ?? null };
  if (isSessionId(given.toUpperCase())) return { tag: 'read', value: given.toUpperCase() };
  const proposal = readProposalId(given, example);
  if (proposal.tag === 'unclear') return expected('session', given, example);
  return { tag: 'read', value: proposals.get(proposal.value)?.sessionId ?? null };
}

/** What the journal tells of a session; null when it knows none of this id. */
export async function gatherStory(steward: Steward, sessionId: string | null, language: Language): Promise<SessionStory | null> {
  if (sessionId === null) return null;
  const fold = new SessionStoryFold({ sessionId, language });
  for await (const entry of steward.state.read()) fold.apply(entry);
  return fold.story();
}
