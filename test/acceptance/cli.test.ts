import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { HOUR_MS } from '../../src/domain/time.ts';
import { artefactFolder } from '../support/artefact-folder.ts';
import { childEnvironment } from '../support/child-environment.ts';
import { expectSoundFolder } from '../support/expect-sound-folder.ts';
import { projectRoot } from '../support/project-root.ts';
import { runSteward } from '../support/run-steward.ts';
import { generatedStoredMarket, writeStoredMarket } from '../support/stored-market.ts';
import { until } from '../support/until.ts';

/** Real processes on a machine that may be busy. */
const PATIENCE_MS = 90_000;
const SEED = '594';
const FIRST = Date.UTC(2024, 0, 1);

let candles = '';
/** A data folder that an unattended demo left. */
let demoFolder = '';
let demoOutput = '';

beforeAll(async () => {
  candles = writeStoredMarket(generatedStoredMarket({ seed: 3, from: FIRST, count: 60 * 24 }), artefactFolder('candles'));
  demoFolder = join(artefactFolder('demo'), 'data');
  const demo = await runSteward(demoOperands(demoFolder));
  expect(demo.code, demo.stderr).toBe(0);
  demoOutput = demo.stdout;
}, PATIENCE_MS);

function demoOperands(dataDir: string): readonly string[] {
  return ['demo', '--hours', '24', '--no-interactive', '--json', '--seed', SEED, '--data-dir', dataDir];
}

function replayOperands(given: Partial<Record<'candles' | 'from' | 'to' | 'out' | 'config', string>>): readonly string[] {
  const all = { candles, from: '2024-02-20', to: '2024-02-21', out: join(artefactFolder('out'), 'new'), ...given };
  return ['replay', ...Object.entries(all).flatMap(([name, value]) => [`--${name}`, value])];
}

describe('the command line of steward', { timeout: PATIENCE_MS }, () => {
  it('lists its commands in the help, and ends with 0', async () => {
    const { code, stdout, stderr } = await runSteward(['--help']);
    expect(code, stderr).toBe(0);
    for (const command of ['run', 'demo', 'replay', 'context', 'explain', 'verify', 'download', 'doctor', 'health', 'export']) {
      expect(stdout, command).toMatch(new RegExp(`^ {2}${command}\\b`, 'm'));
    }
  });

  it.each([
    { name: 'an unknown command', operands: ['trade-everything'], says: /error: .*\n.*--help lists the commands/ },
    { name: 'an unknown option', operands: ['demo', '--fast'], says: /unknown option '--fast'/ },
    { name: 'a replay without its period', operands: ['replay', '--candles', 'x'], says: /required option '--from <date>'/ },
    { name: 'a context without its moment', operands: ['context', 'BTC', '--at'], says: /'--at <date>' argument missing/ },
    { name: 'a date that is none', operands: ['context', 'BTC', '--at', '2024-02-31'], says: /Expected a UTC date such as/ },
    { name: 'a session id that is none', operands: ['explain', 'yesterday'], says: /"yesterday" is no session id/ },
  ])('ends with 2 for $name, and says what is wrong', async ({ operands, says }) => {
    const { code, stdout, stderr } = await runSteward(operands);
    expect(stderr).toMatch(says);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });
});

describe('steward replay on bad input', { timeout: PATIENCE_MS }, () => {
  it.each([
    {
      name: 'an empty period',
      operands: () => replayOperands({ from: '2024-02-21', to: '2024-02-21' }),
      code: 2,
      says: /The period is empty: --from 2024-02-21 00:00 is not before --to 2024-02-21 00:00/,
    },
    {
      name: 'a folder without candles',
      operands: () => replayOperands({ candles: artefactFolder('empty') }),
      code: 1,
      says: /no candles of BTCUSDT in .*: looked for BTCUSDT-1h\.csv and BTCUSDT-1h\.csv\.gz; there is no candle file at all/,
    },
    {
      name: 'no folder of candles',
      operands: () => replayOperands({ candles: join(artefactFolder('empty'), 'missing') }),
      code: 1,
      says: /no folder of stored candles at .*missing/,
    },
    {
      name: 'a period before the listing',
      operands: () => replayOperands({ from: '2023-01-01', to: '2023-01-02' }),
      code: 2,
      says: /No candle in .* lies between 2023-01-01 00:00 and 2023-01-02 00:00 UTC\. Stored: BTCUSDT 2024-01-01 00:00 to/,
    },
    {
      name: 'a damaged line of a candle file',
      operands: () => replayOperands({ candles: damagedCandles() }),
      code: 1,
      says: /ETHUSDT-1h\.csv.*line 5\b/,
    },
    {
      name: 'results of another run in the folder',
      operands: () => replayOperands({ out: demoFolder }),
      code: 2,
      says: /The folder .* is not empty; name a new one with --out, or empty it first/,
    },
    {
      name: 'an unknown key of the configuration',
      operands: () => replayOperands({ config: configWith('limits:\n  positionFractionMaximum: 0.3\n') }),
      code: 2,
      says: /limits\.positionFractionMaximum = 0\.3: .*; .*positionFractionMax\b/,
    },
    {
      name: 'a limit outside of its range',
      operands: () => replayOperands({ config: configWith('limits:\n  positionFractionMax: 0.9\n') }),
      code: 2,
      says: /limits\.positionFractionMax = 0\.9: .*; .*0\.5/,
    },
  ])('ends with $code for $name, and says what to do', async ({ operands, code: expected, says }) => {
    const { code, stdout, stderr } = await runSteward(operands());
    expect(stderr).toMatch(says);
    expect(stderr, 'no stack, since it is no bug of ours').not.toMatch(/^\s+at /m);
    expect({ code, stdout }).toEqual({ code: expected, stdout: '' });
  });
});

function damagedCandles(): string {
  const folder = writeStoredMarket(generatedStoredMarket({ seed: 3, from: FIRST, count: 60 * 24 }), artefactFolder('candles'));
  const file = join(folder, 'ETHUSDT-1h.csv');
  const rows = readFileSync(file, 'utf8').split('\n');
  rows[4] = `${rows[4]?.split(',')[0]},12,oops`;
  writeFileSync(file, rows.join('\n'));
  return folder;
}

function configWith(text: string): string {
  const folder = artefactFolder('config');
  writeFileSync(join(folder, 'steward.yaml'), text);
  return folder;
}

describe('steward demo, unattended', { timeout: PATIENCE_MS }, () => {
  it('prints with --json the summary alone', () => {
    expect(JSON.parse(demoOutput)).toMatchObject({
      sessions: 24,
      startEquity: 10_000,
      hash: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
  });

  it('goes on where it ended when it is started again on the same folder', async () => {
    const dataDir = join(artefactFolder('demo'), 'data');
    mkdirSync(join(dataDir, 'journal'), { recursive: true });
    for (const name of ['journal/00000001.jsonl', 'simulated-account.jsonl']) {
      copyFileSync(join(demoFolder, name), join(dataDir, name));
    }
    const { code, stderr } = await runSteward(demoOperands(dataDir));
    expect(code, stderr).toBe(0);
    const { entries } = await expectSoundFolder(dataDir);
    expect(entries.filter(({ fact }) => fact.kind === 'process-started')).toHaveLength(2);
    const slots = entries.flatMap(({ fact }) => (fact.kind === 'session-started' ? [fact.slotAt] : []));
    expect(new Set(slots).size, 'no session twice').toBe(slots.length);
    expect((slots.at(-1) ?? 0) - (slots[0] ?? 0)).toBeGreaterThan(46 * HOUR_MS);
  });
});

describe('the commands that read a journal', { timeout: PATIENCE_MS }, () => {
  it('verify says sound, or names the line whose byte was changed and ends with 1', async () => {
    const sound = await runSteward(['verify', '--data-dir', demoFolder]);
    expect(sound.stdout).toMatch(/^The journal is sound: \d+ entries, head [0-9a-f]{32}\.\n$/);
    expect(sound.code).toBe(0);

    const damaged = await runSteward(['verify', '--data-dir', folderWithChangedByte(17)]);
    expect(damaged.stdout).toMatch(/The journal is damaged in 00000001\.jsonl line 17: /);
    expect(damaged.code).toBe(1);
  });

  it('explain tells a session, and ends with 2 for one that never was', async () => {
    const told = await runSteward(['explain', '20260105T00', '--data-dir', demoFolder]);
    expect(told.code, told.stderr).toBe(0);
    expect(told.stdout).toContain('20260105T00');

    const unknown = await runSteward(['explain', '20200101T00', '--data-dir', demoFolder]);
    expect(unknown.stderr).toContain('The journal knows no session 20200101T00; its newest is 20260105T23.');
    expect({ code: unknown.code, stdout: unknown.stdout }).toEqual({ code: 2, stdout: '' });
  });

  it('export writes the same bytes every time', async () => {
    const folders = [artefactFolder('export'), artefactFolder('export')] as const;
    for (const out of folders) {
      const { code, stdout, stderr } = await runSteward(['export', '--data-dir', demoFolder, '--out', out, '--json']);
      expect(code, stderr).toBe(0);
      expect(JSON.parse(stdout)).toEqual({ files: [join(out, 'portfolio_update.csv'), join(out, 'trade_log.csv')] });
    }
    for (const name of ['portfolio_update.csv', 'trade_log.csv']) {
      const [one, other] = folders.map((folder) => readFileSync(join(folder, name), 'utf8'));
      expect(one?.split('\n').length, name).toBeGreaterThan(2);
      expect(one, name).toBe(other);
    }
  });

  it.each<{ command: string; operands: () => readonly string[]; holds: unknown }>([
    { command: 'verify', operands: () => ['verify', '--data-dir', demoFolder], holds: { tag: 'sound' } },
    {
      command: 'explain',
      operands: () => ['explain', '20260105T00', '--data-dir', demoFolder],
      holds: expect.arrayContaining([expect.objectContaining({ sessionId: '20260105T00' })]),
    },
    {
      command: 'context',
      operands: () => ['context', 'BTC', '--candles', candles, '--at', '2024-02-20'],
      holds: { symbol: 'BTCUSDT', asOf: '2024-02-20T00:00:00.000Z' },
    },
    { command: 'replay', operands: () => replayOperands({}), holds: { sessions: 24 } },
  ])('$command prints with --json the JSON alone', async ({ operands, holds }) => {
    const { code, stdout, stderr } = await runSteward([...operands(), '--json']);
    expect(code, stderr).toBe(0);
    const printed: unknown = JSON.parse(stdout);
    if (Array.isArray(printed)) expect(printed).toEqual(holds);
    else expect(printed).toMatchObject(holds as object);
  });

  it.each(['verify', 'export'])('%s ends with 1 where there is no journal', async (command) => {
    const { code, stderr } = await runSteward([command, '--data-dir', artefactFolder('empty')]);
    expect(stderr).toMatch(/there is no journal in .* \(no-data\)/);
    expect(code).toBe(1);
  });
});

/** A copy of the demo's journal in which one digit of a line is another. */
function folderWithChangedByte(lineNumber: number): string {
  const folder = artefactFolder('damaged');
  mkdirSync(join(folder, 'journal'));
  const lines = readFileSync(join(demoFolder, 'journal', '00000001.jsonl'), 'utf8').split('\n');
  const line = lines[lineNumber - 1] ?? '';
  const at = line.indexOf('"at":') + '"at":'.length;
  lines[lineNumber - 1] = `${line.slice(0, at)}${line[at] === '1' ? '2' : '1'}${line.slice(at + 1)}`;
  writeFileSync(join(folder, 'journal', '00000001.jsonl'), lines.join('\n'));
  return folder;
}

describe('steward context', { timeout: PATIENCE_MS }, () => {
  it('prints what a model would see of a market at a moment', async () => {
    const { code, stdout, stderr } = await runSteward(['context', 'BTC', '--candles', candles, '--at', '2024-02-20']);
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/^1 market as of 2024-02-20 00:00 UTC, closed candles only/);
    expect(stdout).toMatch(/^BTC price /m);
  });

  it('ends with 2 for a moment before the first candle, and says when that was', async () => {
    const { code, stdout, stderr } = await runSteward(['context', 'BTC', '--candles', candles, '--at', '2016-01-01']);
    expect(stderr).toContain(
      'There is no candle of BTCUSDT before 2016-01-01 00:00 UTC; the stored ones begin at 2024-01-01 00:00 UTC.',
    );
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });
});

describe('steward demo with a person at the keyboard', { timeout: PATIENCE_MS }, () => {
  it('asks, trades what is approved, sets its stop, answers commands, and ends with a summary', async () => {
    const dataDir = join(artefactFolder('demo'), 'data');
    const demo = new TypedDemo(['demo', '--hours', '2', '--seed', SEED, '--data-dir', dataDir]);
    await demo.says(/Confirm: buy BNB/);
    // Both questions of the session are there before either is answered: a bare "y" means the newest.
    await demo.says(/Confirm: buy ADA/);
    await demo.says(/Approve: y/);
    demo.type('y P1');
    await demo.says(/Bought BNB/);
    await demo.says(/Stop placed BNB/);
    demo.type('/status');
    await demo.says(/ACTIVE · .*Stops +1\/1/s);
    demo.type('/pause');
    await demo.says(/Trading is paused/);
    demo.type('n');
    await demo.says(/P2 rejected/);
    const code = await demo.ended();
    expect(code, demo.output()).toBe(0);
    expect(demo.output()).toMatch(/^Period +2026-01-05 00:00 to 2026-01-05 02:00 UTC$/m);
    const { entries } = await expectSoundFolder(dataDir);
    const controls = entries.flatMap(({ fact }) => (fact.kind === 'control-changed' ? [fact.to] : []));
    expect(controls).toEqual(['reducing']);
  });
});

/** A demo whose standard input is a pipe. */
class TypedDemo {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #ended: Promise<number | null>;
  #output = '';
  #read = 0;

  constructor(operands: readonly string[]) {
    this.#child = spawn(process.execPath, ['bin/steward.js', ...operands], { cwd: projectRoot, env: childEnvironment() });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        this.#output += chunk.toString();
      });
    }
    this.#ended = new Promise((resolve) => this.#child.on('close', resolve));
  }

  type(line: string): void {
    this.#child.stdin.write(`${line}\n`);
  }

  /** Waits until it says so, after whatever was waited for before. */
  async says(words: RegExp): Promise<void> {
    await until(
      () => {
        const match = words.exec(this.#output.slice(this.#read));
        if (match !== null) this.#read += match.index + match[0].length;
        return match;
      },
      String(words),
      { timeoutMs: PATIENCE_MS / 2, context: () => this.#output },
    );
  }

  ended(): Promise<number | null> {
    return this.#ended;
  }

  output(): string {
    return this.#output;
  }
}
