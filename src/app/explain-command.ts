import { join } from 'node:path';
import { readJournal } from '../adapters/journal/read-journal.ts';
import type { JournalEntry } from '../domain/journal-entry.ts';
import { SessionStoryFold } from '../report/stories/session-story-fold.ts';
import { storyText } from '../report/stories/story-text.ts';
import { isSessionId } from '../session/session-register.ts';
import { JOURNAL_FOLDER } from './folders.ts';
import { printJson, printLine } from './print.ts';
import { UsageError } from './usage-error.ts';

/** Tells a session from the journal, as a person would: what was known, said, judged, asked, ordered and filled. */
export async function explainCommand(
  sessionId: string,
  options: { readonly dataDir: string; readonly json?: boolean },
): Promise<void> {
  if (!isSessionId(sessionId))
    throw new UsageError(`"${sessionId}" is no session id; one looks like 20240115T13 (date, T, hour in UTC).`);
  const fold = new SessionStoryFold({ sessionId, language: 'en' });
  const entries: JournalEntry[] = [];
  let newest: string | null = null;
  for await (const entry of readJournal(join(options.dataDir, JOURNAL_FOLDER))) {
    fold.apply(entry);
    if (entry.sessionId === sessionId) entries.push(entry);
    newest = entry.sessionId ?? newest;
  }
  const story = fold.story();
  if (story === null)
    throw new UsageError(
      `The journal knows no session ${sessionId}; ${newest === null ? 'it has none yet' : `its newest is ${newest}`}.`,
    );
  if (options.json === true) printJson(entries);
  else printLine(storyText(story));
}
