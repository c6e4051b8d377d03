import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { verifyJournal } from '../../src/adapters/journal/verify-journal.ts';
import { add, floorToStep, ZERO_QUANTITY } from '../../src/domain/decimal.ts';
import type { CrashPoint } from '../../src/execution/order-executor.ts';
import { reconcile } from '../../src/execution/reconcile.ts';
import { artefactFolder } from '../support/artefact-folder.ts';
import { childEnvironment } from '../support/child-environment.ts';
import { projectRoot } from '../support/project-root.ts';
import { type DataFolder, readDataFolder } from '../support/read-data-folder.ts';

const HOURS = 60;

interface Crash {
  readonly name: string;
  readonly point: CrashPoint;
  /** The first orders of the demo are an entry, then its stop. */
  readonly hit: number;
}

const CRASHES: readonly Crash[] = [
  { name: 'an entry is intended and not sent', point: 'intent-durable', hit: 1 },
  { name: 'an entry is filled and not booked', point: 'order-sent', hit: 1 },
  { name: 'an entry is booked and has no stop yet', point: 'outcome-durable', hit: 1 },
  { name: 'a stop rests and is not booked', point: 'order-sent', hit: 2 },
];

describe('a demo that is killed and started again on the same data folder', () => {
  it.each(CRASHES)('doubles nothing, loses nothing and is protected when $name', async ({ point, hit }) => {
    const dataDir = artefactFolder();
    const killed = await runDemo(dataDir, [point, String(hit)]);
    expect(killed.signal, killed.output).toBe('SIGKILL');
    const restarted = await runDemo(dataDir, []);
    expect(restarted.code, restarted.output).toBe(0);

    const folder = await readDataFolder(dataDir);
    expect(await verifyJournal(join(dataDir, 'journal'))).toMatchObject({ tag: 'sound' });
    await expectBooksOfTheExchange(folder);
    expectOneOrderPerEntry(folder);
    expectProtected(folder);
    expect(restartsIn(folder)).toBe(2);
  });
});

async function expectBooksOfTheExchange({ orders, portfolio, exchange, bookedFills }: DataFolder): Promise<void> {
  const fills = [];
  for (const symbol of new Set(bookedFills.map((fill) => fill.symbol))) {
    fills.push(...(await exchange.fetchFills({ symbol, afterFillId: null })));
  }
  expect(bookedFills.map((fill) => `${fill.symbol}#${fill.id}`).sort()).toEqual(
    fills.map((fill) => `${fill.symbol}#${fill.id}`).sort(),
  );
  const account = { openOrders: await exchange.fetchOpenOrders(), fills, balances: await exchange.fetchBalances() };
  expect(reconcile({ orders, book: portfolio.book, account, orderPrefix: 'stw', accountIsShared: false })).toEqual([]);
}

function expectOneOrderPerEntry({ entries }: DataFolder): void {
  const entriesOfProposals = entries.flatMap(({ fact }) =>
    fact.kind === 'order-intended' && fact.intent.purpose === 'entry' ? [fact.intent.proposalId] : [],
  );
  expect(entriesOfProposals.length).toBeGreaterThan(0);
  expect(new Set(entriesOfProposals).size).toBe(entriesOfProposals.length);
}

/** The stops of every position sell all of it that the market can sell; what is below the market's step is dust. */
function expectProtected({ orders, portfolio, instruments }: DataFolder): void {
  expect(portfolio.book.positions.length).toBeGreaterThan(0);
  for (const { symbol, quantity } of portfolio.book.positions) {
    const sellable = floorToStep(quantity, instruments.get(symbol)?.stepSize ?? quantity);
    const covered = orders.protectionOf(symbol).liveStops.reduce((sum, stop) => add(sum, stop.remainingQuantity), ZERO_QUANTITY);
    expect(covered.toFixed(), symbol).toBe(sellable.toFixed());
  }
}

function restartsIn({ entries }: DataFolder): number {
  return entries.filter(({ fact }) => fact.kind === 'process-started').length;
}

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
}

function runDemo(dataDir: string, crash: readonly string[]): Promise<Ended> {
  const script = join(projectRoot, 'test/support/crashing-demo.ts');
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', script, dataDir, join(projectRoot, 'config'), String(HOURS), ...crash],
    {
      cwd: projectRoot,
      env: childEnvironment({}),
    },
  );
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += String(chunk);
  });
  child.stderr.on('data', (chunk) => {
    output += String(chunk);
  });
  return new Promise((resolve) => child.on('close', (code, signal) => resolve({ code, signal, output })));
}
