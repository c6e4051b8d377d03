import { cp, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { FileBlobStore } from '../../src/adapters/journal/file-blob-store.ts';
import { acquireLease } from '../../src/adapters/system/socket-lease.ts';
import { compilePrompts, type Prompts } from '../../src/agent/prompts.ts';
import { loadModelsOrFail } from '../../src/app/load-models.ts';
import { loadPrompts } from '../../src/app/load-prompts.ts';
import { replayRecordedSession } from '../../src/app/replay-session-command.ts';
import { comparisonText } from '../../src/app/session-comparison-text.ts';
import { tapeExportCommand } from '../../src/app/tape-export-command.ts';
import { prunedTapes } from '../../src/app/tape-prune-command.ts';
import type { JournalEntry } from '../../src/domain/journal-entry.ts';
import type { Actor } from '../../src/domain/proposal.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { LlmProvider } from '../../src/ports/llm-provider.ts';
import { projectRoot } from '../support/project-root.ts';
import { type ProposingLlm, proposingLlm } from '../support/proposing-llm.ts';
import { runSteward } from '../support/run-steward.ts';
import type { StewardForTest } from '../support/steward-for-test.ts';
import { type TapedLife, tapedLife, writeJournal } from '../support/taped-life.ts';
import { until } from '../support/until.ts';

const SESSIONS = 24;
/** From here on three agents of three vendors speak at the same time. */
const ENSEMBLE_FROM = 10;
const OWNER: Actor = { kind: 'person', id: '1', name: 'Olga' };
let dataDir: string;
let entries: readonly JournalEntry[] = [];
let sessionIds: readonly string[] = [];
const bytesAfter: number[] = [];

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'steward-replayed-'));
  const life = await startLife(dataDir);
  for (let session = 0; session < SESSIONS; session += 1) {
    if (session === ENSEMBLE_FROM) await life.bot.steward.changeMode({ to: 'ensemble', by: OWNER });
    await life.bot.runNextSession();
    await approveAll(life.bot);
    await life.writeTapes();
    bytesAfter.push(await bytesBelow(dataDir));
  }
  await life.leave();
  expect(life.bot.bugs).toEqual([]);
  entries = await life.bot.entries();
  sessionIds = entries.flatMap(({ fact, sessionId }) =>
    fact.kind === 'session-started' && sessionId !== null ? [sessionId] : [],
  );
}, 60_000);
afterAll(() => rm(dataDir, { recursive: true, force: true }));

describe('a day of sessions that were recorded', () => {
  it('has trades, retries, refusals of the budget and votes of several agents in it', () => {
    const kinds = (kind: string) => entries.filter(({ fact }) => fact.kind === kind).length;
    expect(sessionIds).toHaveLength(SESSIONS);
    expect(kinds('fill-booked')).toBeGreaterThan(3);
    expect(kinds('votes-aggregated')).toBeGreaterThan(1);
    const calls = entries.flatMap(({ fact }) => (fact.kind === 'model-called' ? [fact] : []));
    expect(calls.filter(({ stop }) => stop === 'overloaded').length).toBeGreaterThan(3);
    expect(new Set(calls.map(({ provider }) => provider)).size).toBe(3);
    const outcomes = entries.flatMap(({ fact }) => (fact.kind === 'agent-finished' ? [fact.outcome] : []));
    expect(outcomes).toContain('budget-exhausted');
    const stages = entries.flatMap(({ fact }) => (fact.kind === 'session-started' ? [fact.budget?.stage ?? 'normal'] : []));
    expect(new Set(stages)).toEqual(new Set(['normal', 'economy', 'hold']));
    const verdicts = entries.flatMap(({ fact }) => (fact.kind === 'signal-assessed' ? [JSON.stringify(fact.verdict)] : []));
    expect(verdicts.filter((verdict) => verdict.includes('"halted"')).length).toBeGreaterThan(0);
  });

  it('is the same in each session, entry by entry, when it is run again', async () => {
    const startedMs = performance.now();
    for (const sessionId of sessionIds) {
      const comparison = await replayRecordedSession(sessionId, { dataDir });
      expect(comparison).toMatchObject({ sessionId, differences: [], misses: [], isWhole: true, samePrompts: true, costUsd: 0 });
      expect(comparison.identical).toBe(comparison.recorded);
      expect(comparison.recorded).toBe(judgedEntries(sessionId).length);
    }
    console.info(`replay: ${((performance.now() - startedMs) / SESSIONS).toFixed(0)} ms per session`);
  });

  it('takes less than 60 kB per further session', () => {
    const [first = 0] = bytesAfter;
    const perSession = ((bytesAfter.at(-1) ?? 0) - first) / (SESSIONS - 1);
    console.info(`tape: ${first} bytes for the first session, ${perSession.toFixed(0)} for each further one`);
    expect(perSession).toBeLessThan(60_000);
  });
});

describe('a session that is run again on altered material', () => {
  it('names the entry, the place in it and both values when a reply was altered', async () => {
    const [sessionId, folder] = await copied(0);
    await alterTape(folder, sessionId, (line) => {
      if (line.kind === 'call' && line.ordinal === 0 && line.request.messages.length === 1) line.reply.usage.inputTokens += 1;
    });
    const { differences } = await replayRecordedSession(sessionId, { dataDir: folder });
    expect(differences).toMatchObject([
      { tag: 'changed', kind: 'model-called', path: 'usage.inputTokens', recorded: '100', replayed: '101' },
      { tag: 'changed', kind: 'agent-finished', path: 'usage.inputTokens' },
    ]);
  });

  it('names the snapshot, and the words that a model was told, when a candle was altered', async () => {
    const [sessionId, folder] = await copied(3);
    await alterTape(folder, sessionId, (line) => {
      if (line.kind === 'reads') line.reads.candles.today.BTCUSDT[0][5] += 1;
    });
    const { differences, misses } = await replayRecordedSession(sessionId, { dataDir: folder });
    expect(differences[0]).toMatchObject({ tag: 'changed', kind: 'snapshot-taken', path: 'snapshotId' });
    expect(misses[0]).toMatch(/differs in message 1 from character \d+: recorded ".*", asked "/);
  });

  it('refuses stored candles whose bytes were altered', async () => {
    const [sessionId, folder] = await copied(3);
    const name = (await readdir(join(folder, 'blobs'), { recursive: true })).filter((path) => path.length > 10);
    for (const path of name) {
      const content = await readFile(join(folder, 'blobs', path), 'utf8');
      if (content.startsWith('[[')) await writeFile(join(folder, 'blobs', path), content.replace('1', '2'));
    }
    await expect(replayRecordedSession(sessionId, { dataDir: folder })).rejects.toThrow(
      /cannot be run again: blob .* is damaged/,
    );
  });

  it('names the first words that differ when a prompt was altered', async () => {
    const prompts = await alteredPrompts();
    const comparison = await replayRecordedSession(sessionIds[0] ?? '', { dataDir, prompts });
    expect(comparison.samePrompts).toBe(false);
    expect(comparison.misses[0]).toMatch(/differs in the system prompt from character \d+: .*asked ".*Trade boldly/);
    expect(comparison.differences[0]).toMatchObject({ tag: 'changed', kind: 'model-called' });
    expect(comparisonText(comparison)).toContain('The words for the models (prompts/) are not those of the recording.');
  });

  it('follows a session as far as it came when its process was killed', async () => {
    const [sessionId, folder] = await copied(ENSEMBLE_FROM);
    const calls = judgedEntries(sessionId).filter(({ fact }) => fact.kind === 'model-called');
    const last = calls[3] ?? never();
    await rm(join(folder, 'journal'), { recursive: true });
    await writeJournal(folder, [
      ...entries.filter(({ sequence }) => sequence <= last.sequence),
      { ...last, fact: { kind: 'session-closed', outcome: { tag: 'interrupted' }, durationMs: 0 } },
    ]);
    const tape = join(folder, 'tapes', `${sessionId}.jsonl`);
    const lines = (await readFile(tape, 'utf8')).split('\n');
    const ends = lines.flatMap((line, index) => (line.startsWith('{"kind":"call"') ? [index] : []));
    await writeFile(tape, `${lines.slice(0, (ends[3] ?? 0) + 1).join('\n')}\n{"kind":"call","version":1,"ke`);
    const comparison = await replayRecordedSession(sessionId, { dataDir: folder });
    expect(comparison).toMatchObject({ recorded: 5, identical: 5, differences: [], isWhole: false });
  });

  it('can be run again from one exported file', async () => {
    const [sessionId, folder] = await copied(ENSEMBLE_FROM + 1);
    const out = join(folder, 'exported.jsonl');
    await tapeExportCommand(sessionId, { dataDir: folder, out, json: true });
    await rm(join(folder, 'tapes'), { recursive: true });
    await rm(join(folder, 'blobs'), { recursive: true });
    const comparison = await replayRecordedSession(sessionId, { dataDir: folder, tape: out });
    expect(comparison).toMatchObject({ differences: [], recorded: judgedEntries(sessionId).length });
    await expect(replayRecordedSession(sessionIds[0] ?? '', { dataDir: folder, tape: out })).rejects.toThrow(
      `this is the tape of ${sessionId}, not of ${sessionIds[0]}`,
    );
    await expect(tapeExportCommand(sessionId, { dataDir, out })).rejects.toThrow('is there already');
  });

  it.each([
    ['no session id', 'yesterday', 'is no session id'],
    ['a session that never was', '20200101T00', 'The journal knows no session 20200101T00; its newest is 20240302T12.'],
  ])('says why it cannot for %s', async (_name, sessionId, why) => {
    await expect(replayRecordedSession(sessionId, { dataDir })).rejects.toThrow(why);
  });

  it('says why it cannot without a tape', async () => {
    const [sessionId, folder] = await copied(0);
    await rm(join(folder, 'tapes', `${sessionId}.jsonl`));
    await expect(replayRecordedSession(sessionId, { dataDir: folder })).rejects.toThrow(`There is no tape of ${sessionId}`);
  });
});

describe('pruning', () => {
  const now = Date.UTC(2024, 2, 2, 23);

  it('deletes nothing before it is told to', async () => {
    const [, folder] = await copied(0);
    const before = await bytesBelow(folder);
    const plan = await prunedTapes({ dataDir: folder, keepDays: 1 }, now);
    expect(plan.sessions).toEqual(sessionIds.slice(0, ENSEMBLE_FROM));
    expect(plan.bytes).toBeGreaterThan(0);
    expect(await bytesBelow(folder)).toBe(before);
  });

  it('keeps all that newer sessions and the journal rest on', async () => {
    const [, folder] = await copied(0);
    const { blobs } = await prunedTapes({ dataDir: folder, keepDays: 1, delete: true }, now);
    expect(blobs.length).toBeGreaterThan(0);
    expect((await readdir(join(folder, 'tapes'))).length).toBe(SESSIONS - ENSEMBLE_FROM);
    for (const sessionId of sessionIds.slice(ENSEMBLE_FROM, ENSEMBLE_FROM + 3)) {
      expect(await replayRecordedSession(sessionId, { dataDir: folder })).toMatchObject({ differences: [] });
    }
    const store = new FileBlobStore(join(folder, 'blobs'));
    const transcripts = entries.flatMap(({ fact }) => (fact.kind === 'agent-finished' ? [fact.transcriptHash ?? ''] : []));
    for (const name of transcripts) expect(await store.get(name)).not.toBeNull();
    for (const name of blobs) expect(await store.get(name)).toBeNull();
  });

  it('refuses to delete while the bot runs on the folder', async () => {
    const [, folder] = await copied(0);
    const lease = await acquireLease(folder);
    await expect(prunedTapes({ dataDir: folder, keepDays: 1, delete: true }, now)).rejects.toThrow('already working');
    await lease.release();
    expect((await readdir(join(folder, 'tapes'))).length).toBe(SESSIONS);
  });
});

describe('steward replay-session', () => {
  it('says that all is identical, and ends with 0', async () => {
    const [sessionId = ''] = sessionIds;
    const ended = await runSteward(['replay-session', sessionId, '--data-dir', dataDir]);
    const count = judgedEntries(sessionId).length;
    expect(ended).toEqual({ code: 0, stderr: '', stdout: `${sessionId}: ${count} of ${count} entries identical, cost 0 USD\n` });
  });

  it('tells a difference with its entry, its place and both values, and ends with 1', async () => {
    const [sessionId, folder] = await copied(0);
    await alterTape(folder, sessionId, (line) => {
      if (line.kind === 'call' && line.reply.tag === 'answered') line.reply.usage.outputTokens = 11;
    });
    const ended = await runSteward(['replay-session', sessionId, '--data-dir', folder]);
    expect(ended.code).toBe(1);
    expect(ended.stdout).toMatch(/Entry \d+ \(model-called\) usage\.outputTokens: recorded 10, replayed 11/);
  });

  it('says what is missing, and ends with 2', async () => {
    const ended = await runSteward(['replay-session', '20200101T00', '--data-dir', dataDir, '--json']);
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toContain('The journal knows no session 20200101T00');
  });
});

describe('a session that did not go well', () => {
  it('is the same again when it was told to stop while models thought', async () => {
    const folder = await emptyFolder();
    const life = await tapedLife({
      dataDir: folder,
      settings: { mode: 'ensemble' },
      vendors: ['anthropic', 'openai'].map((name) => ({
        name,
        respond: (_request, { signal }) =>
          new Promise((resolve) => {
            const cancelled = { tag: 'failed', code: 'cancelled', message: 'cut off', spent: 'unknown' } as const;
            signal.addEventListener('abort', () => resolve(cancelled), { once: true });
          }),
      })),
      models: await loadModelsOrFail(join(projectRoot, 'config')),
    });
    await life.bot.advance({ hours: 1 });
    const session = life.bot.steward.runDueSession('schedule');
    await until(async () => ((await life.bot.factsOf('snapshot-taken')).length > 0 ? true : null), 'the deliberation');
    await life.bot.advance({ seconds: 5 });
    const left = life.leave();
    await session;
    await left;
    const comparison = await replayRecordedSession('20240301T13', { dataDir: folder });
    expect(comparison).toMatchObject({ differences: [], isWhole: false });
    expect(comparison.identical).toBe(comparison.recorded);
    expect(comparison.recorded).toBeGreaterThan(6);
    expect(await outcomesOf(life)).toEqual(['cancelled', 'cancelled', 'cancelled']);
  });

  it("is the same again when the vendor was left alone because of earlier sessions' failures", async () => {
    const folder = await emptyFolder();
    const life = await tapedLife({
      dataDir: folder,
      vendors: [{ name: 'anthropic', respond: async () => ({ tag: 'failed', code: 'overloaded', message: 'busy' }) }],
      models: await loadModelsOrFail(join(projectRoot, 'config')),
    });
    await life.bot.runNextSession();
    for (let further = 0; further < 3; further += 1) {
      life.bot.steward.runSessionNow();
      await life.bot.passing(life.bot.steward.idle());
    }
    await life.leave();
    const finished = await life.bot.factsOf('agent-finished');
    expect(finished.map(({ summary }) => summary.includes('left alone'))).toEqual([false, false, false, true]);
    for (const sessionId of ['20240301T13', '20240301T13-2', '20240301T13-3', '20240301T13-4']) {
      expect(await replayRecordedSession(sessionId, { dataDir: folder })).toMatchObject({ differences: [], isWhole: true });
    }
  });
});

async function outcomesOf({ bot }: TapedLife): Promise<readonly string[]> {
  return (await bot.factsOf('agent-finished')).map(({ outcome }) => outcome);
}

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'steward-replayed-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

const JUDGED = ['snapshot-taken', 'model-called', 'agent-finished', 'votes-aggregated', 'signal-received', 'signal-assessed'];

/** The data folder once more, with the id of one of its sessions. */
async function copied(session: number): Promise<readonly [sessionId: string, folder: string]> {
  const folder = await mkdtemp(join(tmpdir(), 'steward-replayed-copy-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await cp(dataDir, folder, { recursive: true });
  return [sessionIds[session] ?? never(), folder];
}

// biome-ignore lint/suspicious/noExplicitAny: a test may alter anything of a line.
async function alterTape(folder: string, sessionId: string, alter: (line: any) => void): Promise<void> {
  const path = join(folder, 'tapes', `${sessionId}.jsonl`);
  const lines = (await readFile(path, 'utf8')).split('\n').filter((line) => line !== '');
  const altered = lines.map((text) => {
    const line = JSON.parse(text);
    alter(line);
    return JSON.stringify(line);
  });
  await writeFile(path, `${altered.join('\n')}\n`);
}

async function alteredPrompts(): Promise<Prompts> {
  const { system, session, roles } = await loadPrompts();
  return compilePrompts({ system: `${system.text}Trade boldly.`, session: session.text, roles });
}

async function approveAll({ steward, passing }: StewardForTest): Promise<void> {
  for (const { id } of steward.state.proposals.staged()) {
    await passing(steward.approve(id, { by: OWNER, portion: 1 }));
    await passing(steward.idle());
  }
}

function never(): never {
  throw new Error('the recorded day is shorter than this test needs');
}

function judgedEntries(sessionId: string): readonly JournalEntry[] {
  return entries.filter((entry) => entry.sessionId === sessionId && JUDGED.includes(entry.fact.kind));
}

async function startLife(folder: string): Promise<TapedLife> {
  let clock: Clock | null = null;
  const clockOf = (): Clock => {
    if (clock === null) throw new Error('nobody is asked before the bot is there');
    return clock;
  };
  const names = ['anthropic', 'openai', 'google'] as const;
  const llms = names.map(() => traderOf());
  // Somebody pauses while a model thinks, and lets the next session trade again.
  const meanwhile = async (attempt: number): Promise<void> => {
    if (attempt === 6) await life.bot.steward.changeControl({ to: 'halted', by: OWNER, why: 'a look first' });
    if (attempt === 9) await life.bot.steward.changeControl({ to: 'active', by: OWNER, why: 'seen' });
  };
  const life = await tapedLife({
    dataDir: folder,
    settings: {
      autonomy: 'auto',
      'budget.sessionCallsMax': '10',
      'budget.dayCallsMax': '75',
      'budget.economyMode': 'single',
    },
    vendors: names.map((name, index) =>
      slowAndFlaky({
        name,
        llm: llms[index] ?? proposingLlm(),
        startsMs: 100 * index,
        clockOf,
        ...(index === 0 ? { meanwhile } : {}),
      }),
    ),
    models: await loadModelsOrFail(join(projectRoot, 'config')),
  });
  clock = life.bot.clock;
  return life;
}

function traderOf(): ProposingLlm {
  const llm = proposingLlm();
  const round = [
    [{ action: 'open', symbol: 'BTCUSDT' }],
    [
      { action: 'open', symbol: 'ETHUSDT' },
      { action: 'move-stop', symbol: 'BTCUSDT', stopFraction: 0.03 },
    ],
    [{ action: 'close', symbol: 'BTCUSDT' }],
    [],
    [{ action: 'close', symbol: 'ETHUSDT' }],
  ] as const;
  for (let day = 0; day < 5; day += 1) for (const wishes of round) llm.wish(...wishes);
  return llm;
}

/** Each fourth call fails at first, as a busy vendor's would; each answer takes its time. */
function slowAndFlaky(parts: {
  readonly name: string;
  readonly llm: LlmProvider;
  readonly startsMs: number;
  clockOf(): Clock;
  meanwhile?(attempt: number): Promise<void>;
}): LlmProvider {
  const { name, llm, startsMs, clockOf, meanwhile } = parts;
  let attempts = 0;
  return {
    name,
    async respond(request, limits) {
      attempts += 1;
      await meanwhile?.(attempts);
      await clockOf().sleep(startsMs + ((attempts * 370) % 1_900), limits.signal);
      if (attempts % 4 === 0) return { tag: 'failed', code: 'overloaded', message: 'busy', retryable: true, retryAfterMs: 1_000 };
      return llm.respond(request, limits);
    },
  };
}

async function bytesBelow(root: string): Promise<number> {
  const names = await readdir(root, { recursive: true });
  const sizes = await Promise.all(names.map(async (name) => stat(join(root, name))));
  return sizes.reduce((sum, found) => sum + (found.isFile() ? found.size : 0), 0);
}
