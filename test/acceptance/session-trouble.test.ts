import { afterEach, describe, expect, it } from 'vitest';
import { Fault } from '../../src/domain/fault.ts';
import type { AgentOutcome, SessionStage } from '../../src/domain/journal-entry.ts';
import type { BlobStore } from '../../src/ports/blob-store.ts';
import type { LlmReply } from '../../src/ports/llm-provider.ts';
import type { MarketData } from '../../src/ports/market-data.ts';
import type { ExchangeFaults, ExchangeRead } from '../../src/simulator/faults.ts';
import { expectProposalsEnded, expectSoundAccount } from '../support/expect-sound-account.ts';
import { heldPosition, openPosition } from '../support/open-position.ts';
import { OPERATOR } from '../support/recording-chat.ts';
import { answers, calls, FINISH, fails, says, scriptedLlm } from '../support/scripted-llm.ts';
import { type StewardForTest, type StewardForTestOptions, stewardForTest } from '../support/steward-for-test.ts';

let rig: StewardForTest;

afterEach(async () => {
  await expectSoundAccount(rig);
  expectProposalsEnded(rig);
  await rig.stop();
  expect(rig.bugs).toEqual([]);
});

const OUTAGE = new Fault('network', 'the line is down', { retryable: true });

/** What is wrong is decided by the test while the bot runs. */
class Trouble {
  #left = 0;
  #skipped = 0;
  #read: string | null = null;

  /** The next reads of this kind fail, after some that still work. */
  failOn(read: string, { after = 0, times = 1 }: { readonly after?: number; readonly times?: number } = {}): void {
    this.#read = read;
    this.#skipped = after;
    this.#left = times;
  }

  before(read: string): Fault | null {
    if (read !== this.#read || this.#left === 0) return null;
    if (this.#skipped > 0) {
      this.#skipped -= 1;
      return null;
    }
    this.#left -= 1;
    return OUTAGE;
  }

  get isUsedUp(): boolean {
    return this.#left === 0;
  }
}

function troubled(trouble: Trouble): StewardForTestOptions {
  const check = (read: string): void => {
    const fault = trouble.before(read);
    if (fault !== null) throw fault;
  };
  const faults: ExchangeFaults = { beforeRead: (read: ExchangeRead) => trouble.before(read) };
  const marketDataThrough = (marketData: MarketData): MarketData => ({
    async fetchCandles(query) {
      check('candles');
      return marketData.fetchCandles(query);
    },
    async fetchMark(symbol) {
      check('mark');
      return marketData.fetchMark(symbol);
    },
  });
  const blobs: BlobStore = {
    async put() {
      check('blob');
      return 'a'.repeat(32);
    },
    get: () => Promise.resolve(null),
  };
  return { faults, marketDataThrough, blobs };
}

const MARKS_OF_ONE_SESSION = 5;

describe('outside trouble in a session', () => {
  it.each<{ stage: SessionStage; read: string; after?: number }>([
    { stage: 'settle', read: 'open-orders' },
    { stage: 'settle', read: 'balances' },
    { stage: 'gather', read: 'candles' },
    { stage: 'gather', read: 'mark' },
    { stage: 'deliberate', read: 'blob' },
    { stage: 'protect', read: 'open-orders', after: 1 },
    { stage: 'report', read: 'mark', after: MARKS_OF_ONE_SESSION },
  ])('with $read closes it as failed in $stage, and the next hour runs', async ({ stage, read, after = 0 }) => {
    const trouble = new Trouble();
    rig = await stewardForTest(troubled(trouble));
    trouble.failOn(read, { after });
    await rig.runNextSession();
    await rig.runNextSession();
    expect(trouble.isUsedUp).toBe(true);
    expect((await rig.factsOf('session-closed')).map(({ outcome }) => outcome)).toEqual([
      { tag: 'failed', stage, code: 'network', message: 'the line is down' },
      { tag: 'completed' },
    ]);
    expect(rig.steward.state.sessions.failuresInRow).toBe(0);
  });

  it('while several proposals are carried out ends all of them, and their symbols are free in the next hour', async () => {
    const trouble = new Trouble();
    rig = await stewardForTest(troubled(trouble));
    await openPosition(rig, { symbol: 'BTCUSDT', sizeStep: 0.25 });
    await openPosition(rig, { symbol: 'ETHUSDT', sizeStep: 0.25 });
    const more = () =>
      rig.llm.wish({ action: 'open', symbol: 'BTCUSDT', sizeStep: 0.25 }, { action: 'open', symbol: 'ETHUSDT', sizeStep: 0.25 });
    more();
    trouble.failOn('mark', { after: MARKS_OF_ONE_SESSION });
    await rig.runNextSession();
    expect((await rig.factsOf('session-closed')).at(-1)?.outcome).toMatchObject({ tag: 'failed', stage: 'execute' });
    expect(['P3', 'P4'].map((id) => rig.steward.state.proposals.get(id)?.state)).toMatchObject([
      { tag: 'failed', why: 'interrupted' },
      { tag: 'failed', why: 'interrupted' },
    ]);
    more();
    await rig.runNextSession();
    expect(['P5', 'P6'].map((id) => rig.steward.state.proposals.get(id)?.state.tag)).toEqual(['executed', 'executed']);
  });

  it('after an answer ends the proposal, tells of it, and frees the symbol', async () => {
    const trouble = new Trouble();
    rig = await stewardForTest(troubled(trouble));
    rig.llm.wish({ action: 'open', symbol: 'BTCUSDT' });
    await rig.runNextSession();
    trouble.failOn('mark');
    await rig.steward.approve('P1', { by: OPERATOR, portion: 1 });
    await rig.steward.idle();
    expect(rig.steward.state.proposals.get('P1')?.state).toMatchObject({ tag: 'failed', why: 'interrupted' });
    expect((await rig.factsOf('alert-raised')).at(-1)).toMatchObject({
      key: 'work-failed-execution',
      facts: { code: 'network' },
    });
    await openPosition(rig);
    expect(heldPosition(rig, 'BTCUSDT').quantity.gt(0)).toBe(true);
  });

  it('with the prices of one symbol after its entry is told as unprotected, and mended by the next audit', async () => {
    const trouble = new Trouble();
    rig = await stewardForTest({ ...troubled(trouble), capabilities: [] });
    rig.llm.wish({ action: 'open', symbol: 'BTCUSDT' });
    await rig.runNextSession();
    // The marks that the entry is judged on are still read; those of its protection are not.
    trouble.failOn('mark', { after: MARKS_OF_ONE_SESSION, times: 2 });
    await rig.steward.approve('P1', { by: OPERATOR, portion: 1 });
    await rig.steward.idle();
    expect(rig.steward.state.proposals.get('P1')?.state.tag).toBe('executed');
    expect(await rig.factsOf('position-unprotected')).toMatchObject([{ symbol: 'BTCUSDT', why: 'the line is down' }]);
    await rig.advance({ minutes: 1 });
    await rig.steward.services.protection.audit();
    expect(await rig.factsOf('position-protected')).toMatchObject([{ symbol: 'BTCUSDT', unprotectedMs: 60_000 }]);
    expect(await rig.factsOf('alert-resolved')).toEqual([{ kind: 'alert-resolved', key: 'unprotected-BTCUSDT' }]);
  });
});

describe('a model in trouble', () => {
  async function runWith(replies: readonly LlmReply[]): Promise<AgentOutcome | undefined> {
    rig = await stewardForTest({ provider: scriptedLlm(replies) });
    await rig.runNextSession();
    expect((await rig.factsOf('session-closed')).map(({ outcome }) => outcome.tag)).toEqual(['completed']);
    expect(await rig.factsOf('signal-received')).toEqual([]);
    expect(await rig.factsOf('proposal-staged')).toEqual([]);
    return (await rig.factsOf('agent-finished'))[0]?.outcome;
  }

  const PROPOSAL = {
    name: 'propose_trade',
    input: {
      symbol: 'BTCUSDT',
      trade: { action: 'open', sizeStep: 0.5, stopPrice: 38_400, targetPrice: null },
      confidenceFraction: 0.8,
      reasoning: 'It would be a pity to lose this one.',
      evidence: ['BTC.1d.rsi14'],
      snapshotId: 'any',
    },
  };

  it.each<{ name: string; replies: readonly LlmReply[]; outcome: AgentOutcome }>([
    {
      name: 'is cut off in the middle of a proposal',
      replies: [answers('truncated', { toolCalls: [{ id: 'one', ...PROPOSAL }] })],
      outcome: 'truncated',
    },
    { name: 'refuses to answer', replies: [answers('refused', { text: 'I would rather not.' })], outcome: 'refused' },
    { name: 'answers nothing', replies: [answers('empty')], outcome: 'empty' },
    { name: 'is overloaded', replies: [fails('overloaded')], outcome: 'provider-failed' },
    { name: 'does not accept the key', replies: [fails('unauthorised')], outcome: 'provider-failed' },
    { name: 'proposes, then is out of reach', replies: [calls(PROPOSAL), fails('network')], outcome: 'provider-failed' },
    {
      name: 'proposes and never finishes',
      replies: [calls(PROPOSAL), says('Done.'), says('Yes.'), says('Really.')],
      outcome: 'turns-exhausted',
    },
    { name: 'repeats itself', replies: [calls(PROPOSAL), calls(PROPOSAL), calls(PROPOSAL)], outcome: 'repeated-calls' },
  ])('that $name makes a hold', async ({ replies, outcome }) => {
    expect(await runWith(replies)).toBe(outcome);
  });

  it('that does not answer in time makes a hold, and what it answers later is nothing', async () => {
    rig = await stewardForTest({ settings: { 'session.deadlineSeconds': '60' } });
    const { release } = rig.llm.hold();
    rig.llm.wish({ action: 'open', symbol: 'BTCUSDT' });
    await rig.runNextSession();
    expect(await rig.factsOf('agent-finished')).toMatchObject([{ outcome: 'deadline-passed' }]);
    expect(await rig.factsOf('session-closed')).toMatchObject([{ outcome: { tag: 'completed' }, durationMs: 60_000 }]);
    release();
    await rig.advance({ minutes: 1 });
    expect(await rig.factsOf('proposal-staged')).toEqual([]);
  });

  it('that throws is a bug of its adapter and ends the session in its stage', async () => {
    rig = await stewardForTest({ provider: { name: 'broken', respond: () => Promise.reject(new Error('no such field')) } });
    await rig.runNextSession();
    expect(await rig.factsOf('session-closed')).toMatchObject([
      { outcome: { tag: 'failed', stage: 'deliberate', code: 'internal', message: 'no such field' } },
    ]);
  });

  it('does not keep protection from its work', async () => {
    rig = await stewardForTest();
    await openPosition(rig);
    rig.llm.hold();
    await rig.advanceTo(rig.clock.now() + 3_600_000);
    const session = rig.steward.runDueSession('schedule');
    rig.market.shift('BTCUSDT', { from: rig.clock.now(), factor: 0.5 });
    await rig.advance({ minutes: 2 });
    expect(rig.steward.sessions.isRunning).toBe(true);
    expect(rig.steward.state.portfolio.position('BTCUSDT')).toBeNull();
    await rig.passing(session);
  });

  it('is told to stop when the process ends, and the session is closed', async () => {
    rig = await stewardForTest();
    rig.llm.hold();
    await rig.advanceTo(rig.clock.now() + 3_600_000);
    const session = rig.steward.runDueSession('schedule');
    await rig.stop();
    await session;
    expect(await rig.factsOf('agent-finished')).toMatchObject([{ outcome: 'cancelled' }]);
  });
});

describe('a session that calls a tool wrongly', () => {
  it('is answered what was expected, and may finish', async () => {
    const llm = scriptedLlm([calls({ name: 'buy_everything', input: {} }), calls(FINISH)]);
    rig = await stewardForTest({ provider: llm });
    await rig.runNextSession();
    llm.assertAllUsed();
    expect((await rig.factsOf('agent-finished'))[0]).toMatchObject({
      outcome: 'finished',
      toolCalls: [
        { name: 'buy_everything', ok: false },
        { name: 'finish_session', ok: true },
      ],
    });
  });
});
