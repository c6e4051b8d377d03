import { describe, expect, it } from 'vitest';
import type { JournalEntry, JournalFact } from '../../src/domain/journal-entry.ts';
import { RecordedJournal } from '../../src/replay/recorded-journal.ts';

const SESSION = '20240301T12';
const SNAPSHOT: JournalFact = { kind: 'snapshot-taken', snapshotId: 'S1', asOf: 5, markets: [] };
const RESOLVED = (key: string): JournalFact => ({ kind: 'alert-resolved', key });
const ASSESSED = (signalId: string, code: 'halted' | 'autonomy'): JournalFact =>
  ({
    kind: 'signal-assessed',
    signalId,
    symbol: 'BTCUSDT',
    verdict: { tag: 'refused', reasons: [{ code }], maximum: null },
  }) as unknown as JournalFact;

/** Entry 1 before the snapshot, 3 and 5 by others meanwhile. */
const ENTRIES = [
  RESOLVED('before'),
  SNAPSHOT,
  RESOLVED('meanwhile'),
  ASSESSED('s-1', 'halted'),
  RESOLVED('after'),
  ASSESSED('s-2', 'halted'),
].map(
  (fact, index): JournalEntry => ({
    version: 1,
    sequence: index + 1,
    at: 100 + index,
    bookId: 'main',
    sessionId: fact.kind === 'alert-resolved' ? null : SESSION,
    fact,
  }),
);

describe('a recorded journal', () => {
  it('tells what others wrote up to where it was known, each entry once', async () => {
    const journal = recorded();
    expect(await sequencesOf(journal)).toEqual([1]);
    expect(write(journal, SNAPSHOT)).toEqual([2]);
    journal.reveal(3);
    expect(await sequencesOf(journal)).toEqual([3]);
    expect(await sequencesOf(journal)).toEqual([]);
    expect(journal.lastSequence).toBe(3);
  });

  it('gives what was written its time and place, after what others wrote before it', () => {
    const journal = recorded();
    write(journal, SNAPSHOT);
    const { entries } = journal.append([{ at: 0, bookId: 'main', sessionId: SESSION, fact: ASSESSED('s-1', 'halted') }]);
    expect(entries).toEqual(ENTRIES.slice(2, 4));
  });

  it('counts what is identical, and names the first difference, what is missing and what is too much', () => {
    const journal = recorded();
    write(journal, SNAPSHOT);
    write(journal, ASSESSED('s-1', 'autonomy'));
    expect(journal.compare()).toEqual({
      recorded: 3,
      identical: 1,
      differences: [
        {
          tag: 'changed',
          sequence: 4,
          kind: 'signal-assessed',
          path: 'verdict.reasons[0].code',
          recorded: '"halted"',
          replayed: '"autonomy"',
        },
        { tag: 'missing', sequence: 6, kind: 'signal-assessed' },
      ],
    });
    write(journal, ASSESSED('s-2', 'halted'));
    write(journal, ASSESSED('s-3', 'halted'));
    expect(journal.compare().differences[1]).toMatchObject({ tag: 'surplus', kind: 'signal-assessed' });
  });

  it('goes on from what really was where the replay wrote something else', () => {
    const journal = recorded();
    write(journal, SNAPSHOT);
    const { entries } = journal.append([{ at: 0, bookId: 'main', sessionId: SESSION, fact: ASSESSED('s-1', 'autonomy') }]);
    expect(entries.at(-1)).toEqual(ENTRIES[3]);
  });

  it('knows no session without a snapshot', () => {
    expect(() => new RecordedJournal({ entries: ENTRIES.slice(0, 1), sessionId: SESSION })).toThrow('without a snapshot');
  });
});

function recorded(): RecordedJournal {
  return new RecordedJournal({ entries: ENTRIES, sessionId: SESSION });
}

function write(journal: RecordedJournal, fact: JournalFact): readonly number[] {
  const { entries } = journal.append([{ at: 0, bookId: 'main', sessionId: SESSION, fact }]);
  return entries.filter((entry) => entry.sessionId === SESSION).map(({ sequence }) => sequence);
}

async function sequencesOf(journal: RecordedJournal): Promise<readonly number[]> {
  const read: number[] = [];
  for await (const { sequence } of journal.read()) read.push(sequence);
  return read;
}
