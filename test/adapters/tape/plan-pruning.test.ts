import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FileBlobStore } from '../../../src/adapters/journal/file-blob-store.ts';
import { FileTapeRecorder } from '../../../src/adapters/tape/file-tape.ts';
import { planPruning } from '../../../src/adapters/tape/plan-pruning.ts';
import { nameRequest } from '../../../src/adapters/tape/taped-request.ts';
import type { TextHash } from '../../../src/ports/tape.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'steward-pruning-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('the plan of a pruning', () => {
  it('lets go what old sessions alone rest on, and nothing that a newer one or the journal needs', async () => {
    const [own = '', journaled = '', shared = ''] = await record('20240301T12', ['own', 'journaled', 'shared']);
    await record('20240303T12', ['shared']);
    await expect(plan({ inJournal: (name) => name === journaled })).resolves.toEqual({ sessions: ['20240301T12'], blobs: [own] });
    expect(new Set([own, journaled, shared]).size).toBe(3);
  });

  it("counts a further session of an hour by that hour's slot", async () => {
    await record('20240301T12-2', ['own']);
    await record('20240303T12-2', ['other']);
    expect((await plan({})).sessions).toEqual(['20240301T12-2']);
  });

  it('is refused while a tape that stays cannot be read, since nobody can tell what it needs', async () => {
    await record('20240301T12', ['own']);
    await writeFile(join(folder, '20240303T12.jsonl'), '{"kind":"call","version":99}\n');
    await expect(plan({})).rejects.toThrow('the tape of 20240303T12 cannot be read');
  });
});

/** @returns the names of the long texts, in their order. */
async function record(sessionId: string, words: readonly string[]): Promise<readonly TextHash[]> {
  const recorder = new FileTapeRecorder({ folder, blobs: blobs() });
  const names: TextHash[] = [];
  for (const word of words) {
    const { key, request, texts } = nameRequest('vendor', {
      model: 'model',
      system: () => `${word} `.repeat(2_000),
      messages: [],
      tools: [],
      outputTokensMax: 1,
    });
    names.push(request.system);
    const reply = { tag: 'failed', code: 'overloaded', message: 'busy' } as const;
    await recorder.keep(sessionId, { key, ordinal: 0, request, startedAt: 0, durationMs: 0, reply }, texts);
  }
  return names;
}

function plan({ inJournal = () => false }: { readonly inJournal?: (name: TextHash) => boolean }) {
  return planPruning({ folder, blobs: blobs(), before: Date.UTC(2024, 2, 2), inJournal });
}

function blobs(): FileBlobStore {
  return new FileBlobStore(join(folder, 'blobs'));
}
