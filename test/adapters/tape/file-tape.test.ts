import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FileBlobStore } from '../../../src/adapters/journal/file-blob-store.ts';
import { FileTapeRecorder } from '../../../src/adapters/tape/file-tape.ts';
import { readTape } from '../../../src/adapters/tape/read-tape.ts';
import { RecordingProvider } from '../../../src/adapters/tape/recording-provider.ts';
import type { LlmReply, LlmRequest } from '../../../src/ports/llm-provider.ts';
import { SimulatedClock } from '../../../src/simulator/simulated-clock.ts';

const SESSION = '20240301T12';
const LONG = 'The market says nothing new. '.repeat(100);
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'steward-tape-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('the file of a tape', () => {
  it('gives back every call and every text of its session alone', async () => {
    await ask(recording(), ['a', 'b']);
    await ask(recording(), ['c'], '20240301T13');
    const tape = await read();
    expect(tape?.calls.map(({ reply }) => (reply.tag === 'answered' ? reply.text : null))).toEqual(['to a', 'to b']);
    for (const { request } of tape?.calls ?? []) {
      for (const hash of [request.system, request.tools, ...request.messages]) expect(tape?.textOf(hash)).not.toBeNull();
    }
  });

  it('is null for a session without one', async () => {
    await expect(read()).resolves.toBeNull();
  });

  it('leaves what was read when the process dies in the middle of a line, and goes on after it', async () => {
    await ask(recording(), ['a']);
    await appendFile(file(), '\n{"kind":"call","version":1,"key":"12');
    expect((await read())?.calls).toHaveLength(1);
    await ask(recording(), ['b']);
    expect((await read())?.calls).toHaveLength(2);
  });

  it('holds a long text once, as a blob that all sessions share', async () => {
    const provider = recording();
    await ask(provider, ['a', 'b', 'c']);
    await ask(provider, ['a', 'b', 'c'], '20240301T13');
    expect(await readFile(file(), 'utf8')).not.toContain(LONG);
    expect((await readFile(file(), 'utf8')).split('"kind":"text"')).toHaveLength(5);
  });

  it('is refused when a request was altered', async () => {
    await ask(recording(), ['a']);
    await alter('"model":"model"', '"model":"other"');
    await expect(read()).rejects.toThrow(/the request [0-9a-f]{64} does not match its name/);
  });

  it('is refused when a text was altered', async () => {
    await ask(recording(), ['question']);
    await alter('question', 'questiom');
    await expect(read()).rejects.toThrow(/the text [0-9a-f]{64} does not match its name/);
  });

  it('is refused when it holds a record of a version that is not known', async () => {
    await ask(recording(), ['a']);
    await alter('"version":1', '"version":2');
    await expect(read()).rejects.toThrow('is no record that is known');
  });
});

function recording(): RecordingProvider {
  return new RecordingProvider({
    inner: { name: 'vendor', respond: async ({ messages }) => answer(messages) },
    recorder: new FileTapeRecorder({ folder, blobs: blobs() }),
    clock: new SimulatedClock({ startAt: Date.UTC(2024, 2, 1, 12) }),
    onFault: (error) => {
      throw error;
    },
  });
}

function answer([first]: LlmRequest['messages']): LlmReply {
  const usage = { inputTokens: 1, outputTokens: 1, cacheReadTokens: 0, cacheWriteTokens: 0 };
  const text = first?.role === 'user' ? `to ${first.text()}` : '';
  return { tag: 'answered', stop: 'end', text, toolCalls: [], usage, raw: null };
}

/** Asks all at once, as agents in parallel do. */
async function ask(provider: RecordingProvider, texts: readonly string[], sessionId = SESSION): Promise<void> {
  const limits = { deadlineAt: Date.UTC(2025, 0, 1), signal: new AbortController().signal, sessionId };
  await Promise.all(
    texts.map((text) => {
      const messages = [{ role: 'user' as const, text: () => text }];
      return provider.respond({ model: 'model', system: () => LONG, messages, tools: [], outputTokensMax: 10 }, limits);
    }),
  );
}

async function alter(from: string, to: string): Promise<void> {
  await writeFile(file(), (await readFile(file(), 'utf8')).replace(from, to));
}

function read() {
  return readTape({ folder, sessionId: SESSION, blobs: blobs() });
}

function blobs(): FileBlobStore {
  return new FileBlobStore(join(folder, 'blobs'));
}

function file(): string {
  return join(folder, `${SESSION}.jsonl`);
}
