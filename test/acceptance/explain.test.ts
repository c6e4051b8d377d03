import { createHash } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { FileBlobStore } from '../../src/adapters/journal/file-blob-store.ts';
import { openFileJournal } from '../../src/adapters/journal/file-journal.ts';
import { BLOB_FOLDER, JOURNAL_FOLDER } from '../../src/app/folders.ts';
import type { BlobStore } from '../../src/ports/blob-store.ts';
import { artefactFolder } from '../support/artefact-folder.ts';
import { OPERATOR } from '../support/recording-chat.ts';
import { runSteward } from '../support/run-steward.ts';
import { stewardForTest } from '../support/steward-for-test.ts';

const SESSION = '20240301T13';
const UNDER_WAY = '20240301T14';

let dataDir: string;
let transcriptHash: string;

/** A confirmed purchase by a model, then a session in whose middle the process is gone. */
beforeAll(async () => {
  dataDir = artefactFolder('explain');
  const blobs = new FileBlobStore(join(dataDir, BLOB_FOLDER));
  const kept: string[] = [];
  const rig = await stewardForTest({ blobs: memoryBlobs(kept), settings: { autonomy: 'confirm' } });
  const { steward, llm } = rig;
  llm.wish({ action: 'open', symbol: 'BTCUSDT' });
  await rig.runNextSession();
  await steward.approve('P1', { by: OPERATOR, portion: 1 });
  await rig.passing(steward.idle());
  transcriptHash = (await rig.factsOf('agent-finished'))[0]?.transcriptHash ?? '';
  await steward.state.record(
    [{ kind: 'session-started', slotAt: Date.UTC(2024, 2, 1, 14), trigger: 'schedule', mode: 'single' }],
    { sessionId: UNDER_WAY },
  );
  await rig.stop();
  for (const content of kept) await blobs.put(content);
  const journal = await openFileJournal({ folder: join(dataDir, JOURNAL_FOLDER), durability: 'fsync' });
  await journal.append(await rig.entries()).durable;
  await journal.close();
});

/** Named as the files are. */
function memoryBlobs(kept: string[]): BlobStore {
  return {
    async put(content) {
      kept.push(content);
      return createHash('sha256').update(content).digest('hex');
    },
    get: async () => null,
  };
}

function explain(...operands: readonly string[]) {
  return runSteward(['explain', ...operands, '--data-dir', dataDir]);
}

describe('steward explain', { timeout: 60_000 }, () => {
  it('tells all of a session: what was known, each turn, the verdict, who confirmed, orders, fills, the stop', async () => {
    const { code, stdout, stderr } = await explain(SESSION);
    expect(code, stderr).toBe(0);
    for (const words of [
      /It began for 2024-03-01 13:00 UTC, by schedule, in mode single\./,
      /Snapshot \S+ holds what was known at 2024-03-01 13:00 UTC/,
      /trader was told \d+ characters\./,
      /it calls propose_trade with\n {4}“\{"symbol":"BTCUSDT"/,
      /BTC: Approved if a person confirms: buy /,
      /P1 was approved by Olga\./,
      /A \S+ order to enter: buy /,
      /Bought \S+ BTC at /,
      /A stop at \S+ covers /,
      /Commissions: /,
      /It was completed in /,
    ])
      expect(stdout).toMatch(words);
  });

  it('prints with --raw the conversations word for word', async () => {
    const { code, stdout } = await explain(SESSION, '--raw');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      sessionId: SESSION,
      payloads: [{ agent: 'trader', hash: transcriptHash, state: 'there', content: { messages: expect.any(Array) } }],
    });
    expect((await explain(SESSION, '--raw', '--json')).code).toBe(2);
  });

  it('tells of one that has not ended, and of none that never was', async () => {
    expect((await explain(UNDER_WAY)).stdout).toContain('It has not ended: it is under way, or the process was killed in it');
    expect(await explain('20200101T00')).toMatchObject({ code: 2, stdout: '' });
  });

  it('goes on without a conversation that is damaged or missing, and says so', async ({ onTestFinished }) => {
    const path = join(dataDir, BLOB_FOLDER, transcriptHash.slice(0, 2), transcriptHash);
    const whole = await readFile(path);
    onTestFinished(() => writeFile(path, whole));
    await writeFile(path, 'not what it was');
    const damaged = await explain(SESSION);
    expect(damaged.stdout).toContain(`The conversation of trader cannot be read: its blob is damaged (${transcriptHash}).`);
    expect(damaged.stdout).toContain('It was completed in');
    await rm(path);
    const missing = await explain(SESSION);
    expect(missing.code).toBe(0);
    expect(missing.stdout).toContain(`The conversation of trader is not among the blobs (${transcriptHash}).`);
    const raw = await explain(SESSION, '--raw');
    expect(JSON.parse(raw.stdout)).toMatchObject({ payloads: [{ state: 'missing', content: null }] });
  });
});
