import { describe, expect, it } from 'vitest';
import { openFileJournal } from '../../../src/adapters/journal/file-journal.ts';
import type { Journal } from '../../../src/ports/journal.ts';
import { keysOf, noteOf, readAll } from '../../contract/journal.contract.ts';
import { SimulatedDisk } from './simulated-disk.ts';

const GROUPS = [['a'], ['b', 'c', 'd'], ['e'], ['f', 'g'], ['h'], ['i', 'j', 'k'], ['l']];

const openOn = (disk: SimulatedDisk, durability: 'fsync' | 'buffered' = 'fsync') =>
  openFileJournal({ folder: '/journal', durability, files: disk, segmentBytesMax: 500 });

/** Appends group by group and returns what was said to be durable before the disk failed. */
async function appendUntilFailure(disk: SimulatedDisk): Promise<string[]> {
  const acknowledged: string[] = [];
  try {
    const journal = await openOn(disk);
    for (const group of GROUPS) {
      await journal.append(group.map(noteOf)).durable;
      acknowledged.push(...group);
    }
  } catch (error) {
    expect(error).toMatchObject({ code: 'storage' });
  }
  return acknowledged;
}

function expectWholeGroups(keys: readonly string[]): void {
  const prefixes = GROUPS.map((_, count) => GROUPS.slice(0, count + 1).flat());
  expect([[], ...prefixes]).toContainEqual(keys);
}

async function reopenedKeys(disk: SimulatedDisk): Promise<string[]> {
  const journal = await openOn(disk);
  const keys = keysOf(await readAll(journal));
  await journal.append([noteOf('after')]).durable;
  expect(keysOf(await readAll(journal))).toEqual([...keys, 'after']);
  await journal.close();
  return keys;
}

describe('the synced journal', () => {
  it('loses nothing that it called durable and no part of an append, whichever operation fails and however much a power loss takes', async () => {
    let everythingWritten = false;
    for (let failsFrom = 1; !everythingWritten; failsFrom += 1) {
      for (const keptBytes of [0, 1, 60, 150, 200, 400, Number.POSITIVE_INFINITY]) {
        const disk = new SimulatedDisk();
        disk.failsFrom = failsFrom;
        const acknowledged = await appendUntilFailure(disk);
        everythingWritten = acknowledged.length === GROUPS.flat().length;
        disk.repair();
        disk.losePower(keptBytes);
        const keys = await reopenedKeys(disk);
        expect(keys.slice(0, acknowledged.length), `operation ${failsFrom} fails, ${keptBytes} bytes kept`).toEqual(acknowledged);
        expectWholeGroups(keys);
      }
    }
  });

  it('loses nothing that a later start has read, when that start is followed by a power loss', async () => {
    const disk = new SimulatedDisk();
    const killed = await openOn(disk);
    await killed.append([noteOf('a')]).durable;
    const segment = '/journal/00000001.jsonl';
    disk.files.set(segment, { bytes: disk.bytesOf(segment), syncedBytes: 0, nameSynced: false });
    const restarted = await openOn(disk);
    expect(keysOf(await readAll(restarted))).toEqual(['a']);
    disk.losePower();
    expect(await reopenedKeys(disk)).toEqual(['a']);
  });

  it('writes and syncs appends of one turn together, and those made meanwhile in the next batch', async () => {
    const disk = new SimulatedDisk();
    const journal = await openOn(disk);
    const before = { writes: disk.writes, syncs: disk.syncs };
    const first = ['a', 'b', 'c'].map((key) => journal.append([noteOf(key)]).durable);
    await Promise.resolve();
    await Promise.resolve();
    const second = ['d', 'e'].map((key) => journal.append([noteOf(key)]).durable);
    await Promise.all([...first, ...second]);
    expect({ writes: disk.writes - before.writes, syncs: disk.syncs - before.syncs }).toEqual({ writes: 2, syncs: 2 });
  });

  it('writes nothing after a failed write, not even what waited behind it, though the disk works again', async () => {
    const disk = new SimulatedDisk();
    const journal = await openOn(disk);
    disk.recoversAfterFailure = true;
    disk.breakNow();
    const first = journal.append([noteOf('a')]).durable;
    await Promise.resolve();
    const { writes } = disk;
    const behind = journal.append([noteOf('b')]).durable;
    await expect(first).rejects.toMatchObject({ code: 'storage' });
    await expect(behind).rejects.toMatchObject({ code: 'storage' });
    expect(disk.writes).toBe(writes);
    expect(await reopenedKeys(disk)).toEqual([]);
  });

  it('writes what a full disk did not take when there is room again, whole and once, whichever operation failed', async () => {
    let failures = 0;
    for (let failsFrom = 1; failures < failsFrom; failsFrom += 1) {
      const disk = new SimulatedDisk();
      const journal = await openOn(disk);
      disk.failAfter(failsFrom);
      const refused: string[] = [];
      for (const group of GROUPS) await journal.append(group.map(noteOf)).durable.catch(() => refused.push(...group));
      if (refused.length === 0) break;
      failures += 1;
      expect(await journal.rewrite?.()).toBe(false);
      expect(keysOf(await readAll(journal))).toEqual(GROUPS.flat().filter((key) => !refused.includes(key)));
      disk.repair();
      await expect(journal.append([noteOf('late')]).durable).rejects.toMatchObject({ code: 'storage' });
      expect(await journal.rewrite?.()).toBe(true);
      await journal.append([noteOf('next')]).durable;
      disk.losePower();
      expect(await reopenedKeys(disk), `operation ${failsFrom} failed`).toEqual([...GROUPS.flat(), 'late', 'next']);
    }
    expect(failures).toBeGreaterThan(10);
  });

  it('does not let a reader see what is not durable yet', async () => {
    const journal = await openOn(new SimulatedDisk());
    const { durable } = journal.append([noteOf('a')]);
    expect(await readAll(journal)).toEqual([]);
    await durable;
    expect(keysOf(await readAll(journal))).toEqual(['a']);
  });

  it('does not end the process when nobody waits for a failed append', async () => {
    const disk = new SimulatedDisk();
    const journal = await openOn(disk);
    const rejections: unknown[] = [];
    const listen = (reason: unknown) => rejections.push(reason);
    process.on('unhandledRejection', listen);
    disk.breakNow();
    journal.append([noteOf('a')]);
    await new Promise((resolve) => setImmediate(resolve));
    journal.append([noteOf('b')]);
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', listen);
    expect(rejections).toEqual([]);
  });
});

describe('the buffered journal', () => {
  it('writes in chunks, and on reading and closing, without a sync', async () => {
    const disk = new SimulatedDisk();
    const journal = await openOn(disk, 'buffered');
    await journal.append([noteOf('a')]).durable;
    expect(disk.writes).toBe(0);
    expect(keysOf(await readAll(journal))).toEqual(['a']);
    expect(disk.writes).toBe(1);
    for (let count = 0; count < 2_000; count += 1) await journal.append([noteOf('b')]).durable;
    expect(disk.writes).toBe(2);
    await journal.close();
    expect({ writes: disk.writes, syncs: disk.syncs }).toEqual({ writes: 3, syncs: 0 });
    expect(await allKeys(await openOn(disk))).toHaveLength(2_001);
  });

  it('rejects the append whose chunk could not be written, and every later one', async () => {
    const disk = new SimulatedDisk();
    const journal = await openOn(disk, 'buffered');
    journal.append([noteOf('a')]);
    expect(keysOf(await readAll(journal))).toEqual(['a']);
    disk.breakNow();
    const outcomes = await Promise.allSettled(Array.from({ length: 2_000 }, () => journal.append([noteOf('b')]).durable));
    const firstRejected = outcomes.findIndex(({ status }) => status === 'rejected');
    expect(firstRejected).toBeGreaterThan(1_000);
    expect(outcomes.slice(firstRejected).every(({ status }) => status === 'rejected')).toBe(true);
    expect(keysOf(await readAll(journal))).toEqual(['a']);
    await expect(journal.close()).rejects.toMatchObject({ code: 'storage' });
    disk.repair();
    expect(await allKeys(await openOn(disk))).toContain('a');
  });
});

it('a reader takes no more of the files than it needs', async () => {
  const disk = new SimulatedDisk();
  const journal = await openOn(disk, 'buffered');
  for (let count = 0; count < 200; count += 1) {
    journal.append([noteOf('x')]);
    if (count % 5 === 0) await readAll(journal, Number.MAX_SAFE_INTEGER);
  }
  const { chunksRead } = disk;
  for await (const { sequence } of journal.read(150)) if (sequence === 151) break;
  expect(disk.chunksRead - chunksRead).toBeLessThan(20);
});

function allKeys(journal: Journal): Promise<string[]> {
  return readAll(journal).then(keysOf);
}
