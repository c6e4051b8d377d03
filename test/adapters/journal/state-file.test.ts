import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StateFile } from '../../../src/adapters/journal/state-file.ts';
import { SimulatedClock } from '../../../src/simulator/simulated-clock.ts';

let folder = '';
let path = '';
let clock = new SimulatedClock({ startAt: 0 });
let faults: unknown[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'steward-state-'));
  path = join(folder, 'state.json');
  clock = new SimulatedClock({ startAt: 0 });
  faults = [];
});
afterEach(() => rm(folder, { recursive: true }));

const open = (at = path) => new StateFile<object>({ path: at, clock, onWriteFault: (fault) => faults.push(fault) });
const writtenSequence = async (): Promise<unknown> => JSON.parse(await readFile(path, 'utf8')).sequence;

describe('reading', () => {
  it('gives back what was written, and leaves nothing but the file', async () => {
    const file = open();
    const snapshot = { sequence: 12, hash: 'ab', state: { positions: [{ symbol: 'BTCUSDT' }] } };
    file.write(snapshot);
    await file.close();
    expect(await open().read()).toEqual(snapshot);
    expect(await readdir(folder)).toEqual(['state.json']);
  });

  it.each<[string, string | null]>([
    ['missing', null],
    ['empty', ''],
    ['null', 'null'],
    ['half written', '{"sequence":1,"sta'],
    ['zeros', '\0\0\0\0'],
    ['a list', '[]'],
    ['a number', '7'],
    ['without a sequence', '{"state":{}}'],
    ['with a sequence that is none', '{"sequence":"1","state":{}}'],
    ['without a state', '{"sequence":1}'],
    ['with a state that is none', '{"sequence":1,"state":null}'],
  ])('is null for a file that is %s', async (_, content) => {
    if (content !== null) await writeFile(path, content);
    expect(await open().read()).toBeNull();
  });

  it('is null again when the file is damaged later', async () => {
    const file = open();
    file.write({ sequence: 1, state: {} });
    await file.close();
    expect(await file.read()).not.toBeNull();
    await writeFile(path, 'null');
    expect(await file.read()).toBeNull();
  });
});

describe('writing', () => {
  it('writes the first snapshot at once, then the newest of each second', async () => {
    const file = open();
    file.write({ sequence: 1, state: {} });
    file.write({ sequence: 2, state: {} });
    file.write({ sequence: 3, state: {} });
    await expect.poll(writtenSequence).toBe(1);
    await clock.advanceTo(999);
    expect(await writtenSequence()).toBe(1);
    await clock.advanceTo(1_000);
    await expect.poll(writtenSequence).toBe(3);
    await clock.advanceTo(5_000);
    expect(clock.nextTimerAt).toBeNull();
    file.write({ sequence: 4, state: {} });
    await expect.poll(writtenSequence).toBe(4);
    await file.close();
  });

  it('writes what waits when it is closed', async () => {
    const file = open();
    file.write({ sequence: 1, state: {} });
    file.write({ sequence: 2, state: {} });
    await file.close();
    expect(await writtenSequence()).toBe(2);
    expect(clock.nextTimerAt).toBeNull();
  });

  it('tells a failure and tries again with the next snapshot', async () => {
    const late = join(folder, 'later', 'state.json');
    const file = open(late);
    file.write({ sequence: 1, state: {} });
    await expect.poll(() => faults.length).toBe(1);
    await mkdir(join(folder, 'later'));
    file.write({ sequence: 2, state: {} });
    await file.close();
    expect(faults).toHaveLength(1);
    expect(await file.read()).toMatchObject({ sequence: 2 });
  });
});
