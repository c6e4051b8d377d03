import { describe, expect, it } from 'vitest';
import { HOUR_MS } from '../../src/domain/time.ts';
import type { ExchangeFaults } from '../../src/simulator/faults.ts';
import { expectSoundAccount } from '../support/expect-sound-account.ts';
import { openPosition } from '../support/open-position.ts';
import { endOf, RecordedLife, type Remains } from '../support/recorded-life.ts';
import { OPERATOR } from '../support/recording-chat.ts';
import { type StewardForTest, type StewardForTestOptions, stewardForTest, TEST_START } from '../support/steward-for-test.ts';
import { storyOf } from '../support/story-of.ts';

const WARM_UP_DAYS = 2;
/** Longer than a session is late, so that one is missed. */
const LONG_MS = HOUR_MS + HOUR_MS / 2;

interface World {
  readonly name: string;
  /** While the first process lives, and after it. */
  readonly faults: ExchangeFaults;
  readonly laterFaults: ExchangeFaults;
  /** What must be in the first life, so that all of it is killed. */
  readonly includes: readonly string[];
}

const TRADES = [
  'proposal-changed expired',
  'proposal-changed rejected',
  'proposal-changed executed',
  'order-intended entry',
  'order-intended stop',
  'order-intended exit',
  'order-changed cancelled',
  'transfer-booked',
  'command-received',
];

const MUTE: ExchangeFaults = { beforeEvent: () => [] };

const WORLDS: readonly World[] = [
  { name: 'whose exchange answers', faults: {}, laterFaults: {}, includes: TRADES },
  { name: 'whose exchange tells nothing by itself', faults: MUTE, laterFaults: MUTE, includes: TRADES },
  {
    name: 'whose orders are never answered',
    faults: { ...MUTE, beforePlace: () => 'lose-reply', beforeCancel: () => 'lose-reply' },
    laterFaults: MUTE,
    includes: [...TRADES, 'order-changed outcome-unknown'],
  },
];

function start(life: RecordedLife, options: StewardForTestOptions): Promise<StewardForTest> {
  return stewardForTest({ warmUpDays: WARM_UP_DAYS, journal: life.journal, store: life.store, ...options });
}

/** Entries that are asked about and that are not, an addition, moved stops, parts that are sold, by signal and by command, a stop that is hit. */
async function liveFirst(life: RecordedLife, { faults }: World): Promise<StewardForTest> {
  const rig = await start(life, { faults });
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
  rig.llm.wish({ action: 'close', symbol: 'ETHUSDT' });
  await rig.runNextSession();
  return rig;
}

/** A later process: the person answers what is still asked, and two sessions run. */
async function liveOn(rig: StewardForTest): Promise<void> {
  for (const { id } of rig.steward.state.proposals.staged()) await rig.steward.approve(id, { by: OPERATOR, portion: 1 });
  await rig.passing(rig.steward.idle());
  await rig.runNextSession();
  await rig.runNextSession();
}

async function expectNothingDoubledOrLost(rig: StewardForTest): Promise<void> {
  const { state } = rig.steward;
  expect(rig.bugs).toEqual([]);
  await expectSoundAccount(rig);
  expect(await rig.factsOf('drift-found')).toEqual([]);
  expect(state.proposals.open().map(({ id, state: { tag } }) => `${id} ${tag}`)).toEqual([]);
  expect([...state.orders.inDoubt(), ...state.orders.lost()].map(({ intent }) => intent.clientOrderId)).toEqual([]);
  expect((await rig.factsOf('session-closed')).slice(-2).map(({ outcome }) => outcome.tag)).toEqual(['completed', 'completed']);
}

interface Restart {
  readonly market: StewardForTest['market'];
  readonly faults: ExchangeFaults;
  readonly downMs: number;
  readonly epoch: number;
}

/**
 * @returns what a further kill, before the process had recovered, would have left behind.
 * @throws with what had just happened when the process was killed, when something is wrong afterwards.
 */
async function restart(remains: Remains, { downMs, ...options }: Restart): Promise<readonly Remains[]> {
  const life = new RecordedLife(remains);
  try {
    const rig = await start(life, { ...options, startAt: (endOf(remains) ?? TEST_START) + downMs });
    const { remains: recovering } = life;
    await liveOn(rig);
    await expectNothingDoubledOrLost(rig);
    await rig.stop();
    return recovering;
  } catch (cause) {
    const { entries, records } = remains;
    const newest = storyOf(entries).slice(-3).join(', ');
    throw new Error(`killed with ${records.length} records after entry ${entries.length} (${newest})`, { cause });
  }
}

describe.each(WORLDS)('a bot $name', { timeout: 60_000 }, (world) => {
  it('that is killed at any moment of its life, or again while it recovers, doubles nothing, loses nothing and is protected', async () => {
    const life = new RecordedLife();
    const rig = await liveFirst(life, world);
    await rig.stop();
    expect(storyOf(await rig.entries())).toEqual(expect.arrayContaining([...world.includes]));
    const options = { market: rig.market, faults: world.laterFaults };
    let n = 0;
    let m = 0;
    for (const [index, remains] of life.remains.entries()) {
      const recovering = await restart(remains, { ...options, downMs: index % 2 === 0 ? 0 : LONG_MS, epoch: 2 });
      n++;
      for (const again of recovering) {
        m++;
        await restart(again, { ...options, downMs: 0, epoch: 3 });
      }
    }
    console.log(n, m);
  });
});
