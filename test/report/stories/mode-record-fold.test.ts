import { describe, expect, it } from 'vitest';
import { decimalText, usdAmount } from '../../../src/domain/decimal.ts';
import { ModeRecordFold } from '../../../src/report/stories/mode-record-fold.ts';
import { OPERATOR } from '../../support/recording-chat.ts';
import { stewardForTest } from '../../support/steward-for-test.ts';

const USAGE = { inputTokens: 10, outputTokens: 10, cacheReadTokens: 0, cacheWriteTokens: 0 };

describe('the record of the modes', () => {
  it('counts sessions, calls, costs and trades for the mode that a session began with', async () => {
    const rig = await stewardForTest({ warmUpDays: 2, settings: { autonomy: 'confirm' } });
    rig.llm.wish({ action: 'open', symbol: 'BTCUSDT' });
    await rig.runNextSession();
    const [staged] = rig.steward.state.proposals.staged();
    const sessionId = rig.steward.state.sessions.last?.sessionId ?? null;
    const called = {
      kind: 'model-called',
      provider: 'anthropic',
      model: 'm',
      usage: USAGE,
      usageEstimated: false,
      durationMs: 5,
    } as const;
    await rig.steward.state.record([{ ...called, costUsd: decimalText(usdAmount('0.25')), stop: 'end' }], { sessionId });
    await rig.steward.changeMode({ to: 'duplicate_pairs', by: OPERATOR });
    await rig.steward.approve(staged?.id ?? '', { by: OPERATOR, portion: 1 });
    await rig.passing(rig.steward.idle());
    await rig.runNextSession();
    const fold = new ModeRecordFold();
    for (const entry of await rig.entries()) fold.apply(entry);
    const records = fold.records();
    expect(records.get('single')).toMatchObject({ sessions: 1, proposals: 1, executed: 1, calls: 1 });
    expect(records.get('single')?.costUsd.toFixed()).toBe('0.25');
    expect(records.get('duplicate_pairs')).toMatchObject({ sessions: 1, calls: 0 });
    expect(records.get('ensemble')).toMatchObject({ sessions: 0, proposals: 0 });
  });
});
