import type { TextHash } from '../../ports/tape.ts';
import { type TextSource, tapeLines } from './read-tape.ts';
import { namesOfReads } from './taped-reads.ts';

/**
 * The names of all blobs that a tape rests on, those behind its list of candles included.
 * @throws Fault `bad-payload` for a record that is not known.
 */
export async function blobsOfTape(
  content: string,
  { sessionId, blobs }: { readonly sessionId: string; readonly blobs: TextSource },
): Promise<ReadonlySet<TextHash>> {
  const inline = new Map<TextHash, string>();
  const named = new Set<TextHash>();
  for (const line of tapeLines(content, sessionId)) {
    if (line.kind === 'text') inline.set(line.hash, line.text);
    else if (line.kind === 'call') for (const name of namesOfCall(line.request)) named.add(name);
    else if (line.kind === 'reads') {
      const textOf = async (name: TextHash) => inline.get(name) ?? (await blobs.get(name));
      for (const name of await namesOfReads(line.reads, textOf)) named.add(name);
    }
  }
  return new Set([...named].filter((name) => !inline.has(name)));
}

function namesOfCall(request: { readonly system: TextHash; readonly tools: TextHash; readonly messages: readonly TextHash[] }) {
  return [request.system, request.tools, ...request.messages];
}
