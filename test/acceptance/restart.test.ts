import { beforeAll, describe, expect, it } from 'vitest';
import { MINUTE_MS } from '../../src/domain/time.ts';
import { expectProposalsEnded, expectSoundAccount } from '../support/expect-sound-account.ts';
import { openPosition } from '../support/open-position.ts';
import { type Moment, RecordedLife, type Remains } from '../support/recorded-life.ts';
import { OPERATOR } from '../support/recording-chat.ts';
import type { SteadyMarket } from '../support/steady-market.ts';
import { type StewardForTest, stewardForTest } from '../support/steward-for-test.ts';
import { storyOf } from '../support/story-of.ts';

const WARM_UP_DAYS = 2;

interface FirstLife {
  readonly life: RecordedLife;
  readonly market: SteadyMarket;
  readonly story: readonly string[];
}

/** Entries that are asked about and that are not, an addition, moved stops, a part that is sold, a command, a stop that is hit. */
async function liveOnce(): Promise<FirstLife> {
  const life = new RecordedLife();
  const rig = await stewardForTest({ warmUpDays: WARM_UP_DAYS, journal: life.journal, store: life.store });
  life.record(rig.clock);
  await openPosition(rig, { symbol: 'BTCUSDT', sizeStep: 0.25 });
  await openPosition(rig, { symbol: 'ETHUSDT', sizeStep: 0.5, stopFraction: 0.05 });
  rig.llm.wish(
    { action: 'open', symbol: 'BTCUSDT', sizeStep: 0.25, stopFraction: 0.03 },
    { action: 'move-stop', symbol: 'ETHUSDT', stopFraction: 0.03 },
  );
  await rig.runNextSession();
  rig.llm.wish({ action: 'close', symbol: 'ETHUSDT', sizeStep: 0.5 }, { action: 'open', symbol: 'ADAUSDT' });
  await rig.runNextSession();
  rig.market.shift('BTCUSDT', { from: rig.clock.now(), factor: 0.9 });
  rig.llm.wish({ action: 'move-stop', symbol: 'ETHUSDT', stopFraction: 0.06 });
  await rig.runNextSession();
  await rig.passing(rig.steward.closePosition('ETHUSDT', { fraction: 0.5, by: OPERATOR }));
  await approveAll(rig);
  rig.llm.wish({ action: 'close', symbol: 'ETHUSDT' });
  await rig.runNextSession();
  await expectSoundAccount(rig);
  await rig.stop();
  expect(rig.bugs).toEqual([]);
  return { life, market: rig.market, story: storyOf(await rig.entries()) };
}

async function approveAll(rig: StewardForTest): Promise<void> {
  for (const { id } of rig.steward.state.proposals.staged()) await rig.steward.approve(id, { by: OPERATOR, portion: 1 });
  await rig.passing(rig.steward.idle());
}

/** Starts the bot on what was left behind, lets the person answer what is still asked, and runs two more sessions. */
async function liveOn(life: RecordedLife, { market, startAt }: { readonly market: SteadyMarket; readonly startAt: number }) {
  const rig = await stewardForTest({
    warmUpDays: WARM_UP_DAYS,
    market,
    journal: life.journal,
    store: life.store,
    startAt,
    epoch: 2,
  });
  await approveAll(rig);
  await rig.runNextSession();
  await rig.runNextSession();
  return rig;
}

async function expectNothingDoubledOrLost(rig: StewardForTest): Promise<void> {
  expect(rig.bugs).toEqual([]);
  expect(await rig.factsOf('drift-found')).toEqual([]);
  await expectSoundAccount(rig);
  expectProposalsEnded(rig);
  expect(rig.steward.state.proposals.open()).toEqual([]);
  expect(rig.steward.state.orders.inDoubt()).toEqual([]);
  expect(rig.steward.state.sessions.current).toBeNull();
  expect((await rig.factsOf('session-closed')).slice(-2).map(({ outcome }) => outcome.tag)).toEqual(['completed', 'completed']);
}

/** What is wrong after a kill at this moment, with what had just happened; null when all is well. */
async function troubleAfter(moment: Moment, { life, market }: FirstLife, downMs: number): Promise<string | null> {
  const remains: Remains = life.remainsAt(moment);
  try {
    const rig = await liveOn(new RecordedLife(remains), { market, startAt: moment.at + downMs });
    await expectNothingDoubledOrLost(rig);
    await rig.stop();
    return null;
  } catch (error) {
    const last = storyOf(remains.entries).slice(-3).join(', ');
    return `entry ${moment.entryCount}, record ${moment.recordCount} (${last}): ${error instanceof Error ? error.message : error}`;
  }
}

describe('a bot that is killed at any moment and started again', () => {
  let first: FirstLife;
  beforeAll(async () => {
    first = await liveOnce();
  });

  it('had a life with everything in it', () => {
    console.log(first.life.moments.length, first.story.join('\n'));
  });

  it.each([
    ['at once', 0],
    ['after an hour', 61 * MINUTE_MS],
  ])('%s doubles nothing, loses nothing and is protected', { timeout: 60_000 }, async (_when, downMs) => {
    const t = performance.now();
    const troubles: string[] = [];
    for (const moment of first.life.moments) {
      const trouble = await troubleAfter(moment, first, downMs);
      if (trouble !== null) troubles.push(trouble);
    }
    console.log(performance.now() - t);
    expect(troubles).toEqual([]);
  });
});
