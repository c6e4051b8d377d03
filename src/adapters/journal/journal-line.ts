import { createHash, hash } from 'node:crypto';
import { JOURNAL_VERSION, type JournalEntry } from '../../domain/journal-entry.ts';

/** What the first entry is chained to. */
export const GENESIS_HASH = '0'.repeat(32);

const HASH_LENGTH = GENESIS_HASH.length;
const HASH_SUFFIX_BYTES = hashSuffix(GENESIS_HASH).length;
const HEAD_BYTES_MAX = 64;
const CLOSING_BRACE = '}'.charCodeAt(0);

export interface LinePlace {
  readonly previousHash: string;
  /** How many entries of the same append follow; together they are durable or they are not. */
  readonly more: number;
}

/**
 * One entry as a line of the journal, newline included. Its hash is the first 32 hexadecimal characters of SHA-256 over the hash
 * of the entry before it and the line's own bytes up to the hash field, so that no entry can be changed, removed or inserted unseen.
 */
export function encodeLine(
  entry: JournalEntry,
  { previousHash, more }: LinePlace,
): { readonly text: string; readonly hash: string } {
  const { version, sequence, at, bookId, sessionId, fact } = entry;
  const head = `{"version":${version},"sequence":${sequence},"at":${at},"bookId":${JSON.stringify(bookId)},"sessionId":${JSON.stringify(sessionId)}`;
  const body = `${head},"fact":${JSON.stringify(fact)}${more > 0 ? `,"more":${more}` : ''}`;
  const chained = hash('sha256', previousHash + body, 'hex').slice(0, HASH_LENGTH);
  return { text: `${body}${hashSuffix(chained)}\n`, hash: chained };
}

export type LineCheck =
  | { readonly tag: 'sound'; readonly hash: string; readonly more: number }
  | { readonly tag: 'bad'; readonly why: string };

/** Checks a line, given without its newline, against the entry before it. The bytes are hashed as they are, nothing is serialised again. */
export function checkLine(line: Buffer, due: { readonly previousHash: string; readonly sequence: number }): LineCheck {
  const bodyBytes = line.length - HASH_SUFFIX_BYTES;
  if (bodyBytes <= 0) return { tag: 'bad', why: explainBadLine(line, due.sequence) };
  const body = line.subarray(0, bodyBytes);
  const chained = createHash('sha256').update(due.previousHash).update(body).digest('hex').slice(0, HASH_LENGTH);
  if (line.toString('latin1', bodyBytes) !== hashSuffix(chained)) return { tag: 'bad', why: explainBadLine(line, due.sequence) };

  const head = /^\{"version":(\d+),"sequence":(\d+),/.exec(line.toString('latin1', 0, HEAD_BYTES_MAX));
  if (head === null) return { tag: 'bad', why: 'it does not begin with a version and a sequence number' };
  if (Number(head[1]) > JOURNAL_VERSION)
    return { tag: 'bad', why: `it was written by a newer Steward (entry version ${head[1]})` };
  if (Number(head[2]) !== due.sequence) return { tag: 'bad', why: wrongSequence({ found: head[2], due: due.sequence }) };
  return { tag: 'sound', hash: chained, more: moreOf(body) };
}

/** The entry of a line whose hash was found sound. @throws SyntaxError if the line has been changed since. */
export function decodeLine(line: Buffer): JournalEntry {
  const { version, sequence, at, bookId, sessionId, fact } = JSON.parse(line.toString('utf8')) as JournalEntry;
  return { version, sequence, at, bookId, sessionId, fact };
}

function hashSuffix(chained: string): string {
  return `,"hash":"${chained}"}`;
}

/** The body ends with its fact's brace unless a count of following entries comes after it. */
function moreOf(body: Buffer): number {
  if (body[body.length - 1] === CLOSING_BRACE) return 0;
  return Number(/,"more":(\d+)$/.exec(body.toString('latin1', Math.max(0, body.length - HEAD_BYTES_MAX)))?.[1] ?? 0);
}

function explainBadLine(line: Buffer, dueSequence: number): string {
  let parsed: unknown;
  try {
    parsed = JSON.parse(line.toString('utf8'));
  } catch {
    return 'it is not valid JSON';
  }
  const found = typeof parsed === 'object' && parsed !== null && 'sequence' in parsed ? parsed.sequence : undefined;
  if (found !== dueSequence) return wrongSequence({ found, due: dueSequence });
  return 'its hash does not match its content and the entry before it';
}

function wrongSequence({ found, due }: { readonly found: unknown; readonly due: number }): string {
  return `it holds entry ${String(found)} where entry ${due} is due`;
}
