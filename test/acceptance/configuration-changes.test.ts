import { describe, expect, it } from 'vitest';
import { OPERATOR } from '../support/recording-chat.ts';
import { stewardForTest } from '../support/steward-for-test.ts';

describe('a mode that is changed while a session deliberates', () => {
  it('counts from the next session on: the one under way ends by the mode it began with', async () => {
    const rig = await stewardForTest({ warmUpDays: 2, settings: { mode: 'ensemble', autonomy: 'confirm' } });
    const held = rig.llm.hold();
    rig.llm.wish({ action: 'open', symbol: 'BTCUSDT' });
    expect(rig.steward.runSessionNow()).toBe('started');
    while ((await rig.factsOf('snapshot-taken')).length === 0) await new Promise((resolve) => setImmediate(resolve));
    await rig.steward.changeMode({ to: 'duplicate_pairs', by: OPERATOR });
    held.release();
    await rig.passing(rig.steward.idle());
    const first = await rig.factsOf('votes-aggregated');
    expect(first.length).toBeGreaterThan(0);
    expect(new Set(first.map(({ mode }) => mode))).toEqual(new Set(['ensemble']));
    expect(await rig.factsOf('agent-finished')).toHaveLength(3);

    await rig.runNextSession();
    expect((await rig.factsOf('session-started')).map(({ mode }) => mode)).toEqual(['ensemble', 'duplicate_pairs']);
    const later = (await rig.factsOf('votes-aggregated')).slice(first.length);
    expect(new Set(later.map(({ mode }) => mode))).toEqual(new Set(['duplicate_pairs']));
    expect(rig.bugs).toEqual([]);
  });
});
