import { join } from 'node:path';
import { describe, expect, it, type TestContext } from 'vitest';
import type { JournalFact, JournalFactKind } from '../../src/domain/journal-entry.ts';
import { SECOND_MS } from '../../src/domain/time.ts';
import type { StewardCrashPoint } from '../../src/session/session-services.ts';
import { artefactFolder } from '../support/artefact-folder.ts';
import { programOperands } from '../support/built-programs.ts';
import { expectSameAgain } from '../support/expect-same-again.ts';
import { expectSoundFolder } from '../support/expect-sound-folder.ts';
import { openPaperStand, type PaperStand, type RunningSteward } from '../support/paper-stand.ts';
import { projectRoot } from '../support/project-root.ts';
import type { DataFolder } from '../support/read-data-folder.ts';

/** Real processes on a machine that may be busy. */
const PATIENCE_MS = 180 * SECOND_MS;
/** Half past the hour: no session is due by itself. */
const START_AT = Date.UTC(2026, 10, 24, 12, 30);

interface Crashing {
  readonly stand: PaperStand;
  readonly dataDir: string;
  readonly doomed: RunningSteward;
}

/** A paired bot that will end itself at this place. */
async function startDoomed(
  { onTestFinished }: TestContext,
  point: StewardCrashPoint,
  { hit = 1, signal = 'SIGKILL' } = {},
): Promise<Crashing> {
  const stand = await openPaperStand({ startAt: START_AT });
  onTestFinished(() => stand.close());
  const dataDir = artefactFolder();
  const script = programOperands('test/support/crashing-paper.ts');
  const program = [...script, dataDir, join(projectRoot, 'config'), point, String(hit), signal];
  const doomed = stand.start({ dataDir, program });
  await stand.pair(doomed);
  return { stand, dataDir, doomed };
}

/** Asks for a session that wants to buy, waits for its question, and says yes. */
async function buy({ stand }: Crashing): Promise<void> {
  await askToBuy(stand);
  await stand.press('Approve');
}

async function askToBuy(stand: PaperStand): Promise<void> {
  stand.plan({ wishes: [{ action: 'open', symbol: 'BTCUSDT' }] });
  const before = stand.messages().length;
  stand.owner.says('/run');
  await stand.shows(/Confirm: buy BTC/, { after: before });
}

/** Waits for the kill, starts the bot as anybody does, and waits until it says that it is there again. */
async function restartAfterKill({ stand, dataDir, doomed }: Crashing): Promise<RunningSteward> {
  expect(await doomed.ended, doomed.output()).toEqual({ code: null, signal: 'SIGKILL' });
  const again = stand.start({ dataDir });
  await stand.shows(/🔄 Restarted/);
  return again;
}

async function endInOrder(steward: RunningSteward, dataDir: string): Promise<DataFolder> {
  expect(await steward.end('SIGTERM'), steward.output()).toEqual({ code: 0, signal: null });
  return expectSoundFolder(dataDir);
}

function kindsOf({ entries }: DataFolder, ...kinds: readonly JournalFactKind[]): readonly JournalFact[] {
  return entries.map(({ fact }) => fact).filter(({ kind }) => kinds.includes(kind));
}

function answersTo(folder: DataFolder, proposalId: string): readonly string[] {
  return kindsOf(folder, 'proposal-changed').flatMap((fact) =>
    fact.kind === 'proposal-changed' && fact.proposalId === proposalId ? [fact.state.tag] : [],
  );
}

const times = (stand: PaperStand, pattern: RegExp) => stand.messages().filter(({ text }) => pattern.test(text)).length;

describe.concurrent('paper trading that is killed and started again', () => {
  it('before the signals of a session are judged: buys nothing, says so, and asks anew', {
    timeout: PATIENCE_MS,
  }, async (context) => {
    const crash = await startDoomed(context, 'before-assess');
    const { stand, dataDir } = crash;
    stand.plan({ wishes: [{ action: 'open', symbol: 'BTCUSDT' }] });
    stand.owner.says('/run');
    const again = await restartAfterKill(crash);
    await stand.shows(/Session 12:00 interrupted/);
    await askToBuy(stand);
    const folder = await endInOrder(again, dataDir);
    expect(kindsOf(folder, 'order-intended', 'fill-booked')).toEqual([]);
    expect(kindsOf(folder, 'session-closed')).toMatchObject([
      { outcome: { tag: 'interrupted' } },
      { outcome: { tag: 'completed' } },
    ]);
    expect(kindsOf(folder, 'proposal-staged')).toHaveLength(1);
    await expectSameAgain('20261124T12', dataDir);
    await expectSameAgain('20261124T12-2', dataDir);
  });

  it('after a press is consumed: buys nothing without being asked again, and says so', {
    timeout: PATIENCE_MS,
  }, async (context) => {
    const crash = await startDoomed(context, 'press-consumed');
    const { stand, dataDir } = crash;
    await askToBuy(stand);
    // The process dies of it: this press is never answered.
    stand.owner.presses(stand.messages().findLast(({ buttons }) => buttons.length > 0)?.messageId ?? 0, 'Approve');
    const again = await restartAfterKill(crash);
    await stand.shows(/P1 failed[\s\S]*the process ended before an order was sent/);
    await stand.listening();
    const before = stand.messages().length;
    await stand.press('Approve');
    await stand.shows(/P1 is already failed[\s\S]*Your answer changed nothing/, { after: before });
    await buy({ ...crash, doomed: again });
    await stand.shows(/Stop placed BTC/);
    const folder = await endInOrder(again, dataDir);
    expect(answersTo(folder, 'P1')).toEqual(['approved', 'failed']);
    expect(answersTo(folder, 'P2')).toEqual(['approved', 'executing', 'executed']);
    expect(folder.bookedFills).toHaveLength(1);
  });

  it('after an order is journaled and before it is sent: does not send it, and says so', {
    timeout: PATIENCE_MS,
  }, async (context) => {
    const crash = await startDoomed(context, 'intent-durable');
    const { stand, dataDir } = crash;
    await buy(crash).catch(() => undefined);
    const again = await restartAfterKill(crash);
    expect(times(stand, /In doubt, and looked up on the exchange: 2 orders/)).toBe(1);
    await stand.shows(/P1 failed/);
    const folder = await endInOrder(again, dataDir);
    expect(answersTo(folder, 'P1')).toEqual(['approved', 'executing', 'failed']);
    expect(folder.bookedFills).toEqual([]);
    // The purchase, and the stop that would have come with it.
    expect(kindsOf(folder, 'order-intended')).toHaveLength(2);
  });

  it('after an order is sent and before it is booked: books it, protects it, says so once', {
    timeout: PATIENCE_MS,
  }, async (context) => {
    const crash = await startDoomed(context, 'order-sent');
    const { stand, dataDir } = crash;
    await buy(crash).catch(() => undefined);
    const again = await restartAfterKill(crash);
    await stand.shows(/Stop placed BTC/);
    const folder = await endInOrder(again, dataDir);
    expect(times(stand, /Bought BTC/)).toBe(1);
    expect(answersTo(folder, 'P1')).toEqual(['approved', 'executing', 'executed']);
    expect(folder.bookedFills).toHaveLength(1);
    expect(folder.portfolio.book.positions).toHaveLength(1);
  });

  it('before a session that traded is reported: keeps the trade, and says what was interrupted', {
    timeout: PATIENCE_MS,
  }, async (context) => {
    const crash = await startDoomed(context, 'before-report', { hit: 2 });
    const { stand, dataDir } = crash;
    await buy(crash);
    await stand.shows(/Stop placed BTC/);
    stand.plan({ wishes: [{ action: 'open', symbol: 'BTCUSDT', sizeStep: 0.25 }] });
    stand.owner.says('/run');
    const again = await restartAfterKill(crash);
    await stand.shows(/Session 12:00 interrupted/);
    const folder = await endInOrder(again, dataDir);
    expect(answersTo(folder, 'P2')).toEqual(['approved', 'executing', 'executed']);
    expect(folder.bookedFills.map(({ side }) => side)).toEqual(['buy', 'buy']);
    expect(times(stand, /Bought BTC · 62/)).toBeGreaterThanOrEqual(1);
    expect(kindsOf(folder, 'session-closed').at(-1)).toMatchObject({ outcome: { tag: 'interrupted' } });
  });
});

describe.concurrent('paper trading that is told to end between a purchase and its stop', () => {
  it('places the stop first', { timeout: PATIENCE_MS }, async (context) => {
    const crash = await startDoomed(context, 'outcome-durable', { signal: 'SIGTERM' });
    await buy(crash);
    expect(await crash.doomed.ended, crash.doomed.output()).toEqual({ code: 0, signal: null });
    const folder = await expectSoundFolder(crash.dataDir);
    expect(kindsOf(folder, 'position-unprotected')).toEqual([]);
    expect(folder.portfolio.book.positions).toHaveLength(1);
  });
});
