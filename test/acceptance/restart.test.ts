import { describe, expect, it } from 'vitest';
import type { InstrumentCapability } from '../../src/domain/instrument.ts';
import { decodeOrderIntent } from '../../src/domain/order.ts';
import { HOUR_MS, hourStart } from '../../src/domain/time.ts';
import type { Exchange } from '../../src/ports/exchange.ts';
import type { ExchangeFaults } from '../../src/simulator/faults.ts';
import { changedExchange } from '../support/changed-exchange.ts';
import { expectSoundAccount } from '../support/expect-sound-account.ts';
import type { Wish } from '../support/proposing-llm.ts';
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
  /** What the markets offer; all that they do today when left out. */
  readonly capabilities?: readonly InstrumentCapability[];
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

/** Of so many restarts one is itself killed at every moment of its recovery. Odd, as every second restart comes late. */
const AGAIN_EVERY = 21;

const MUTE: ExchangeFaults = { beforeEvent: () => [] };

const WORLDS: readonly World[] = [
  { name: 'whose exchange answers', faults: {}, laterFaults: {}, includes: TRADES },
  { name: 'whose exchange takes no lists', faults: {}, laterFaults: {}, capabilities: [], includes: TRADES },
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

function marketsOf({ capabilities }: { readonly capabilities?: World['capabilities'] | undefined }) {
  return capabilities === undefined ? {} : { capabilities };
}

/** Entries that are asked about and that are not, an addition, moved stops, parts that are sold, by signal and by command, a stop that is hit. */
async function liveFirst(life: RecordedLife, { faults, capabilities }: World): Promise<StewardForTest> {
  const rig = await start(life, { faults, ...marketsOf({ capabilities }) });
  await tradeForAnHour(rig, { action: 'open', symbol: 'BTCUSDT', sizeStep: 0.25 });
  await tradeForAnHour(rig, { action: 'open', symbol: 'ETHUSDT', sizeStep: 0.5, stopFraction: 0.05 });
  await tradeForAnHour(
    rig,
    { action: 'open', symbol: 'BTCUSDT', sizeStep: 0.25, stopFraction: 0.03 },
    { action: 'move-stop', symbol: 'ETHUSDT', stopFraction: 0.03 },
  );
  rig.llm.wish({ action: 'close', symbol: 'ETHUSDT', sizeStep: 0.5 }, { action: 'open', symbol: 'ADAUSDT' });
  await rig.runNextSession();
  await lookTwice(rig);
  rig.market.shift('BTCUSDT', { from: hourStart(rig.clock.now()), factor: 0.9 });
  rig.llm.wish({ action: 'move-stop', symbol: 'ETHUSDT', stopFraction: 0.06 });
  await rig.runNextSession();
  await rig.passing(rig.steward.closePosition('ETHUSDT', { fraction: 0.5, by: OPERATOR }));
  await lookTwice(rig);
  await tradeForAnHour(rig, { action: 'close', symbol: 'ETHUSDT' });
  return rig;
}

async function tradeForAnHour(rig: StewardForTest, ...wishes: readonly Wish[]): Promise<void> {
  rig.llm.wish(...wishes);
  await rig.runNextSession();
  await approveAll(rig);
  await lookTwice(rig);
}

async function approveAll(rig: StewardForTest): Promise<void> {
  for (const { id } of rig.steward.state.proposals.staged()) await rig.steward.approve(id, { by: OPERATOR, portion: 1 });
  await rig.passing(rig.steward.idle());
}

/** The audit of every minute, until no answer can be outstanding any more. */
async function lookTwice(rig: StewardForTest): Promise<void> {
  await rig.passing(rig.steward.services.protection.audit());
  await rig.advance({ minutes: 1 });
  await rig.passing(rig.steward.services.protection.audit());
}

/** A later process: the person answers what is still asked, and two sessions run. */
async function liveOn(rig: StewardForTest): Promise<void> {
  await approveAll(rig);
  await rig.runNextSession();
  await rig.runNextSession();
}

/** Before the first session and the first person. */
async function expectRecovered(rig: StewardForTest): Promise<void> {
  const { proposals, orders, sessions } = rig.steward.state;
  await expectSoundAccount(rig);
  expect(orders.inDoubt().map(({ intent }) => intent.clientOrderId)).toEqual([]);
  expect(proposals.underWay().map(({ id, state: { tag } }) => `${id} ${tag}`)).toEqual([]);
  expect(sessions.current).toBeNull();
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

interface Restart extends Pick<StewardForTestOptions, 'capabilities'> {
  readonly market: StewardForTest['market'];
  readonly faults: ExchangeFaults;
  readonly downMs: number;
  readonly epoch: number;
  readonly exchangeThrough?: (exchange: Exchange) => Exchange;
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
    await expectRecovered(rig);
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

/** An order that is on its way to the exchange, alone or with its stop. */
interface UnderWay {
  readonly legs: readonly string[];
  readonly clientOrderId: string;
  send(exchange: Exchange): Promise<unknown>;
}

/** What was intended last and is on its way still: neither has the exchange seen it, nor has anything come of it. */
function orderUnderWay({ entries, records }: Remains): UnderWay | null {
  const intents = entries
    .slice(-2)
    .flatMap(({ fact }) => (fact.kind === 'order-intended' ? [decodeOrderIntent(fact.intent)] : []));
  const last = intents.at(-1);
  if (last === undefined || entries.at(-1)?.fact.kind !== 'order-intended') return null;
  const { clientOrderId, request, list } = last;
  if (records.some((record) => record.includes(clientOrderId))) return null;
  if (list === undefined) {
    return { legs: [`order-intended ${last.purpose}`], clientOrderId, send: (exchange) => exchange.place(request) };
  }
  const [entry, stop] = intents.map((intent) => intent.request.order);
  // Written in one append, so they are there together; a kill between the two is a kill before both.
  if (entry?.type !== 'limit' || stop?.type !== 'stop-loss') return null;
  const together = { kind: 'entry-with-exits', listId: list.listId, entry, stop, target: null } as const;
  return {
    legs: intents.map(({ purpose }) => `order-intended ${purpose} in a list`),
    clientOrderId: entry.clientOrderId,
    send: (exchange) => exchange.placeList(together),
  };
}

/** The order reaches the exchange when it was asked for it once. */
function arrivingLate({ clientOrderId, send }: UnderWay, exchange: Exchange): Exchange {
  let isUnderWay = true;
  return changedExchange(exchange, {
    async fetchOrder(key) {
      const report = await exchange.fetchOrder(key);
      if (isUnderWay && key.clientOrderId === clientOrderId) {
        isUnderWay = false;
        await send(exchange);
      }
      return report;
    },
  });
}

describe.each(WORLDS)('a bot $name', { timeout: 60_000 }, (world) => {
  const later = { faults: world.laterFaults, ...marketsOf(world), downMs: 0 };

  it('doubles nothing, loses nothing and is protected, whenever it is killed, and killed again while it recovers', async () => {
    const life = new RecordedLife();
    const rig = await liveFirst(life, world);
    await rig.stop();
    expect(storyOf(await rig.entries())).toEqual(expect.arrayContaining([...world.includes]));
    for (const [index, remains] of life.remains.entries()) {
      const downMs = index % 2 === 0 ? 0 : LONG_MS;
      const recovering = await restart(remains, { ...later, market: rig.market, downMs, epoch: 2 });
      if (index % AGAIN_EVERY !== 0) continue;
      for (const again of recovering) await restart(again, { ...later, market: rig.market, epoch: 3 });
    }
  });

  it('adopts an order that reaches the exchange only while the next process looks for it', async () => {
    const life = new RecordedLife();
    const rig = await liveFirst(life, world);
    await rig.stop();
    const legs = new Set<string>();
    for (const remains of life.remains) {
      const underWay = orderUnderWay(remains);
      if (underWay === null) continue;
      for (const leg of underWay.legs) legs.add(leg);
      const exchangeThrough = (exchange: Exchange) => arrivingLate(underWay, exchange);
      await restart(remains, { ...later, market: rig.market, epoch: 2, exchangeThrough });
    }
    const entries = world.capabilities === undefined ? ['entry in a list', 'stop in a list'] : ['entry'];
    expect([...legs].sort()).toEqual([...entries, 'exit', 'stop'].map((leg) => `order-intended ${leg}`).sort());
  });
});
