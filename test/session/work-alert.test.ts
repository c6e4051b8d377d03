import { describe, expect, it } from 'vitest';
import { Fault } from '../../src/domain/fault.ts';
import { raiseWorkAlert, resolveWorkAlert } from '../../src/session/work-alert.ts';
import { stewardForTest } from '../support/steward-for-test.ts';

const FAILED = { kind: 'audit', what: 'the audit of the stops', error: new Fault('network', 'reset') } as const;

describe('the alert of work that failed', () => {
  it('is resolved when work of its kind succeeds, once, and by no other', async () => {
    const { steward, factsOf } = await stewardForTest({ warmUpDays: 2 });
    await resolveWorkAlert(steward.state, 'audit');
    expect(await factsOf('alert-resolved'), 'nothing stood').toEqual([]);
    await raiseWorkAlert(steward.state, FAILED);
    await resolveWorkAlert(steward.state, 'expiry');
    expect(await factsOf('alert-resolved')).toEqual([]);
    await resolveWorkAlert(steward.state, 'audit');
    await resolveWorkAlert(steward.state, 'audit');
    expect(await factsOf('alert-resolved')).toEqual([{ kind: 'alert-resolved', key: 'work-failed-audit' }]);
  });

  it('is resolved by the process after the one that raised it', async () => {
    const rig = await stewardForTest({ warmUpDays: 2 });
    await raiseWorkAlert(rig.steward.state, { ...FAILED, kind: 'session' });
    await rig.stop();
    const again = await stewardForTest({ warmUpDays: 2, journal: rig.journal, epoch: 2 });
    expect(again.steward.runSessionNow()).toBe('started');
    await again.passing(again.steward.idle());
    expect(await again.factsOf('alert-resolved')).toEqual([{ kind: 'alert-resolved', key: 'work-failed-session' }]);
  });
});
