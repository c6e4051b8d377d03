import { afterEach, describe, expect, it } from 'vitest';
import type { ControlState } from '../../src/domain/control-state.ts';
import { changedExchange } from '../support/changed-exchange.ts';
import { expectProposalsEnded, expectSoundAccount } from '../support/expect-sound-account.ts';
import { memorySimulatorStore } from '../support/memory-simulator-store.ts';
import { heldPosition, openPosition, restingStops } from '../support/open-position.ts';
import { OPERATOR } from '../support/recording-chat.ts';
import { type StewardForTest, type StewardForTestOptions, stewardForTest } from '../support/steward-for-test.ts';

let rig: StewardForTest;

afterEach(async () => {
  await expectSoundAccount(rig);
  expectProposalsEnded(rig);
  await rig.stop();
  expect(rig.bugs).toEqual([]);
});

function control(to: ControlState) {
  return rig.steward.changeControl({ to, by: OPERATOR, why: 'the test' });
}

/** A bot whose trading a person stops at the moment in which the order of this leg is durable and would leave. */
function stoppedBeforeTheWire(leg: 'e' | 'x', to: ControlState): StewardForTestOptions {
  let isArmed = true;
  return {
    crashPoint: (name) => {
      const newest = rig?.steward.state.orders.inDoubt().map(({ intent }) => intent.clientOrderId) ?? [];
      if (name !== 'intent-durable' || !isArmed || !newest.some((id) => new RegExp(`-${leg}\\d+-\\d+$`).test(id))) return;
      isArmed = false;
      void control(to);
    },
  };
}

describe('control between question and answer', () => {
  it.each<ControlState>(['reducing', 'halted'])('%s blocks an entry that is approved then', async (to) => {
    rig = await stewardForTest();
    rig.llm.wish({ action: 'open', symbol: 'BTCUSDT' });
    await rig.runNextSession();
    await control(to);
    await rig.steward.approve('P1', { by: OPERATOR, portion: 1 });
    await rig.steward.idle();
    expect(rig.steward.state.proposals.get('P1')?.state).toMatchObject({
      tag: 'blocked',
      reasons: [{ code: 'control-state', state: to }],
    });
    expect(await rig.factsOf('order-intended')).toEqual([]);
  });

  it('that was lifted again blocks nothing', async () => {
    rig = await stewardForTest();
    rig.llm.wish({ action: 'open', symbol: 'BTCUSDT' });
    await rig.runNextSession();
    await control('halted');
    await control('active');
    await rig.steward.approve('P1', { by: OPERATOR, portion: 1 });
    await rig.steward.idle();
    expect(heldPosition(rig, 'BTCUSDT').quantity.gt(0)).toBe(true);
  });

  it('a change to advisor blocks it as well', async () => {
    rig = await stewardForTest();
    rig.llm.wish({ action: 'open', symbol: 'BTCUSDT' });
    await rig.runNextSession();
    await rig.steward.changeAutonomy({ to: 'advisor', by: OPERATOR });
    await rig.steward.approve('P1', { by: OPERATOR, portion: 1 });
    await rig.steward.idle();
    expect(rig.steward.state.proposals.get('P1')?.state).toMatchObject({ tag: 'blocked', reasons: [{ code: 'advisor-only' }] });
  });
});

describe('control at the last gate', () => {
  it.each<ControlState>(['reducing', 'halted'])('%s stops an entry that is intended and not sent', async (to) => {
    rig = await stewardForTest(stoppedBeforeTheWire('e', to));
    await expect(openPosition(rig)).rejects.toThrow('nothing is held');
    // The entry, and the stop that would have gone along.
    expect((await rig.factsOf('order-changed')).map(({ state }) => state.tag)).toEqual(['abandoned', 'abandoned']);
    expect(rig.steward.state.proposals.get('P1')?.state).toMatchObject({ tag: 'failed', why: 'stopped-by-control' });
    expect(await rig.exchange.fetchFills({ symbol: 'BTCUSDT', afterFillId: null })).toEqual([]);
  });

  it('halted stops a sale whose stop was cancelled already, and the stop is placed again', async () => {
    rig = await stewardForTest(stoppedBeforeTheWire('x', 'halted'));
    await openPosition(rig);
    rig.llm.wish({ action: 'close', symbol: 'BTCUSDT' });
    await rig.runNextSession();
    expect(rig.steward.state.proposals.get('P2')?.state).toMatchObject({ tag: 'failed', why: 'stopped-by-control' });
    expect(restingStops(rig, 'BTCUSDT')).toEqual(['38400']);
  });

  it('halted while the stop is being cancelled lets nothing be sold', async () => {
    rig = await stewardForTest({
      exchangeThrough: (exchange) =>
        changedExchange(exchange, {
          cancel: async (key) => {
            const result = await exchange.cancel(key);
            await control('halted');
            return result;
          },
        }),
    });
    await openPosition(rig);
    rig.llm.wish({ action: 'close', symbol: 'BTCUSDT' });
    await rig.runNextSession();
    expect(rig.steward.state.proposals.get('P2')?.state).toMatchObject({ tag: 'failed', why: 'stopped-by-control' });
    expect(restingStops(rig, 'BTCUSDT')).toEqual(['38400']);
  });
});

describe('a session in each control state', () => {
  it.each<[ControlState, 'approved' | 'refused', 'approved' | 'refused']>([
    ['active', 'approved', 'approved'],
    ['reducing', 'refused', 'approved'],
    ['halted', 'refused', 'refused'],
  ])('%s: an entry is %s, an exit is %s, a stop rests', async (to, entry, exit) => {
    rig = await stewardForTest();
    await openPosition(rig, { symbol: 'BTCUSDT', sizeStep: 0.25 });
    await openPosition(rig, { symbol: 'ETHUSDT', sizeStep: 0.25 });
    await control(to);
    rig.llm.wish({ action: 'open', symbol: 'BTCUSDT', sizeStep: 0.25 }, { action: 'close', symbol: 'ETHUSDT' });
    await rig.runNextSession();
    const verdicts = (await rig.factsOf('signal-assessed')).slice(-2).map(({ verdict }) => verdict.tag);
    expect(verdicts).toEqual([entry, exit]);
    expect(restingStops(rig, 'BTCUSDT').length).toBeGreaterThan(0);
    expect((await rig.factsOf('session-closed')).at(-1)?.outcome.tag).toBe('completed');
  });
});

describe('a person who closes a position', () => {
  it.each<ControlState>(['active', 'reducing', 'halted'])('has it sold while trading is %s', async (to) => {
    rig = await stewardForTest();
    await openPosition(rig);
    await control(to);
    const result = await rig.steward.closePosition('BTCUSDT', { fraction: 1, by: OPERATOR });
    expect(result).toMatchObject({ tag: 'sold', result: { tag: 'filled' } });
    expect(rig.steward.state.portfolio.position('BTCUSDT')).toBeNull();
    expect((await rig.factsOf('fill-booked')).at(-1)?.reason).toBe('close-command');
    expect(rig.steward.state.control.control).toBe(to);
  });

  it('may close half, and the rest is protected again', async () => {
    rig = await stewardForTest();
    const before = await openPosition(rig);
    await rig.steward.closePosition('BTCUSDT', { fraction: 0.5, by: OPERATOR });
    expect(heldPosition(rig, 'BTCUSDT').quantity.div(before.quantity).toNumber()).toBeCloseTo(0.5, 3);
  });

  it('is told when there is nothing to close', async () => {
    rig = await stewardForTest();
    expect(await rig.steward.closePosition('BTCUSDT', { fraction: 1, by: OPERATOR })).toMatchObject({
      tag: 'refused',
      verdict: { reasons: [{ code: 'no-position' }] },
    });
  });

  it('ends a question about more of the same, made for another portfolio', async () => {
    rig = await stewardForTest();
    await openPosition(rig, { sizeStep: 0.25 });
    rig.llm.wish({ action: 'open', symbol: 'BTCUSDT', sizeStep: 0.25, confidenceFraction: 0.2 });
    await rig.runNextSession();
    expect(rig.steward.state.proposals.staged()).toHaveLength(1);
    await rig.steward.closePosition('BTCUSDT', { fraction: 1, by: OPERATOR });
    expect(rig.steward.state.proposals.get('P2')?.state).toMatchObject({ tag: 'rejected', by: OPERATOR });
  });

  it('sells once when the command comes twice at the same moment', async () => {
    rig = await stewardForTest();
    await openPosition(rig);
    const close = () => rig.steward.closePosition('BTCUSDT', { fraction: 1, by: OPERATOR });
    const results = await Promise.all([close(), close()]);
    expect(results.map((result) => (result.tag === 'sold' ? result.result.tag : result.tag))).toEqual([
      'filled',
      'nothing-to-sell',
    ]);
    expect((await rig.factsOf('fill-booked')).map(({ fill }) => fill.side)).toEqual(['buy', 'sell']);
  });
});

describe('a control state', () => {
  it('survives a restart', async () => {
    const store = memorySimulatorStore();
    rig = await stewardForTest({ store });
    await control('halted');
    await rig.stop();
    rig = await stewardForTest({ store, journal: rig.journal, startAt: rig.clock.now(), epoch: 2 });
    expect(rig.steward.state.control.control).toBe('halted');
    expect(rig.steward.state.control.controlReason).toBe('the test');
  });

  it('is written once, however often it is asked for', async () => {
    rig = await stewardForTest();
    await control('reducing');
    await control('reducing');
    expect(await rig.factsOf('control-changed')).toHaveLength(1);
  });
});
