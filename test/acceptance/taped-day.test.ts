import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FileBlobStore } from '../../src/adapters/journal/file-blob-store.ts';
import { FileTapeRecorder } from '../../src/adapters/tape/file-tape.ts';
import { readTape } from '../../src/adapters/tape/read-tape.ts';
import { RecordingProvider } from '../../src/adapters/tape/recording-provider.ts';
import { listTapes } from '../../src/adapters/tape/tape-folder.ts';
import { TapeProvider } from '../../src/adapters/tape/tape-provider.ts';
import { RetryingProvider } from '../../src/agent/retrying-provider.ts';
import type { JournalEntry } from '../../src/domain/journal-entry.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { LlmProvider } from '../../src/ports/llm-provider.ts';
import { proposingLlm } from '../support/proposing-llm.ts';
import { stewardForTest } from '../support/steward-for-test.ts';
import { deferredRecorder } from '../support/taped-life.ts';

const SESSIONS = 24;
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'steward-taped-day-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('a day that was recorded', () => {
  it('is the same to the last byte when its tapes answer in place of the model, retries included', async () => {
    const blobs = new FileBlobStore(join(folder, 'blobs'));
    const { recorder, writeTo } = deferredRecorder();
    const recordedDay = await runDay((clock) => {
      const inner = slowAndFlaky(clock);
      return new RetryingProvider({ inner: new RecordingProvider({ inner, recorder, clock, onFault: failOnFault }), clock });
    });
    await writeTo(new FileTapeRecorder({ folder, blobs }));
    const tapes = await listTapes(folder);
    expect(tapes).toHaveLength(SESSIONS);
    const found = await Promise.all(tapes.map(({ sessionId }) => readTape({ folder, sessionId, blobs })));
    expect(found.flatMap((tape) => tape?.calls ?? []).some(({ reply }) => reply.tag === 'failed')).toBe(true);
    const replayedDay = await runDay((clock) => {
      const players = new Map(
        found.flatMap((tape) => (tape ? [[tape.sessionId, new TapeProvider({ name: 'proposing', tape, clock })] as const] : [])),
      );
      return new RetryingProvider({ inner: bySession(players), clock });
    });
    expect(replayedDay).toEqual(recordedDay);
    expect(recordedDay.filter((line) => line.includes('"kind":"signal-assessed"')).length).toBeGreaterThan(1);
    expect((await bytesBelow(folder)) / SESSIONS).toBeLessThan(60_000);
  });
});

async function runDay(providerOn: (clock: Clock) => LlmProvider): Promise<readonly string[]> {
  let provider: LlmProvider | null = null;
  const bot = await stewardForTest({
    settings: { autonomy: 'auto' },
    provider: {
      name: 'proposing',
      respond: (request, limits) => {
        provider ??= providerOn(bot.clock);
        return provider.respond(request, limits);
      },
    },
  });
  for (let session = 0; session < SESSIONS; session += 1) await bot.runNextSession();
  const entries: readonly JournalEntry[] = await bot.entries();
  await bot.stop();
  expect(bot.bugs).toEqual([]);
  return entries.map((entry) => JSON.stringify(entry));
}

/** Each third call fails at first, as a busy vendor's would; each answer takes its time. */
function slowAndFlaky(clock: Clock): LlmProvider {
  const llm = proposingLlm();
  llm.wish({ action: 'open', symbol: 'BTCUSDT' });
  llm.wish({ action: 'open', symbol: 'ETHUSDT' }, { action: 'move-stop', symbol: 'BTCUSDT', stopFraction: 0.03 });
  llm.wish({ action: 'close', symbol: 'BTCUSDT' });
  let attempts = 0;
  return {
    name: llm.name,
    async respond(request, limits) {
      attempts += 1;
      await clock.sleep(700 + attempts, limits.signal);
      if (attempts % 3 === 0) return { tag: 'failed', code: 'overloaded', message: 'busy', retryable: true, retryAfterMs: 1_000 };
      return llm.respond(request, limits);
    },
  };
}

function bySession(players: ReadonlyMap<string, LlmProvider>): LlmProvider {
  return {
    name: 'proposing',
    async respond(request, limits) {
      const player = players.get(limits.sessionId ?? '');
      if (player === undefined) throw new Error(`no tape of ${limits.sessionId}`);
      return player.respond(request, limits);
    },
  };
}

async function bytesBelow(root: string): Promise<number> {
  const names = await readdir(root, { recursive: true });
  const sizes = await Promise.all(names.map(async (name) => stat(join(root, name))));
  return sizes.reduce((sum, found) => sum + (found.isFile() ? found.size : 0), 0);
}

function failOnFault(error: unknown): never {
  throw error;
}
