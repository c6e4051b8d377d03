import { afterEach, describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS } from '../../src/domain/time.ts';
import { expectProposalsEnded, expectSoundAccount } from '../support/expect-sound-account.ts';
import { memorySimulatorStore } from '../support/memory-simulator-store.ts';
import { heldPosition, openPosition, restingStops } from '../support/open-position.ts';
import { OPERATOR } from '../support/recording-chat.ts';
import { type StewardForTest, stewardForTest } from '../support/steward-for-test.ts';
import { storyOf } from '../support/story-of.ts';

let rig: StewardForTest;

afterEach(async () => {
  await expectSoundAccount(rig);
  expectProposalsEnded(rig);
  await rig.stop();
  expect(rig.bugs).toEqual([]);
});

async function storySince(sequence: number): Promise<readonly string[]> {
  return storyOf((await rig.entries()).slice(sequence));
}

describe('an hourly session', () => {
  it('leaves one fact after the other, from the books to the report, and ends with a proposal that waits', async () => {
    rig = await stewardForTest();
    const begin = rig.journal.lastSequence;
    rig.llm.wish({ action: 'open', symbol: 'BTCUSDT' });
    await rig.runNextSession();
    expect(await storySince(begin)).toEqual([
      'session-started',
      'snapshot-taken',
      'agent-finished finished',
      'signal-received',
      'signal-assessed needs-confirmation',
      'proposal-staged',
      'equity-marked',
      'session-closed completed',
    ]);
    expect((await rig.entries()).slice(begin).map(({ sessionId }) => sessionId)).toEqual(Array(8).fill('20240301T13'));
    await rig.steward.reject('P1', { by: OPERATOR, why: null });
  });

  it('goes on where a person approves: judged again, sent, booked, protected', async () => {
    rig = await stewardForTest();
    rig.llm.wish({ action: 'open', symbol: 'BTCUSDT' });
    await rig.runNextSession();
    await rig.advance({ minutes: 10 });
    const begin = rig.journal.lastSequence;
    await rig.steward.approve('P1', { by: OPERATOR, portion: 1 });
    await rig.steward.idle();
    expect(await storySince(begin)).toEqual([
      'proposal-changed approved',
      'proposal-changed executing',
      'stop-set',
      // Both go in one request, so that what is bought has its stop at once.
      'order-intended entry',
      'order-intended stop',
      // The exchange tells of the fill by itself, before its answer to the order is read.
      'fill-booked buy',
      'order-changed submitted',
      'order-changed open',
      'order-changed submitted',
      'order-changed filled',
      'position-protected',
      'proposal-changed executed',
    ]);
    const executed = rig.steward.state.proposals.get('P1');
    expect(executed?.state).toMatchObject({ tag: 'executed', filledQuantity: '0.03109' });
  });

  it('is still the session that proposed it when it is approved, on the prices of that moment', async () => {
    rig = await stewardForTest();
    rig.llm.wish({ action: 'open', symbol: 'BTCUSDT' });
    await rig.runNextSession();
    rig.market.shift('BTCUSDT', { from: rig.clock.now(), factor: 1.004 });
    await rig.advance({ minutes: 29 });
    expect(rig.steward.runSessionNow()).toBe('started');
    await rig.steward.idle();
    const begin = rig.journal.lastSequence;
    await rig.steward.approve('P1', { by: OPERATOR, portion: 1 });
    await rig.steward.idle();
    const entries = (await rig.entries()).slice(begin);
    const ofProposal = entries.filter(({ fact }) => fact.kind === 'proposal-changed' || fact.kind === 'order-intended');
    expect(new Set(ofProposal.slice(0, 3).map(({ sessionId }) => sessionId))).toEqual(new Set(['20240301T13']));
    const [bought] = await rig.factsOf('fill-booked');
    expect(Number(bought?.fill.price)).toBeGreaterThan(40_000);
  });

  it('buys at once, in the session, what nobody has to be asked about', async () => {
    rig = await stewardForTest();
    await openPosition(rig, { sizeStep: 0.25 });
    const begin = rig.journal.lastSequence;
    rig.llm.wish({ action: 'open', symbol: 'BTCUSDT', sizeStep: 0.25 });
    await rig.runNextSession();
    const story = await storySince(begin);
    expect(story).toContain('signal-assessed approved');
    expect(story.indexOf('proposal-changed executed')).toBeLessThan(story.indexOf('equity-marked'));
    expect((await rig.factsOf('proposal-changed')).flatMap(({ state }) => ('by' in state ? [state.by.kind] : []))).toEqual([
      'person',
      'policy',
    ]);
  });

  it('proposes nothing and holds when the model finds nothing', async () => {
    rig = await stewardForTest();
    const begin = rig.journal.lastSequence;
    await rig.runNextSession();
    expect(await storySince(begin)).toEqual([
      'session-started',
      'snapshot-taken',
      'agent-finished finished',
      'equity-marked',
      'session-closed completed',
    ]);
  });

  it('refuses what the guard refuses, and says so in the journal', async () => {
    rig = await stewardForTest();
    rig.llm.wish({ action: 'open', symbol: 'BTCUSDT', stopFraction: 0.5 });
    await rig.runNextSession();
    expect(await rig.factsOf('signal-assessed')).toMatchObject([
      { verdict: { tag: 'refused', reasons: [{ code: 'stop-too-far' }, { code: 'risk-per-trade' }] } },
    ]);
    expect(await rig.factsOf('proposal-staged')).toEqual([]);
  });

  it('takes the newer of two signals on one symbol, and makes one proposal of them', async () => {
    rig = await stewardForTest();
    rig.llm.wish(
      { action: 'open', symbol: 'BTCUSDT', sizeStep: 0.25 },
      { action: 'open', symbol: 'BTCUSDT', sizeStep: 0.5, reasoning: 'On second thought, more.' },
    );
    await rig.runNextSession();
    expect(await rig.factsOf('signal-received')).toMatchObject([{ signal: { sizeStep: 0.5 } }]);
    expect(rig.steward.state.proposals.staged()).toHaveLength(1);
    await rig.steward.reject('P1', { by: OPERATOR, why: null });
  });

  it('lets the first of two contradicting signals on one symbol stand', async () => {
    rig = await stewardForTest();
    await openPosition(rig);
    rig.llm.wish({ action: 'open', symbol: 'BTCUSDT', sizeStep: 0.25 }, { action: 'close', symbol: 'BTCUSDT' });
    await rig.runNextSession();
    expect((await rig.factsOf('signal-received')).at(-1)).toMatchObject({ signal: { action: 'open' } });
    expect((await rig.factsOf('fill-booked')).map(({ fill }) => fill.side)).toEqual(['buy', 'buy']);
  });
});

describe('a person who is asked', () => {
  async function ask(): Promise<void> {
    rig.llm.wish({ action: 'open', symbol: 'BTCUSDT' });
    await rig.runNextSession();
  }

  it('buys half by approving half', async () => {
    rig = await stewardForTest();
    await ask();
    await rig.steward.approve('P1', { by: OPERATOR, portion: 0.5 });
    await rig.steward.idle();
    expect((await rig.factsOf('fill-booked')).map(({ fill }) => fill.quantity)).toEqual(['0.01554']);
  });

  it('has nothing bought by rejecting', async () => {
    rig = await stewardForTest();
    await ask();
    const result = await rig.steward.reject('P1', { by: OPERATOR, why: 'not today' });
    expect(result).toMatchObject({ tag: 'decided', proposal: { state: { tag: 'rejected', by: OPERATOR, why: 'not today' } } });
    expect(await rig.steward.approve('P1', { by: OPERATOR, portion: 1 })).toMatchObject({ tag: 'already-decided' });
    await rig.runNextSession();
    expect(await rig.factsOf('order-intended')).toEqual([]);
  });

  it('is too late when the time is over: the answer expires the proposal', async () => {
    rig = await stewardForTest();
    await ask();
    await rig.advance({ minutes: 30 });
    expect(await rig.steward.approve('P1', { by: OPERATOR, portion: 1 })).toMatchObject({
      tag: 'too-late',
      proposal: { state: { tag: 'expired' } },
    });
    expect(await rig.factsOf('order-intended')).toEqual([]);
  });

  it('need not answer: the clock ends the question by itself', async () => {
    rig = await stewardForTest();
    await ask();
    await rig.advance({ minutes: 29 });
    await rig.steward.expireProposals();
    expect(rig.steward.state.proposals.get('P1')?.state.tag).toBe('staged');
    await rig.advance({ minutes: 1 });
    await rig.steward.expireProposals();
    expect(rig.steward.state.proposals.get('P1')?.state).toEqual({ tag: 'expired', at: rig.clock.now() });
    expect(await rig.factsOf('order-intended')).toEqual([]);
  });

  it('is in time one millisecond before', async () => {
    rig = await stewardForTest();
    await ask();
    await rig.advanceTo(rig.clock.now() + HOUR_MS / 2 - 1);
    expect(await rig.steward.approve('P1', { by: OPERATOR, portion: 1 })).toMatchObject({ tag: 'decided' });
    await rig.steward.idle();
    expect(heldPosition(rig, 'BTCUSDT').quantity.gt(0)).toBe(true);
  });

  it('is asked no longer than until the next session, which ends what still waits', async () => {
    rig = await stewardForTest({ settings: { 'proposals.expiryMinutes': '720' } });
    await ask();
    const [proposal] = rig.steward.state.proposals.staged();
    expect(proposal?.expiresAt).toBe(rig.clock.now() + HOUR_MS);
    const begin = rig.journal.lastSequence;
    await rig.runNextSession();
    expect((await storySince(begin)).slice(0, 2)).toEqual(['session-started', 'proposal-changed expired']);
  });

  it('sees an older question superseded by a newer one on the same side of the symbol', async () => {
    rig = await stewardForTest();
    await ask();
    await rig.advance({ minutes: 5 });
    rig.llm.wish({ action: 'open', symbol: 'BTCUSDT', sizeStep: 0.25 });
    expect(rig.steward.runSessionNow()).toBe('started');
    await rig.steward.idle();
    expect(rig.steward.state.proposals.get('P1')?.state).toMatchObject({ tag: 'superseded', byProposalId: 'P2' });
    expect(await rig.steward.approve('P1', { by: OPERATOR, portion: 1 })).toMatchObject({ tag: 'already-decided' });
    await rig.steward.approve('P2', { by: OPERATOR, portion: 1 });
    await rig.steward.idle();
    expect((await rig.factsOf('fill-booked')).map(({ fill }) => fill.clientOrderId)).toEqual(['stw-P2-BTCUSDT-e1-1']);
  });

  it('causes one execution by two answers at the same moment', async () => {
    rig = await stewardForTest();
    await ask();
    const answers = await Promise.all([
      rig.steward.approve('P1', { by: OPERATOR, portion: 1 }),
      rig.steward.approve('P1', { by: OPERATOR, portion: 0.5 }),
      rig.steward.reject('P1', { by: OPERATOR, why: null }),
    ]);
    await rig.steward.idle();
    expect(answers.map(({ tag }) => tag)).toEqual(['decided', 'already-decided', 'already-decided']);
    expect((await rig.factsOf('fill-booked')).map(({ fill }) => fill.quantity)).toEqual(['0.03109']);
  });

  it('may answer after a restart', async () => {
    const store = memorySimulatorStore();
    rig = await stewardForTest({ store });
    await ask();
    await rig.stop();
    rig = await stewardForTest({ store, journal: rig.journal, startAt: rig.clock.now() + 60_000, epoch: 2 });
    expect(await rig.steward.approve('P1', { by: OPERATOR, portion: 1 })).toMatchObject({ tag: 'decided' });
    await rig.steward.idle();
    expect((await rig.factsOf('fill-booked')).map(({ fill }) => fill.clientOrderId)).toEqual(['stw-P1-BTCUSDT-e1-2']);
  });

  it.each([
    ['rose', 1.02],
    ['fell', 0.98],
  ])('has nothing bought when the price %s beyond the limit meanwhile', async (_direction, factor) => {
    rig = await stewardForTest();
    await ask();
    rig.market.shift('BTCUSDT', { from: rig.clock.now(), factor });
    await rig.advance({ minutes: 29 });
    await rig.steward.approve('P1', { by: OPERATOR, portion: 1 });
    await rig.steward.idle();
    expect(rig.steward.state.proposals.get('P1')?.state).toMatchObject({
      tag: 'blocked',
      reasons: [{ code: 'price-drift' }],
    });
    expect(await rig.factsOf('order-intended')).toEqual([]);
  });
});

describe('an exit', () => {
  it('is never asked about: the stop is cancelled first, then all is sold', async () => {
    rig = await stewardForTest();
    await openPosition(rig);
    const begin = rig.journal.lastSequence;
    rig.llm.wish({ action: 'close', symbol: 'BTCUSDT' });
    await rig.runNextSession();
    const story = await storySince(begin);
    expect(story.slice(story.indexOf('proposal-staged'))).toEqual([
      'proposal-staged',
      'proposal-changed approved',
      'proposal-changed executing',
      'order-changed cancelled',
      'order-intended exit',
      'fill-booked sell',
      'order-changed submitted',
      'order-changed filled',
      'transfer-booked',
      'proposal-changed executed',
      'equity-marked',
      'session-closed completed',
    ]);
    expect(rig.steward.state.portfolio.position('BTCUSDT')).toBeNull();
    expect(await rig.exchange.fetchOpenOrders()).toEqual([]);
  });

  it('of a part protects the rest again', async () => {
    rig = await stewardForTest();
    const before = await openPosition(rig);
    rig.llm.wish({ action: 'close', symbol: 'BTCUSDT', sizeStep: 0.5 });
    await rig.runNextSession();
    const after = heldPosition(rig, 'BTCUSDT');
    expect(after.quantity.div(before.quantity).toNumber()).toBeCloseTo(0.5, 3);
    expect(restingStops(rig, 'BTCUSDT')).toEqual([after.stopPrice?.toFixed()]);
  });

  it('works while trading is reducing', async () => {
    rig = await stewardForTest();
    await openPosition(rig);
    await rig.steward.changeControl({ to: 'reducing', by: OPERATOR, why: 'pause' });
    rig.llm.wish({ action: 'close', symbol: 'BTCUSDT' });
    await rig.runNextSession();
    expect(rig.steward.state.portfolio.position('BTCUSDT')).toBeNull();
  });

  it('of what the stop sold before is told as unfilled, and sells nothing twice', async () => {
    rig = await stewardForTest();
    await openPosition(rig);
    const { release } = rig.llm.hold();
    rig.llm.wish({ action: 'close', symbol: 'BTCUSDT' });
    await rig.advanceTo(rig.clock.now() + HOUR_MS);
    const session = rig.steward.runDueSession('schedule');
    await new Promise((resolve) => setImmediate(resolve));
    rig.market.shift('BTCUSDT', { from: rig.clock.now(), factor: 0.5 });
    await rig.advance({ minutes: 2 });
    release();
    await session;
    await rig.steward.idle();
    const sales = (await rig.factsOf('fill-booked')).filter(({ fill }) => fill.side === 'sell');
    expect(sales.map(({ reason }) => reason)).toEqual(['protection']);
    expect(rig.steward.state.portfolio.position('BTCUSDT')).toBeNull();
  });
});

describe('a moved stop', () => {
  it('that is tighter is placed without asking', async () => {
    rig = await stewardForTest();
    await openPosition(rig, { stopFraction: 0.04 });
    rig.llm.wish({ action: 'move-stop', symbol: 'BTCUSDT', stopFraction: 0.02 });
    await rig.runNextSession();
    expect(restingStops(rig, 'BTCUSDT')).toEqual(['39200']);
    expect(heldPosition(rig, 'BTCUSDT').stopPrice?.toFixed()).toBe('39200');
    expect(rig.steward.state.proposals.get('P2')?.state).toMatchObject({ tag: 'executed', filledQuantity: '0' });
  });

  it('that is looser asks, and rests where it was until the answer', async () => {
    rig = await stewardForTest();
    await openPosition(rig, { stopFraction: 0.04 });
    rig.llm.wish({ action: 'move-stop', symbol: 'BTCUSDT', stopFraction: 0.06 });
    await rig.runNextSession();
    expect(rig.steward.state.proposals.staged().map((proposal) => proposal.confirmationReasons)).toEqual([
      [{ code: 'stop-loosened', from: '38400', to: '37600' }],
    ]);
    expect(restingStops(rig, 'BTCUSDT')).toEqual(['38400']);
    await rig.steward.approve('P2', { by: OPERATOR, portion: 1 });
    await rig.steward.idle();
    expect(restingStops(rig, 'BTCUSDT')).toEqual(['37600']);
  });

  it('that came with an addition to the position stays the tighter of the two', async () => {
    rig = await stewardForTest();
    await openPosition(rig, { sizeStep: 0.25, stopFraction: 0.06 });
    await openPosition(rig, { sizeStep: 0.25, stopFraction: 0.03 });
    expect(restingStops(rig, 'BTCUSDT')).toEqual(['38800']);
    expect((await rig.factsOf('stop-set')).map(({ by }) => by)).toEqual(['P1', 'entry']);
  });
});

describe('a stop that is hit between sessions', () => {
  it('is booked at its own time, and the symbol rests for its hours', async () => {
    rig = await stewardForTest();
    await openPosition(rig, { stopFraction: 0.04 });
    rig.market.shift('BTCUSDT', { from: rig.clock.now(), factor: 0.9 });
    const begin = rig.clock.now();
    await rig.advance({ minutes: 59 });
    const sale = (await rig.factsOf('fill-booked')).at(-1);
    expect(sale).toMatchObject({ reason: 'protection', fill: { side: 'sell' } });
    expect(sale?.fill.at).toBeGreaterThan(begin);
    rig.llm.wish({ action: 'open', symbol: 'BTCUSDT', sizeStep: 0.25 });
    await rig.runNextSession();
    expect((await rig.factsOf('signal-assessed')).at(-1)).toMatchObject({
      verdict: { tag: 'refused', reasons: [{ code: 'cooldown' }] },
    });
  });

  it('was not hit a day later either, when the market stood still', async () => {
    rig = await stewardForTest();
    await openPosition(rig);
    await rig.advanceTo(rig.clock.now() + DAY_MS);
    expect(heldPosition(rig, 'BTCUSDT').quantity.gt(0)).toBe(true);
  });
});
