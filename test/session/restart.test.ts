import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../src/domain/journal-entry.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/domain/time.ts';
import type { Journal } from '../../src/ports/journal.ts';
import type { SimulatorStore } from '../../src/simulator/simulated-exchange.ts';
import { expectProposalsEnded, expectSoundAccount } from '../support/expect-sound-account.ts';
import { createMemoryJournal } from '../support/memory-journal.ts';
import { OPERATOR } from '../support/recording-chat.ts';
import { type SteadyMarket, steadyMarket } from '../support/steady-market.ts';
import { type StewardForTest, stewardForTest, TEST_START } from '../support/steward-for-test.ts';

/** What a process that is killed leaves behind: its journal, and the exchange's own record of the account. */
interface Remains {
  readonly entries: readonly JournalEntry[];
  readonly records: readonly string[];
  /** How much the exchange had recorded when each entry was appended. */
  readonly recordsAtAppend: readonly number[];
}

class Recording {
  readonly records: string[];
  readonly recordsAtAppend: number[];
  readonly journal: Journal & { readonly entries: JournalEntry[] };

  constructor(from?: { readonly entries: readonly JournalEntry[]; readonly records: readonly string[] }) {
    this.records = [...(from?.records ?? [])];
    this.recordsAtAppend = (from?.entries ?? []).map(() => this.records.length);
    const memory = createMemoryJournal();
    memory.entries.push(...(from?.entries ?? []));
    this.journal = new Proxy(memory, {
      get: (target, name) => {
        if (name !== 'append') return Reflect.get(target, name, target);
        return (added: Parameters<Journal['append']>[0]) => {
          this.recordsAtAppend.push(...added.map(() => this.records.length));
          return target.append(added);
        };
      },
    });
  }

  get store(): SimulatorStore {
    return { load: () => [...this.records], append: (record) => void this.records.push(record) };
  }

  get remains(): Remains {
    return { entries: this.journal.entries, records: this.records, recordsAtAppend: this.recordsAtAppend };
  }
}

/** The process was killed after `entryCount` entries were durable; `exchange`: before or after what it did next had its effect there. */
interface Crash {
  readonly entryCount: number;
  readonly exchange: 'as-then' | 'as-before-the-next-entry';
}

function remainsOf(
  { entries, records, recordsAtAppend }: Remains,
  { entryCount, exchange }: Crash,
): Remains & { readonly at: number } {
  const marker = exchange === 'as-then' ? entryCount - 1 : entryCount;
  const kept = entries.slice(0, entryCount);
  return {
    entries: kept,
    records: records.slice(0, marker < 0 ? 0 : (recordsAtAppend[marker] ?? records.length)),
    recordsAtAppend: recordsAtAppend.slice(0, entryCount),
    at: (exchange === 'as-then' ? kept.at(-1) : (entries[entryCount] ?? kept.at(-1)))?.at ?? TEST_START,
  };
}

function newMarket(): SteadyMarket {
  return steadyMarket({ from: TEST_START - 3 * DAY_MS, until: TEST_START + 3 * DAY_MS });
}

/** An entry that a person approves, one into a second symbol, an addition by policy with a moved stop, a stop that is hit, an exit, a question that stays open. */
async function live(market: SteadyMarket): Promise<Remains> {
  const recording = new Recording();
  const rig = await stewardForTest({ market, journal: recording.journal, store: recording.store });
  const approveAll = async () => {
    await rig.advance({ minutes: 10 });
    for (const { id } of rig.steward.state.proposals.staged()) await rig.steward.approve(id, { by: OPERATOR, portion: 1 });
    await rig.steward.idle();
  };
  rig.llm.wish({ action: 'open', symbol: 'BTCUSDT' });
  await rig.runNextSession();
  await approveAll();
  rig.llm.wish({ action: 'open', symbol: 'ETHUSDT', sizeStep: 0.25 });
  await rig.runNextSession();
  await approveAll();
  rig.llm.wish(
    { action: 'open', symbol: 'BTCUSDT', sizeStep: 0.25, stopFraction: 0.03 },
    { action: 'move-stop', symbol: 'ETHUSDT', stopFraction: 0.02 },
  );
  await rig.runNextSession();
  market.shift('ETHUSDT', { from: rig.clock.now(), factor: 0.9 });
  await rig.runNextSession();
  rig.llm.wish({ action: 'close', symbol: 'BTCUSDT', sizeStep: 0.5 });
  await rig.runNextSession();
  rig.llm.wish({ action: 'open', symbol: 'SOLUSDT', sizeStep: 0.25 }, { action: 'close', symbol: 'BTCUSDT' });
  await rig.runNextSession();
  await rig.stop();
  return recording.remains;
}

/** Starts a process on what another left, and lets it run two more hours. */
async function goOn(
  { entries, records, at }: Remains & { readonly at: number },
  { market, epoch }: { readonly market: SteadyMarket; readonly epoch: number },
): Promise<{ readonly rig: StewardForTest; readonly recording: Recording }> {
  const recording = new Recording({ entries, records });
  const rig = await stewardForTest({ market, journal: recording.journal, store: recording.store, startAt: at, epoch });
  await rig.runNextSession();
  await rig.runNextSession();
  await rig.stop();
  return { rig, recording };
}

async function expectRecovered(rig: StewardForTest, recording: Recording): Promise<void> {
  await expectSoundAccount(rig);
  expectProposalsEnded(rig);
  expect(rig.bugs).toEqual([]);
  expect(rig.steward.state.orders.inDoubt()).toEqual([]);
  const entriesPlaced = recording.records.flatMap((record) =>
    [...record.matchAll(/"kind":"placed"[^}]*"clientOrderId":"stw-(P\d+)-[A-Z]+-e/g)].map(([, proposalId]) => proposalId),
  );
  expect([...new Set(entriesPlaced)], 'the exchange saw one entry of each proposal').toEqual(entriesPlaced);
  const slots = recording.journal.entries.flatMap(({ fact, sessionId }) => (fact.kind === 'session-started' ? [sessionId] : []));
  expect([...new Set(slots)], 'no slot was run twice').toEqual(slots);
  const closed = recording.journal.entries.filter(({ fact }) => fact.kind === 'session-closed').length;
  expect(closed, 'every session was closed').toBe(slots.length);
}

describe('a process that is killed and started again', () => {
  const market = newMarket();
  let remains: Remains;

  beforeAll(async () => {
    remains = await live(market);
  });

  it('is tried on a life in which everything happens', () => {
    const kinds = remains.entries.map(({ fact }) => (fact.kind === 'order-intended' ? fact.intent.purpose : fact.kind));
    expect(new Set(kinds)).toEqual(
      new Set([
        ...['journal-opened', 'process-started', 'session-started', 'snapshot-taken', 'agent-finished', 'signal-received'],
        ...['signal-assessed', 'proposal-staged', 'proposal-changed', 'stop-set', 'entry', 'order-changed', 'fill-booked'],
        ...['stop', 'position-protected', 'exit', 'transfer-booked', 'equity-marked', 'session-closed'],
      ]),
    );
    expect(remains.entries.some(({ fact }) => fact.kind === 'fill-booked' && fact.reason === 'protection')).toBe(true);
  });

  it.each<Crash['exchange']>(['as-then', 'as-before-the-next-entry'])(
    'doubles nothing, loses nothing and is protected, after every single entry (%s)',
    async (exchange) => {
      for (let entryCount = 0; entryCount <= remains.entries.length; entryCount += 1) {
        const crash = { entryCount, exchange };
        const { rig, recording } = await goOn(remainsOf(remains, crash), { market, epoch: 2 });
        await expectRecovered(rig, recording).catch((error: unknown) => {
          const last = remains.entries[entryCount - 1]?.fact;
          throw new Error(`killed after entry ${entryCount}: ${JSON.stringify(last)}`, { cause: error });
        });
      }
    },
    30_000,
  );

  it('is also when it is killed again while it recovers, and comes back hours later', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: remains.entries.length }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.constantFrom<Crash['exchange']>('as-then', 'as-before-the-next-entry'),
        fc.integer({ min: 0, max: 6 * HOUR_MS }),
        async (entryCount, share, exchange, pauseMs) => {
          const first = await goOn(remainsOf(remains, { entryCount, exchange }), { market, epoch: 2 });
          const grown = first.recording.remains.entries.length - entryCount;
          const again = { entryCount: entryCount + Math.ceil(share * grown), exchange };
          const left = remainsOf(first.recording.remains, again);
          const { rig, recording } = await goOn({ ...left, at: left.at + pauseMs }, { market, epoch: 3 });
          await expectRecovered(rig, recording);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('ends the session that was interrupted, and does not run its slot again', async () => {
    const entryCount = remains.entries.findIndex(({ fact }) => fact.kind === 'snapshot-taken') + 1;
    const { rig } = await goOn(remainsOf(remains, { entryCount, exchange: 'as-then' }), { market, epoch: 2 });
    expect((await rig.factsOf('session-closed')).map(({ outcome }) => outcome.tag)).toEqual([
      'interrupted',
      'completed',
      'completed',
    ]);
  });

  it('takes an approval without an order for void', async () => {
    const entryCount =
      remains.entries.findIndex(({ fact }) => fact.kind === 'proposal-changed' && fact.state.tag === 'approved') + 1;
    const { rig } = await goOn(remainsOf(remains, { entryCount, exchange: 'as-then' }), { market, epoch: 2 });
    expect(rig.steward.state.proposals.get('P1')?.state).toMatchObject({ tag: 'failed', why: 'interrupted' });
    expect(await rig.factsOf('order-intended')).toEqual([]);
  });

  it('does not send an order that was intended and never left', async () => {
    const entryCount = remains.entries.findIndex(({ fact }) => fact.kind === 'order-intended') + 1;
    const { rig } = await goOn(remainsOf(remains, { entryCount, exchange: 'as-then' }), { market, epoch: 2 });
    expect(rig.steward.state.proposals.get('P1')?.state).toMatchObject({ tag: 'failed', why: 'interrupted' });
    expect((await rig.factsOf('order-changed')).at(-1)?.state.tag).toBe('abandoned');
    expect(await rig.exchange.fetchFills({ symbol: 'BTCUSDT', afterFillId: null })).toEqual([]);
  });

  it('adopts an order that was filled and not booked, and protects it first', async () => {
    const entryCount = remains.entries.findIndex(({ fact }) => fact.kind === 'order-intended') + 1;
    const { rig, recording } = await goOn(remainsOf(remains, { entryCount, exchange: 'as-before-the-next-entry' }), {
      market,
      epoch: 2,
    });
    expect(rig.steward.state.proposals.get('P1')?.state.tag).toBe('executed');
    const story = recording.journal.entries.slice(entryCount).map(({ fact }) => fact.kind);
    expect(story.indexOf('position-protected')).toBeGreaterThan(0);
    expect(story.indexOf('position-protected')).toBeLessThan(story.indexOf('session-started'));
  });

  it('tells of a stop that was hit while nobody was there, at its own time', async () => {
    const entryCount = remains.entries.findIndex(({ fact }) => fact.kind === 'fill-booked' && fact.reason === 'protection');
    const before = remainsOf(remains, { entryCount, exchange: 'as-then' });
    const { rig } = await goOn({ ...before, at: before.at + 3 * HOUR_MS + MINUTE_MS }, { market, epoch: 2 });
    const sale = (await rig.factsOf('fill-booked')).find(({ reason }) => reason === 'protection');
    expect(sale?.fill.at).toBe(remains.entries[entryCount]?.at);
    expect(rig.steward.state.portfolio.lastStopHitAt.get('ETHUSDT')).toBe(sale?.fill.at);
  });
});
