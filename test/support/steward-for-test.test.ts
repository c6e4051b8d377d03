import { afterEach, describe, expect, it } from 'vitest';
import { OPERATOR } from './recording-chat.ts';
import { type StewardForTest, stewardForTest } from './steward-for-test.ts';

describe('the bot for tests', () => {
  let rig: StewardForTest;
  afterEach(async () => {
    await rig.stop();
    expect(rig.bugs).toEqual([]);
  });

  it('runs the hourly session with nothing proposed', async () => {
    rig = await stewardForTest();
    await rig.runNextSession();
    await rig.runNextSession();
    expect((await rig.factsOf('session-closed')).map(({ outcome }) => outcome.tag)).toEqual(['completed', 'completed']);
    expect(await rig.factsOf('proposal-staged')).toEqual([]);
  });

  it('stages a proposal, executes it when it is approved, and protects the position', async () => {
    rig = await stewardForTest();
    rig.llm.wish({ action: 'open', symbol: 'BTCUSDT' });
    await rig.runNextSession();
    expect(rig.steward.state.proposals.staged().map(({ id }) => id)).toEqual(['P1']);
    await rig.steward.approve('P1', { by: OPERATOR, portion: 1 });
    await rig.steward.idle();
    expect(rig.steward.state.portfolio.position('BTCUSDT')?.quantity.gt(0)).toBe(true);
    expect(rig.steward.state.orders.protectionOf('BTCUSDT').liveStops).toHaveLength(1);
  });

  it('lets a stop be hit when the market is moved', async () => {
    rig = await stewardForTest();
    rig.llm.wish({ action: 'open', symbol: 'BTCUSDT' });
    await rig.runNextSession();
    await rig.steward.approve('P1', { by: OPERATOR, portion: 1 });
    await rig.steward.idle();
    rig.market.shift('BTCUSDT', { from: rig.clock.now(), factor: 0.9 });
    await rig.advance({ hours: 1 });
    expect(rig.steward.state.portfolio.position('BTCUSDT')).toBeNull();
    expect((await rig.factsOf('fill-booked')).map(({ fill }) => fill.side)).toEqual(['buy', 'sell']);
  });
});
