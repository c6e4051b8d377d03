import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../../src/domain/time.ts';
import { SessionRunner } from '../../src/session/session-runner.ts';
import type { SessionServices } from '../../src/session/session-services.ts';
import { type StewardForTest, stewardForTest, TEST_START } from '../support/steward-for-test.ts';

let rig: StewardForTest;
let skewMs: number;
let runner: SessionRunner;

beforeEach(async () => {
  rig = await stewardForTest();
  skewMs = 0;
  runner = new SessionRunner({ ...rig.steward.services, clock: skewedClock(rig.steward.services) });
});

afterEach(async () => {
  await rig.stop();
  expect(rig.bugs).toEqual([]);
});

/** The machine's clock, which somebody may set. */
function skewedClock({ clock }: SessionServices): SessionServices['clock'] {
  return {
    now: () => clock.now() + skewMs,
    monotonicMs: () => clock.monotonicMs(),
    at: (time, callback) => clock.at(time - skewMs, callback),
    after: (delayMs, callback) => clock.after(delayMs, callback),
    sleep: (delayMs, signal) => clock.sleep(delayMs, signal),
  };
}

async function sessionIds(): Promise<readonly (string | null)[]> {
  return (await rig.entries()).flatMap(({ fact, sessionId }) => (fact.kind === 'session-started' ? [sessionId] : []));
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

describe('a session runner', () => {
  it('runs a slot once, however often it is woken', async () => {
    const results = [];
    for (let wake = 0; wake < 5; wake += 1) results.push(await runner.runDue('schedule'));
    expect(results.map(({ tag }) => tag)).toEqual(['ran', 'nothing-due', 'nothing-due', 'nothing-due', 'nothing-due']);
    expect(results[1]).toEqual({ tag: 'nothing-due', nextSlotAt: TEST_START + HOUR_MS });
    expect(await sessionIds()).toEqual(['20240301T12']);
  });

  it('runs one session at a time: who asks meanwhile is told which one is under way', async () => {
    const { release } = rig.llm.hold();
    const first = runner.runDue('schedule');
    await nextTurn();
    expect(runner.isRunning).toBe(true);
    expect(await runner.runDue('schedule')).toEqual({ tag: 'already-running', sessionId: '20240301T12' });
    expect(await runner.runNow()).toEqual({ tag: 'already-running', sessionId: '20240301T12' });
    release();
    expect(await first).toEqual({ tag: 'ran', sessionId: '20240301T12' });
    expect(runner.isRunning).toBe(false);
  });

  it('comes back to the slot of an hour that began while the session before was still under way', async () => {
    const { release } = rig.llm.hold();
    const first = runner.runDue('schedule');
    await nextTurn();
    skewMs = HOUR_MS;
    expect((await runner.runDue('schedule')).tag).toBe('already-running');
    release();
    await first;
    expect(await runner.runDue('schedule')).toEqual({ tag: 'ran', sessionId: '20240301T13' });
    expect(await rig.factsOf('slot-missed')).toEqual([]);
  });

  it('runs the newest slot and tells of the others when the clock jumps ahead', async () => {
    await runner.runDue('schedule');
    skewMs = 7 * HOUR_MS + MINUTE_MS;
    await runner.runDue('schedule');
    await runner.runDue('schedule');
    expect(await sessionIds()).toEqual(['20240301T12', '20240301T19']);
    expect(await rig.factsOf('slot-missed')).toEqual([
      { kind: 'slot-missed', slotAt: TEST_START + HOUR_MS, newestMissedAt: TEST_START + 6 * HOUR_MS, count: 6 },
    ]);
  });

  it('runs nothing that is too late, and tells of it once', async () => {
    await runner.runDue('schedule');
    skewMs = HOUR_MS + 21 * MINUTE_MS;
    expect((await runner.runDue('schedule')).tag).toBe('nothing-due');
    expect((await runner.runDue('schedule')).tag).toBe('nothing-due');
    expect(await rig.factsOf('slot-missed')).toHaveLength(1);
    expect(await sessionIds()).toEqual(['20240301T12']);
  });

  it('runs no slot again when the clock is set back', async () => {
    await runner.runDue('schedule');
    for (const hours of [1, 2, 24]) {
      skewMs = -hours * HOUR_MS;
      expect(await runner.runDue('schedule')).toEqual({ tag: 'nothing-due', nextSlotAt: TEST_START + HOUR_MS });
    }
    expect(await sessionIds()).toEqual(['20240301T12']);
  });

  it('is free again after a session that failed with a bug', async () => {
    const { services } = rig.steward;
    const broken = new SessionRunner({
      ...services,
      clock: {
        ...skewedClock(services),
        monotonicMs: () => {
          throw new Error('no clock');
        },
      },
    });
    await expect(broken.runDue('schedule')).rejects.toThrow('no clock');
    await expect(broken.runDue('schedule')).rejects.toThrow('no clock');
    expect(broken.isRunning).toBe(false);
  });
});

describe('a session on command', () => {
  it('runs the slot of this hour under its own id, and once more under another', async () => {
    expect(await runner.runNow()).toEqual({ tag: 'ran', sessionId: '20240301T12' });
    expect(await runner.runNow()).toEqual({ tag: 'ran', sessionId: '20240301T12-2' });
    expect(await runner.runNow()).toEqual({ tag: 'ran', sessionId: '20240301T12-3' });
    expect((await runner.runDue('schedule')).tag).toBe('nothing-due');
  });

  it('runs a slot that was told as missed, under its own id', async () => {
    await runner.runDue('schedule');
    skewMs = HOUR_MS + 30 * MINUTE_MS;
    await runner.runDue('schedule');
    expect(await rig.factsOf('slot-missed')).toHaveLength(1);
    expect(await runner.runNow()).toEqual({ tag: 'ran', sessionId: '20240301T13' });
    expect(await runner.runNow()).toEqual({ tag: 'ran', sessionId: '20240301T13-2' });
  });

  it('gives no id twice when the clock is set back', async () => {
    await runner.runNow();
    skewMs = HOUR_MS;
    await runner.runNow();
    skewMs = 0;
    expect(await runner.runNow()).toEqual({ tag: 'ran', sessionId: '20240301T12-2' });
    expect(await runner.runNow()).toEqual({ tag: 'ran', sessionId: '20240301T12-3' });
  });
});
