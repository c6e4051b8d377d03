import { Fault } from '../../domain/fault.ts';
import type { TextHash } from '../../ports/tape.ts';
import { blobsOfTape } from './blobs-of-tape.ts';
import { type TextSource, tapeLines } from './read-tape.ts';
import type { TapeLine } from './tape-line.ts';

/**
 * A tape that holds all its texts itself.
 * @throws Fault `no-data` naming a text that is no longer kept, `bad-payload` for a record that is not known.
 */
export async function selfContained(
  content: string,
  { sessionId, blobs }: { readonly sessionId: string; readonly blobs: TextSource },
): Promise<string> {
  const texts: TapeLine[] = [];
  for (const hash of await blobsOfTape(content, { sessionId, blobs }))
    texts.push({ kind: 'text', hash, text: await textOf(hash, { sessionId, blobs }) });
  return `${[...texts, ...tapeLines(content, sessionId)].map((line) => JSON.stringify(line)).join('\n')}\n`;
}

async function textOf(
  hash: TextHash,
  { sessionId, blobs }: { readonly sessionId: string; readonly blobs: TextSource },
): Promise<string> {
  const text = await blobs.get(hash);
  if (text === null) throw new Fault('no-data', `the tape of ${sessionId} is not whole: the text ${hash} is no longer kept`);
  return text;
}
