import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, type TestContext } from 'vitest';
import type { FactOf, JournalFactKind } from '../../src/domain/journal-entry.ts';
import { MINUTE_MS, SECOND_MS } from '../../src/domain/time.ts';
import { artefactFolder } from '../support/artefact-folder.ts';
import { expectSameAgain } from '../support/expect-same-again.ts';
import { expectSoundFolder } from '../support/expect-sound-folder.ts';
import { openPaperStand, type PaperStand, type RunningSteward } from '../support/paper-stand.ts';
import type { DataFolder } from '../support/read-data-folder.ts';
import { until } from '../support/until.ts';

/** Real processes on a machine that may be busy. */
const PATIENCE_MS = 180 * SECOND_MS;
const STRANGER_ID = 666;

async function openStand({ onTestFinished }: TestContext, options?: Parameters<typeof openPaperStand>[0]): Promise<PaperStand> {
  const stand = await openPaperStand(options);
  onTestFinished(() => stand.close());
  return stand;
}

async function startedAndPaired(stand: PaperStand, dataDir: string, given: readonly string[] = []): Promise<RunningSteward> {
  const steward = stand.start({ dataDir, arguments: given });
  await stand.pair(steward);
  return steward;
}

/** Told to end, it ends in order, and what it leaves behind is sound. */
async function endInOrder(steward: RunningSteward, dataDir: string): Promise<DataFolder> {
  expect(await steward.end('SIGTERM'), steward.output()).toEqual({ code: 0, signal: null });
  expect(steward.output()).not.toContain('"level":"error"');
  return expectSoundFolder(dataDir);
}

function factsOf<Kind extends JournalFactKind>({ entries }: DataFolder, kind: Kind): readonly FactOf<Kind>[] {
  return entries.flatMap(({ fact }) => (fact.kind === kind ? [fact as FactOf<Kind>] : []));
}

function answersTo({ entries }: DataFolder, proposalId: string): readonly string[] {
  return entries.flatMap(({ fact }) =>
    fact.kind === 'proposal-changed' && fact.proposalId === proposalId ? [fact.state.tag] : [],
  );
}

describe.concurrent('steward run', () => {
  it.for([
    {
      name: 'with a Telegram token alone lets the rules stand in for a model',
      without: { ANTHROPIC_API_KEY: '' },
      provider: 'rules',
      says: /rules deliberates, you steer from Telegram\. No model key was found, so a plain strategy \(rules\) stands in/,
    },
    {
      name: "with a model's key alone lets the terminal stand in for Telegram",
      without: { TELEGRAM_BOT_TOKEN: '' },
      provider: 'anthropic',
      says: /claude-sonnet-5-5 deliberates, you steer from this terminal\. No TELEGRAM_BOT_TOKEN was found/,
    },
  ])('$name, says so, and ends in order', { timeout: PATIENCE_MS }, async ({ without, says, provider }, context) => {
    const stand = await openStand(context);
    const dataDir = artefactFolder();
    const steward = stand.start({ dataDir, environment: without });
    await steward.printed(says);
    await until(() => lastSessionIn(dataDir), 'the end of a session');
    const folder = await endInOrder(steward, dataDir);
    expect(factsOf(folder, 'journal-opened')).toMatchObject([{ venue: 'paper', capital: '10000' }]);
    expect(factsOf(folder, 'agent-finished')).toMatchObject([{ provider, outcome: 'finished' }]);
    expect(factsOf(folder, 'session-closed')).toMatchObject([{ outcome: { tag: 'completed' } }]);
  });

  it('trades on paper from pairing to a stop that is hit', { timeout: PATIENCE_MS }, async (context) => {
    const stand = await openStand(context);
    const dataDir = artefactFolder();
    stand.plan({ wishes: [{ action: 'open', symbol: 'BTCUSDT', reasoning: 'Momentum is <strong> & fresh.' }] });
    const steward = await startedAndPaired(stand, dataDir, ['--session-now']);
    await steward.printed(/Paper trading on Binance's prices: claude-sonnet-5-5 deliberates, you steer from Telegram\.\n/);

    const second = stand.start({ dataDir });
    expect(await second.ended).toEqual({ code: 1, signal: null });
    expect(second.output()).toContain('another Steward is already working on the data folder');

    const question = await stand.shows(/Confirm: buy BTC/);
    expect(question.text).toContain('Momentum is <strong> & fresh.');
    expect(question.buttons.flat().map(({ label }) => label)).toEqual(['✅ Approve', '½ Half', '❌ Reject', '💬 Why']);
    await expectSilence(stand, question.messageId);
    await expectForgedRefused(stand, question.messageId);
    expect(await stand.press('Why')).toBe('Received: 💬 Why');
    await stand.shows(/Momentum is <strong> & fresh\.[\s\S]*It stands on BTC\.price/, { after: 3 });

    await Promise.all([stand.press('Approve'), stand.press('Approve')]);
    await stand.shows(/P1 approved/);
    await stand.shows(/P1 is already (approved|under way|done)[\s\S]*Your answer changed nothing/);
    await stand.shows(/^🟢 Bought BTC · 1,243\.57 USDT @ 60,018\.00/);
    await stand.shows(/^🛡 Stop placed BTC · 57,600\.00/);
    await stand.shows(/^🟠 Session 12:00 · 1 waiting/);

    const fellAt = stand.clock.now();
    stand.setPrice('BTCUSDT', 57_000);
    await stand.shows(/^🔴 Stop hit BTC · −\d/);
    stand.owner.says('/positions');
    await stand.shows(/No open positions/);

    const folder = await endInOrder(steward, dataDir);
    expect(answersTo(folder, 'P1')).toEqual(['approved', 'executing', 'executed']);
    expect(folder.bookedFills.map(({ symbol, side }) => `${side} ${symbol}`)).toEqual(['buy BTCUSDT', 'sell BTCUSDT']);
    expect((folder.bookedFills[1]?.at ?? 0) - fellAt).toBeLessThan(6 * SECOND_MS);
    expect(factsOf(folder, 'fill-booked').map(({ reason }) => reason)).toEqual(['signal', 'protection']);
    expect(factsOf(folder, 'proposal-changed')[0]).toMatchObject({ state: { by: { kind: 'person', id: '42', name: 'Olga' } } });
    expect(folder.portfolio.book.positions).toEqual([]);
    await expectSameAgain('20261124T12', dataDir);
  });

  it('takes half, no, an answer after a restart, and no late one', { timeout: PATIENCE_MS }, async (context) => {
    const stand = await openStand(context);
    const dataDir = artefactFolder();
    for (const symbol of ['BTCUSDT', 'ETHUSDT', 'BNBUSDT', 'SOLUSDT'] as const)
      stand.plan({ wishes: [{ action: 'open', symbol }] });
    const first = await startedAndPaired(stand, dataDir, ['--session-now']);
    await stand.shows(/Confirm: buy BTC/);
    await stand.press('Half');
    await stand.shows(/Half of P1 approved/);
    await stand.shows(/Bought BTC · 621\./);
    await ask(stand, 'ETH');
    await stand.press('Reject');
    await stand.shows(/P2 rejected[\s\S]*Nothing was sent/);
    await ask(stand, 'BNB');
    expect(await first.end('SIGTERM')).toEqual({ code: 0, signal: null });

    const again = stand.start({ dataDir });
    await stand.shows(/Restarted[\s\S]*No order was in doubt/);
    await stand.listening();
    await stand.press('Approve');
    await stand.shows(/Bought BNB/);
    await ask(stand, 'SOL');
    expect(await again.end('SIGTERM')).toEqual({ code: 0, signal: null });

    stand.clock.skip(31 * MINUTE_MS);
    const late = stand.start({ dataDir });
    await stand.shows(/⌛ P4 expired[\s\S]*Nothing was sent/);
    await stand.listening();
    const before = stand.messages().length;
    await stand.press('Approve');
    await stand.shows(/Too late for P4[\s\S]*Nothing was sent/, { after: before });
    const folder = await endInOrder(late, dataDir);
    expect(['P1', 'P2', 'P3', 'P4'].map((id) => answersTo(folder, id).at(-1))).toEqual([
      'executed',
      'rejected',
      'executed',
      'expired',
    ]);
    expect(folder.bookedFills.map(({ symbol }) => symbol)).toEqual(['BTCUSDT', 'BNBUSDT']);
    for (const sessionId of ['20261124T12', '20261124T12-2', '20261124T12-3', '20261124T12-4'])
      await expectSameAgain(sessionId, dataDir);
  });

  it('begins its session by itself at the full hour, and obeys /pause while Claude thinks', {
    timeout: PATIENCE_MS,
  }, async (context) => {
    const stand = await openStand(context, { startAt: Date.UTC(2026, 10, 24, 12, 59, 45) });
    const dataDir = artefactFolder();
    stand.plan('hangs');
    const steward = await startedAndPaired(stand, dataDir);
    await until(() => (stand.claude.requests.length > 0 ? true : null), 'the session of 13:00');
    const saidAt = stand.clock.now();
    stand.owner.says('/pause');
    await stand.shows(/^⏸ Trading is paused/);
    const folder = await endInOrder(steward, dataDir);
    const paused = folder.entries.find(({ fact }) => fact.kind === 'control-changed');
    expect(paused?.fact).toMatchObject({ to: 'reducing', by: { kind: 'person', id: '42' }, why: 'pause-command' });
    expect((paused?.at ?? 0) - saidAt).toBeLessThan(SECOND_MS);
    expect(factsOf(folder, 'session-started')).toMatchObject([{ slotAt: Date.UTC(2026, 10, 24, 13), trigger: 'schedule' }]);
    expect(factsOf(folder, 'agent-finished')).toMatchObject([{ outcome: 'cancelled' }]);
    expect(factsOf(folder, 'session-closed')).toMatchObject([{ outcome: { tag: 'interrupted' } }]);
    await expectSameAgain('20261124T13', dataDir);
  });
});

/** What the snapshot for people says: the last session that was closed; null before. */
async function lastSessionIn(dataDir: string): Promise<string | null> {
  const text = await readFile(join(dataDir, 'state.json'), 'utf8').catch(() => null);
  return text === null ? null : (/"lastSession":\s*"([^"]+)"/.exec(text)?.[1] ?? null);
}

/** Lets one more session of this hour propose. */
async function ask(stand: PaperStand, name: string): Promise<void> {
  stand.owner.says('/run');
  await stand.shows(new RegExp(`Confirm: buy ${name}`));
}

/** A stranger is not answered, whatever they say or press. */
async function expectSilence(stand: PaperStand, messageId: number): Promise<void> {
  const { telegram } = stand;
  const stranger = telegram.user(STRANGER_ID, 'Eve');
  const data = telegram.state.dataOf(stand.owner.id, messageId, 'Approve');
  const queryId = telegram.state.newQueryId();
  stranger.says('/start');
  stranger.says('/panic');
  stranger.sendsData(data, { messageId, chatId: stand.owner.id, queryId });
  stranger.sendsData(data, { messageId, chatId: STRANGER_ID });
  stand.owner.says('/ping');
  await stand.shows(/Alive · up/);
  expect(telegram.messages(STRANGER_ID)).toEqual([]);
  expect(telegram.state.toasts.filter((toast) => toast.queryId === queryId)).toEqual([]);
  expect(stand.messages().filter(({ text }) => /approved|halted/i.test(text))).toEqual([]);
}

/** The owner's own press with data that no button carries is answered as what it is. */
async function expectForgedRefused(stand: PaperStand, messageId: number): Promise<void> {
  const { telegram, owner } = stand;
  for (const data of ['c1:AAAAAAAAAAAAAAAAAAAAAA', 'approve P1', `c1:${'A'.repeat(61)}`]) {
    const queryId = telegram.state.newQueryId();
    owner.sendsData(data, { messageId, queryId });
    const toast = await until(() => telegram.state.toasts.find((shown) => shown.queryId === queryId), `an answer to ${data}`);
    expect(toast).toMatchObject({ isAlert: true, text: expect.stringContaining('no longer valid') });
  }
}
