import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openFileJournal } from '../../../src/adapters/journal/file-journal.ts';
import { verifyJournal } from '../../../src/adapters/journal/verify-journal.ts';
import { describeJournal, keysOf, noteOf, readAll } from '../../contract/journal.contract.ts';
import { SimulatedDisk } from './simulated-disk.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'steward-journal-'));
});
afterEach(() => rm(folder, { recursive: true }));

describeJournal({
  name: 'The file journal, synced, on a simulated disk,',
  persists: true,
  breakable: true,
  setup: async () => {
    const disk = new SimulatedDisk();
    const open = () => openFileJournal({ folder: '/journal', durability: 'fsync', files: disk, segmentBytesMax: 300 });
    return { journal: await open(), reopen: open, breakDisk: () => disk.breakNow() };
  },
});

describe.each(['fsync', 'buffered'] as const)('on the real disk, %s,', (durability) => {
  describeJournal({
    name: 'The file journal',
    persists: true,
    breakable: false,
    setup: async () => {
      const open = () => openFileJournal({ folder: join(folder, 'new', 'journal'), durability });
      return { journal: await open(), reopen: open, breakDisk: () => undefined };
    },
  });
});

const SEGMENT = '00000001.jsonl';

async function writeJournal(keys: readonly (readonly string[])[], segmentBytesMax?: number): Promise<void> {
  const journal = await openFileJournal({ folder, durability: 'fsync', ...(segmentBytesMax && { segmentBytesMax }) });
  for (const group of keys) await journal.append(group.map(noteOf)).durable;
  await journal.close();
}

async function openedKeys(): Promise<{ readonly keys: string[]; readonly repairedBytes: number }> {
  const journal = await openFileJournal({ folder, durability: 'buffered' });
  const keys = keysOf(await readAll(journal));
  await journal.close();
  return { keys, repairedBytes: journal.repairedBytes };
}

const bytesOf = (name = SEGMENT) => readFile(join(folder, name));
const linesOf = async (name = SEGMENT) => (await readFile(join(folder, name), 'utf8')).split('\n').slice(0, -1);
const replaceWith = (content: string | Buffer, name = SEGMENT) => writeFile(join(folder, name), content);
const expectDamage = async (place: { readonly file: string; readonly line: number; readonly why?: RegExp }) => {
  const { why = /./, ...where } = place;
  expect(await verifyJournal(folder)).toEqual({ tag: 'damaged', ...where, why: expect.stringMatching(why) });
  const message = expect.stringContaining(`${join(folder, place.file)}, line ${place.line}: `);
  await expect(openFileJournal({ folder, durability: 'fsync' })).rejects.toMatchObject({ code: 'journal-damaged', message });
};

async function onSimulatedDisk(groups: readonly (readonly string[])[]) {
  const folder = '/journal';
  const openJournal = (files: SimulatedDisk) => openFileJournal({ folder, durability: 'buffered', files });
  const written = new SimulatedDisk();
  const journal = await openJournal(written);
  for (const group of groups) journal.append(group.map(noteOf));
  await journal.close();
  return {
    bytes: written.bytesOf(join(folder, SEGMENT)),
    diskWith(bytes: Buffer) {
      const disk = new SimulatedDisk();
      disk.store(join(folder, SEGMENT), bytes);
      return disk;
    },
    verify: (disk: SimulatedDisk) => verifyJournal(folder, disk),
    async open(disk: SimulatedDisk) {
      const opened = await openJournal(disk);
      return { keys: keysOf(await readAll(opened)), repairedBytes: opened.repairedBytes };
    },
  };
}

describe('the lines', () => {
  it('hold one entry each, chained by hash over the bytes as they are', async () => {
    await writeJournal([['a'], ['b']]);
    const [first = '', second = ''] = await linesOf();
    expect(first).toMatch(
      /^\{"version":1,"sequence":1,"at":1704067200000,"bookId":"main","sessionId":null,"fact":\{"kind":"alert-resolved","key":"a"\},"hash":"[0-9a-f]{32}"\}$/,
    );
    const chain = (previous: string, line: string) =>
      createHash('sha256')
        .update(previous + line.slice(0, line.indexOf(',"hash":"')))
        .digest('hex')
        .slice(0, 32);
    const firstHash = chain('0'.repeat(32), first);
    expect(JSON.parse(first)).toMatchObject({ hash: firstHash });
    expect(JSON.parse(second)).toMatchObject({ hash: chain(firstHash, second) });
    expect(await verifyJournal(folder)).toEqual({ tag: 'sound', entries: 2, lastHash: chain(firstHash, second) });
  });

  it('of version 1 stay readable and are written the same today', async () => {
    const fixture = join(import.meta.dirname, 'fixtures', 'version-1');
    await writeFile(join(folder, SEGMENT), await readFile(join(fixture, SEGMENT)));
    const journal = await openFileJournal({ folder, durability: 'buffered' });
    const entries = await readAll(journal);
    await journal.close();
    expect(entries.map(({ fact }) => fact.kind)).toEqual([
      'journal-opened',
      'session-started',
      'equity-marked',
      'session-closed',
    ]);

    const copyFolder = join(folder, 'copy');
    const copy = await openFileJournal({ folder: copyFolder, durability: 'buffered' });
    copy.append(entries.slice(0, 1));
    copy.append(entries.slice(1));
    await copy.close();
    expect(await readFile(join(copyFolder, SEGMENT), 'utf8')).toBe(await readFile(join(fixture, SEGMENT), 'utf8'));
  });

  it('are the same bytes in both durabilities', async () => {
    await writeJournal([['a', 'b'], ['c']]);
    const synced = await bytesOf();
    await rm(join(folder, SEGMENT));
    const journal = await openFileJournal({ folder, durability: 'buffered' });
    journal.append(['a', 'b'].map(noteOf));
    journal.append([noteOf('c')]);
    await journal.close();
    expect(await bytesOf()).toEqual(synced);
  });
});

describe('a torn tail', () => {
  it('is cut off at whichever byte of the last record it begins, once', async () => {
    const { bytes, open, verify, diskWith } = await onSimulatedDisk([['a'], ['b'], ['ü 📈']]);
    const lastStart = bytes.lastIndexOf('\n', bytes.length - 2) + 1;
    for (let size = lastStart; size < bytes.length; size += 1) {
      const disk = diskWith(bytes.subarray(0, size));
      const torn = { tag: 'torn', entries: 2, file: SEGMENT, line: 3, bytes: size - lastStart };
      expect(await verify(disk)).toMatchObject(size === lastStart ? { tag: 'sound', entries: 2 } : torn);
      expect(disk.bytesOf(`/journal/${SEGMENT}`).length, 'verifying changes nothing').toBe(size);
      expect(await open(disk)).toEqual({ keys: ['a', 'b'], repairedBytes: size - lastStart });
      expect(await open(disk)).toEqual({ keys: ['a', 'b'], repairedBytes: 0 });
    }
    expect(await open(diskWith(bytes))).toEqual({ keys: ['a', 'b', 'ü 📈'], repairedBytes: 0 });
  });

  it('takes the entries of one append with it or none', async () => {
    const { bytes, open, diskWith } = await onSimulatedDisk([['a'], ['b', 'c', 'd']]);
    const start = bytes.indexOf('\n') + 1;
    for (let size = start; size < bytes.length; size += 1) {
      const disk = diskWith(bytes.subarray(0, size));
      expect(await open(disk)).toEqual({ keys: ['a'], repairedBytes: size - start });
      expect(disk.bytesOf(`/journal/${SEGMENT}`).length).toBe(start);
    }
  });

  it('is cut off the file on a real disk', async () => {
    await writeJournal([['a'], ['b']]);
    const whole = await bytesOf();
    const start = whole.indexOf('\n') + 1;
    for (const size of [start + 1, start + 60, whole.length - 1]) {
      await replaceWith(whole.subarray(0, size));
      expect(await openedKeys()).toEqual({ keys: ['a'], repairedBytes: size - start });
      expect(await bytesOf()).toEqual(whole.subarray(0, start));
    }
  });

  it('may be zeros that a power loss left', async () => {
    await writeJournal([['a']]);
    await replaceWith(Buffer.concat([await bytesOf(), Buffer.alloc(5_000)]));
    expect(await openedKeys()).toEqual({ keys: ['a'], repairedBytes: 5_000 });
  });

  it('may be all there is', async () => {
    await replaceWith('{"version":1,"sequ');
    expect(await verifyJournal(folder)).toMatchObject({ tag: 'torn', entries: 0, line: 1, bytes: 18 });
    expect(await openedKeys()).toEqual({ keys: [], repairedBytes: 18 });
    await writeJournal([['a']]);
    expect(await openedKeys()).toEqual({ keys: ['a'], repairedBytes: 0 });
  });

  it('is damage when another segment follows', async () => {
    await writeJournal([['a'], ['b'], ['c']], 1);
    const second = await bytesOf('00000002.jsonl');
    await replaceWith(second.subarray(0, -3), '00000002.jsonl');
    await expectDamage({ file: '00000002.jsonl', line: 1, why: /another segment follows/ });
  });
});

describe('damage', () => {
  beforeEach(() => writeJournal([['a'], ['b'], ['c']]));

  it('is found whichever byte of a middle line was changed', async () => {
    const whole = await bytesOf();
    const start = whole.indexOf('\n') + 1;
    const end = whole.indexOf('\n', start);
    for (let index = start; index <= end; index += 1) {
      const changed = Buffer.from(whole);
      changed[index] = (changed[index] ?? 0) ^ 1;
      await replaceWith(changed);
      await expect(verifyJournal(folder), `byte ${index}`).resolves.toMatchObject({ tag: 'damaged', file: SEGMENT, line: 2 });
      expect(await bytesOf()).toEqual(changed);
    }
    await expectDamage({ file: SEGMENT, line: 2 });
  });

  it.each<{ readonly what: string; readonly change: (lines: string[]) => string[]; readonly line: number; readonly why: RegExp }>(
    [
      {
        what: 'a changed number',
        change: ([a = '', b = '', c = '']) => [a, b.replace('1704067200000', '1704067200001'), c],
        line: 2,
        why: /hash/,
      },
      {
        what: 'a last complete line with a wrong hash',
        change: ([a = '', b = '', c = '']) => [a, b, c.replace(/[0-9a-f]{32}/, 'f'.repeat(32))],
        line: 3,
        why: /hash/,
      },
      {
        what: 'a last complete line that is no JSON',
        change: ([a = '', b = '']) => [a, b, '{"version":1,"seq'],
        line: 3,
        why: /not valid JSON/,
      },
      { what: 'a removed line', change: ([a = '', , c = '']) => [a, c], line: 2, why: /entry 3 where entry 2/ },
      { what: 'a removed first line', change: ([, b = '', c = '']) => [b, c], line: 1, why: /entry 2 where entry 1/ },
      { what: 'a repeated line', change: ([a = '', b = '', c = '']) => [a, b, b, c], line: 3, why: /entry 2 where entry 3/ },
      { what: 'swapped lines', change: ([a = '', b = '', c = '']) => [a, c, b], line: 2, why: /entry 3 where entry 2/ },
      { what: 'an empty line', change: ([a = '', b = '', c = '']) => [a, '', b, c], line: 2, why: /not valid JSON/ },
      {
        what: 'serialised again',
        change: ([a = '', b = '', c = '']) => [a, JSON.stringify({ hash: '', ...JSON.parse(b) }), c],
        line: 2,
        why: /hash/,
      },
      {
        what: 'an inserted line of another journal',
        change: ([a = '', b = '', c = '']) => [a, b, b.replace('"sequence":2', '"sequence":3'), c],
        line: 3,
        why: /hash/,
      },
    ],
  )('is $what', async ({ change, line, why }) => {
    const lines = await linesOf();
    await replaceWith(
      change(lines)
        .map((text) => `${text}\n`)
        .join(''),
    );
    await expectDamage({ file: SEGMENT, line, why });
  });

  it('is an entry of a newer version, told as such', async () => {
    const [first = ''] = await linesOf();
    const body = first.slice(0, first.indexOf(',"hash":"')).replace('"version":1', '"version":2');
    const hash = createHash('sha256')
      .update('0'.repeat(32) + body)
      .digest('hex')
      .slice(0, 32);
    await replaceWith(`${body},"hash":"${hash}"}\n`);
    await expectDamage({ file: SEGMENT, line: 1, why: /newer Steward/ });
  });

  it('that comes after opening is told when it is read', async () => {
    const journal = await openFileJournal({ folder, durability: 'fsync' });
    const [a = '', b = ''] = await linesOf();
    await replaceWith(`${a}\n{}\n`);
    await expect(readAll(journal)).rejects.toMatchObject({ code: 'journal-damaged', message: expect.stringContaining('line 2') });
    await replaceWith(`${a}\n${b}\n`);
    await expect(readAll(journal)).rejects.toMatchObject({
      code: 'journal-damaged',
      message: expect.stringContaining('entry 3 is no longer there'),
    });
    await journal.close();
  });
});

describe('segments', () => {
  const KEYS = ['a', 'b', 'c', 'd', 'e'];

  it('are named by their first entry, follow each other when full, and are read as one', async () => {
    await writeJournal(
      KEYS.map((key) => [key]),
      200,
    );
    expect((await readdir(folder)).sort()).toEqual(['00000001.jsonl', '00000003.jsonl', '00000005.jsonl']);
    expect((await openedKeys()).keys).toEqual(KEYS);
    const journal = await openFileJournal({ folder, durability: 'fsync' });
    expect(keysOf(await readAll(journal, 4))).toEqual(['d', 'e']);
    await journal.close();
  });

  it.each([
    { missing: '00000001.jsonl', file: '00000003.jsonl', why: /entry 3 where entry 1/ },
    { missing: '00000003.jsonl', file: '00000005.jsonl', why: /entry 5 where entry 3/ },
  ])('are damaged when $missing is missing', async ({ missing, file, why }) => {
    await writeJournal(
      KEYS.map((key) => [key]),
      200,
    );
    await rm(join(folder, missing));
    await expectDamage({ file, line: 1, why });
  });

  it('may be empty at the end, as a crash at their creation leaves them', async () => {
    await writeJournal([['a']]);
    await replaceWith('', '00000002.jsonl');
    expect(await openedKeys()).toEqual({ keys: ['a'], repairedBytes: 0 });
    await writeJournal([['b']]);
    expect(await linesOf('00000002.jsonl')).toHaveLength(1);
  });

  it('leave other files in the folder alone', async () => {
    await replaceWith('x', '00000001.jsonl.bak');
    await writeJournal([['a']]);
    expect(await verifyJournal(folder)).toMatchObject({ tag: 'sound', entries: 1 });
  });
});

describe('verifying', () => {
  it('says that there is no journal where the folder is missing', async () => {
    await expect(verifyJournal(join(folder, 'nowhere'))).rejects.toMatchObject({ code: 'no-data' });
  });

  it('finds an empty folder sound', async () => {
    expect(await verifyJournal(folder)).toEqual({ tag: 'sound', entries: 0, lastHash: '0'.repeat(32) });
  });
});

describe('opening and closing', () => {
  it('is a storage fault where the folder cannot be one', async () => {
    await replaceWith('', 'file');
    await expect(openFileJournal({ folder: join(folder, 'file'), durability: 'fsync' })).rejects.toMatchObject({
      code: 'storage',
    });
  });

  it.each(['fsync', 'buffered'] as const)('rejects appends after closing (%s)', async (durability) => {
    const journal = await openFileJournal({ folder, durability });
    await journal.close();
    const { entries, durable } = journal.append([noteOf('late')]);
    expect(entries).toHaveLength(1);
    await expect(durable).rejects.toMatchObject({ code: 'storage', message: 'the journal is closed' });
    expect(await openedKeys()).toEqual({ keys: [], repairedBytes: 0 });
  });

  it('refuses an entry whose time is no whole number, before anything is numbered', async () => {
    const journal = await openFileJournal({ folder, durability: 'buffered' });
    expect(() => journal.append([noteOf('a'), { ...noteOf('b'), at: Number.NaN }])).toThrow(/whole milliseconds/);
    expect(journal.lastSequence).toBe(0);
    journal.append([noteOf('c')]);
    await journal.close();
    expect((await openedKeys()).keys).toEqual(['c']);
  });
});
