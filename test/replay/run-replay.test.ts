import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HOUR_MS } from '../../src/domain/time.ts';
import { runReplay, type StoredTime } from '../../src/replay/run-replay.ts';
import { type StewardForTest, stewardForTest, TEST_START } from '../support/steward-for-test.ts';
import { storyOf } from '../support/story-of.ts';

const THREE_HOURS = { from: TEST_START, to: TEST_START + 3 * HOUR_MS } as const;

let rig: StewardForTest;

beforeEach(async () => {
  rig = await stewardForTest({ warmUpDays: 2 });
});

afterEach(async () => {
  await rig.stop();
  expect(rig.bugs).toEqual([]);
});

async function sessionHours(): Promise<readonly number[]> {
  return (await rig.factsOf('session-started')).map(({ slotAt }) => (slotAt - TEST_START) / HOUR_MS);
}

describe('a replay', () => {
  it('runs the first hour and not the last, and marks the books at the end', async () => {
    const progress: number[] = [];
    await runReplay(rig.steward, rig, {
      ...THREE_HOURS,
      confirmations: 'never',
      onProgress: ({ sessions, sessionsTotal }) => progress.push(sessions / sessionsTotal),
    });
    expect(await sessionHours()).toEqual([0, 1, 2]);
    const newest = (await rig.entries()).at(-1);
    expect(newest).toMatchObject({ at: THREE_HOURS.to, sessionId: null, fact: { kind: 'equity-marked' } });
    expect(progress).toEqual([1]);
  });

  it.each([
    { confirmations: 'always', ending: 'proposal-changed executed' },
    { confirmations: 'never', ending: 'proposal-changed rejected' },
  ] as const)('answers what is asked with "$confirmations" at the same instant', async ({ confirmations, ending }) => {
    rig.llm.wish({ action: 'open', symbol: 'BTCUSDT' });
    await runReplay(rig.steward, rig, { ...THREE_HOURS, confirmations });
    const entries = await rig.entries();
    const ended = entries.filter((entry) => storyOf([entry])[0] === ending);
    expect(ended.map(({ at }) => at)).toEqual([TEST_START]);
  });

  it('ends when the bot is stopped in the middle', async () => {
    const time: StoredTime = {
      async advanceTo(at) {
        if (at === TEST_START + 2 * HOUR_MS) await rig.stop();
        else await rig.advanceTo(at);
      },
    };
    await runReplay(rig.steward, time, { ...THREE_HOURS, to: TEST_START + 50 * HOUR_MS, confirmations: 'never' });
    expect((await sessionHours()).length).toBeLessThanOrEqual(2);
    expect(rig.clock.now()).toBe(TEST_START + HOUR_MS);
  });
});
