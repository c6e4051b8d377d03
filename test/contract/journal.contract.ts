import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../src/domain/journal-entry.ts';
import type { Journal, NewEntry } from '../../src/ports/journal.ts';

export interface JournalSubject {
  readonly journal: Journal;
  /** Opens again what the journal wrote. */
  readonly reopen: () => Promise<Journal>;
  /** Makes every write from now on fail. */
  readonly breakDisk: () => void;
}

export interface JournalSuite {
  readonly name: string;
  /** False for a journal that lives in memory only: there is nothing to open again. */
  readonly persists: boolean;
  /** False where the suite has no way to make writes fail. */
  readonly breakable: boolean;
  readonly setup: () => Promise<JournalSubject>;
}

export function noteOf(key: string): NewEntry {
  return { at: 1_704_067_200_000, bookId: 'main', sessionId: null, fact: { kind: 'alert-resolved', key } };
}

export async function readAll(journal: Journal, fromSequence?: number): Promise<JournalEntry[]> {
  const entries: JournalEntry[] = [];
  for await (const entry of journal.read(fromSequence)) entries.push(entry);
  return entries;
}

export function keysOf(entries: readonly JournalEntry[]): string[] {
  return entries.map(({ fact }) => (fact.kind === 'alert-resolved' ? fact.key : fact.kind));
}

/** Checks the contract of the Journal port. */
export function describeJournal({ name, persists, breakable, setup }: JournalSuite): void {
  describe(`${name} keeps the journal's contract`, () => {
    let subject: JournalSubject;
    let journal: Journal;

    beforeEach(async () => {
      subject = await setup();
      journal = subject.journal;
    });
    afterEach(async () => {
      await journal.close().catch(() => undefined);
    });

    it('starts empty', async () => {
      expect(journal.lastSequence).toBe(0);
      expect(journal.repairedBytes).toBe(0);
      expect(await readAll(journal)).toEqual([]);
    });

    it('numbers entries at once, in the order of the calls, from 1 without gaps', async () => {
      const first = journal.append([noteOf('a'), noteOf('b')]);
      const second = journal.append([noteOf('c')]);
      expect([...first.entries, ...second.entries].map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
      expect(journal.lastSequence).toBe(3);
      await Promise.all([first.durable, second.durable]);
    });

    it('returns entries as they are read back, in today’s version', async () => {
      const added: NewEntry = {
        at: 1_704_067_200_001,
        bookId: 'shadow-1',
        sessionId: '20240101T00',
        fact: { kind: 'alert-raised', key: 'Schlüssel "ü"\n\u2028\ud800', level: 'warning', facts: { ключ: '∑ 📈', '': '\\' } },
      };
      const { entries, durable } = journal.append([added]);
      await durable;
      expect(entries).toEqual([{ version: 1, sequence: 1, ...added }]);
      expect(await readAll(journal)).toEqual(entries);
    });

    it('makes everything durable that is appended while a write is under way', async () => {
      const early = journal.append([noteOf('a')]);
      await Promise.resolve();
      const late = ['b', 'c', 'd'].map((key) => journal.append([noteOf(key)]));
      await early.durable;
      const latest = journal.append([noteOf('e')]);
      await Promise.all([...late, latest].map(({ durable }) => durable));
      expect(keysOf(await readAll(journal))).toEqual(['a', 'b', 'c', 'd', 'e']);
    });

    it('takes an append of nothing', async () => {
      const { entries, durable } = journal.append([]);
      await durable;
      expect(entries).toEqual([]);
      expect(journal.lastSequence).toBe(0);
      await journal.append([noteOf('a')]).durable;
      expect(keysOf(await readAll(journal))).toEqual(['a']);
    });

    it.each([
      { from: 1, keys: ['a', 'b', 'c'] },
      { from: 2, keys: ['b', 'c'] },
      { from: 3, keys: ['c'] },
      { from: 4, keys: [] },
    ])('reads from entry $from on', async ({ from, keys }) => {
      await journal.append(['a', 'b', 'c'].map(noteOf)).durable;
      expect(keysOf(await readAll(journal, from))).toEqual(keys);
    });

    it('lets a reader stop early and others read at the same time', async () => {
      await journal.append(['a', 'b', 'c'].map(noteOf)).durable;
      for await (const entry of journal.read()) {
        expect(entry.sequence).toBe(1);
        break;
      }
      const [left, right] = await Promise.all([readAll(journal), readAll(journal, 2)]);
      expect([left.length, right.length]).toEqual([3, 2]);
    });

    it('may be closed twice', async () => {
      await journal.close();
      await journal.close();
    });

    it.runIf(persists)('goes on where an earlier one stopped', async () => {
      journal.append([noteOf('a'), noteOf('b')]).durable.catch(() => undefined);
      await journal.close();
      journal = await subject.reopen();
      expect(journal.lastSequence).toBe(2);
      expect(journal.repairedBytes).toBe(0);
      const { entries, durable } = journal.append([noteOf('c')]);
      await durable;
      expect(entries[0]?.sequence).toBe(3);
      expect(keysOf(await readAll(journal))).toEqual(['a', 'b', 'c']);
    });

    it.runIf(breakable)(
      'rejects the append that could not be written and every later one, and keeps what was durable',
      async () => {
        await journal.append([noteOf('a')]).durable;
        subject.breakDisk();
        const failed = journal.append([noteOf('b')]);
        const batchedWithIt = journal.append([noteOf('c')]);
        await expect(failed.durable).rejects.toMatchObject({ code: 'storage' });
        await expect(batchedWithIt.durable).rejects.toMatchObject({ code: 'storage' });
        await expect(journal.append([noteOf('d')]).durable).rejects.toMatchObject({ code: 'storage' });
        expect(keysOf(await readAll(journal))).toEqual(['a']);
        await expect(journal.close()).rejects.toMatchObject({ code: 'storage' });
      },
    );
  });
}
