import { join } from 'node:path';
import { FileBlobStore } from '../adapters/journal/file-blob-store.ts';
import { readJournal } from '../adapters/journal/read-journal.ts';
import { Fault } from '../domain/fault.ts';
import type { JournalEntry } from '../domain/journal-entry.ts';
import type { BlobStore } from '../ports/blob-store.ts';
import { SessionStoryFold } from '../report/stories/session-story-fold.ts';
import { storyText } from '../report/stories/story-text.ts';
import { type FoundTranscript, parseTranscript } from '../report/stories/transcript.ts';
import { isSessionId } from '../session/session-register.ts';
import { BLOB_FOLDER, JOURNAL_FOLDER } from './folders.ts';
import { printJson, printLine } from './print.ts';
import { UsageError } from './usage-error.ts';

export interface ExplainOptions {
  readonly dataDir: string;
  /** Print the session's entries alone. */
  readonly json?: boolean;
  /** Print what was kept of its conversations, word for word. */
  readonly raw?: boolean;
}

/** Tells a session from the journal and its blobs, as a person would: what was known, said, judged, asked, ordered, filled and paid. */
export async function explainCommand(sessionId: string, options: ExplainOptions): Promise<void> {
  const { dataDir, json = false, raw = false } = options;
  if (!isSessionId(sessionId))
    throw new UsageError(`"${sessionId}" is no session id; one looks like 20240115T13 (date, T, hour in UTC).`);
  if (json && raw) throw new UsageError('Choose one of --json and --raw.');
  const { fold, entries, newest } = await readSession(join(dataDir, JOURNAL_FOLDER), sessionId);
  if (fold.story() === null)
    throw new UsageError(
      `The journal knows no session ${sessionId}; ${newest === null ? 'it has none yet' : `its newest is ${newest}`}.`,
    );
  if (json) return printJson(entries);
  const payloads = await readPayloads(new FileBlobStore(join(dataDir, BLOB_FOLDER)), fold);
  if (raw) return printJson({ sessionId, payloads });
  const story = fold.story(new Map(payloads.map((payload) => [payload.hash, foundTranscript(payload)])));
  if (story !== null) printLine(storyText(story));
}

async function readSession(journalFolder: string, sessionId: string) {
  const fold = new SessionStoryFold({ sessionId, language: 'en' });
  const entries: JournalEntry[] = [];
  let newest: string | null = null;
  for await (const entry of readJournal(journalFolder)) {
    fold.apply(entry);
    if (entry.sessionId === sessionId) entries.push(entry);
    newest = entry.sessionId ?? newest;
  }
  return { fold, entries, newest };
}

/** A conversation as it was kept; `content` is null where it is missing or damaged. */
interface Payload {
  readonly agent: string;
  readonly provider: string;
  readonly model: string;
  readonly hash: string;
  readonly state: 'there' | 'missing' | 'damaged';
  readonly content: unknown;
}

async function readPayloads(blobs: BlobStore, fold: SessionStoryFold): Promise<readonly Payload[]> {
  const payloads: Payload[] = [];
  for (const { agent, provider, model, transcriptHash: hash } of fold.agents) {
    if (hash !== null) payloads.push({ agent, provider, model, hash, ...(await readBlob(blobs, hash)) });
  }
  return payloads;
}

async function readBlob(blobs: BlobStore, hash: string): Promise<Pick<Payload, 'state' | 'content'>> {
  try {
    const text = await blobs.get(hash);
    return text === null ? { state: 'missing', content: null } : { state: 'there', content: JSON.parse(text) };
  } catch (error) {
    if (error instanceof SyntaxError || (error instanceof Fault && error.code === 'bad-payload'))
      return { state: 'damaged', content: null };
    throw error;
  }
}

function foundTranscript({ state, content }: Payload): FoundTranscript {
  return state === 'there' ? parseTranscript(content) : { tag: state };
}
