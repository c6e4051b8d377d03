import { afterEach, describe, expect, it } from 'vitest';
import { RulesProvider } from '../../src/adapters/rules/rules-provider.ts';
import { MODES } from '../../src/domain/control-state.ts';
import { type StewardForTest, stewardForTest } from '../support/steward-for-test.ts';

let rig: StewardForTest;

afterEach(async () => {
  await rig.stop();
  expect(rig.bugs).toEqual([]);
});

const AGENTS = {
  single: ['trader'],
  duplicate_pairs: ['trader-1', 'trader-2'],
  specialized: ['technical', 'context', 'memory', 'trader'],
  ensemble: ['first', 'second', 'third'],
  sequential: ['proposer'],
};

describe('the votes of a session', () => {
  it('of a pair that agrees become one proposal of the smaller size, with the trace in the journal', async () => {
    rig = await stewardForTest({ settings: { mode: 'duplicate_pairs' } });
    rig.llm.wish({ action: 'open', symbol: 'BTCUSDT', sizeStep: 1 });
    rig.llm.wish({ action: 'open', symbol: 'BTCUSDT', sizeStep: 0.25 });
    await rig.runNextSession();
    expect(await rig.factsOf('signal-received')).toMatchObject([{ agent: 'pair', signal: { action: 'open', sizeStep: 0.25 } }]);
    const votes = await rig.factsOf('votes-aggregated');
    expect(votes.find(({ aggregation }) => aggregation.symbol === 'BTCUSDT')).toMatchObject({
      mode: 'duplicate_pairs',
      aggregation: { result: 'open', sizeFraction: 0.25, votes: [{ agent: 'trader-1' }, { agent: 'trader-2' }] },
    });
    expect(await rig.factsOf('signal-assessed')).toMatchObject([{ symbol: 'BTCUSDT' }]);
  });

  it('of two out of three buy two thirds, and the verdict names what the votes took', async () => {
    rig = await stewardForTest({ settings: { mode: 'ensemble' } });
    rig.llm.wish({ action: 'open', symbol: 'BTCUSDT', sizeStep: 0.5 });
    rig.llm.wish({ action: 'open', symbol: 'BTCUSDT', sizeStep: 0.5 });
    await rig.runNextSession();
    const [assessed] = await rig.factsOf('signal-assessed');
    expect(assessed?.verdict).toMatchObject({
      reductions: [{ code: 'aggregated-size', from: 0.5 }, { code: 'rounded-to-step' }],
    });
  });

  it('of one alone open nothing', async () => {
    rig = await stewardForTest({ settings: { mode: 'ensemble' } });
    rig.llm.wish({ action: 'open', symbol: 'BTCUSDT' });
    await rig.runNextSession();
    expect(await rig.factsOf('signal-received')).toEqual([]);
  });
});

describe('a session without any key', () => {
  it.each(MODES)('runs in the mode %s, and tells who spoke and how they voted', async (mode) => {
    rig = await stewardForTest({ settings: { mode }, provider: new RulesProvider() });
    await rig.runNextSession();
    const finished = await rig.factsOf('agent-finished');
    expect(finished.map(({ agent }) => agent)).toEqual(expect.arrayContaining(AGENTS[mode]));
    expect(new Set(finished.map(({ outcome }) => outcome))).toEqual(new Set(['finished']));
    const votes = await rig.factsOf('votes-aggregated');
    expect(votes.length).toBe(mode === 'single' ? 0 : rig.configuration.symbols.length);
    expect((await rig.factsOf('session-closed')).map(({ outcome }) => outcome)).toEqual([{ tag: 'completed' }]);
  });
});
