import { afterEach, describe, expect, it } from 'vitest';
import { Fault } from '../../src/domain/fault.ts';
import type { JournalEntry } from '../../src/domain/journal-entry.ts';
import type { Journal, NewEntry } from '../../src/ports/journal.ts';
import { expectSoundAccount } from '../support/expect-sound-account.ts';
import { createMemoryJournal } from '../support/memory-journal.ts';
import { heldPosition, openPosition, restingStops } from '../support/open-position.ts';
import { OPERATOR } from '../support/recording-chat.ts';
import { type StewardForTest, stewardForTest } from '../support/steward-for-test.ts';

/** A journal on a disk that can be full: numbers go on, nothing is durable until it is written anew. */
function fillingJournal() {
  const memory = createMemoryJournal();
  const disk = { isFull: false };
  let durable = 0;
  let hasFailed = false;
  const journal: Journal = {
    append(added: readonly NewEntry[]) {
      const { entries } = memory.append(added);
      if (disk.isFull) hasFailed = true;
      if (hasFailed) {
        const rejected = Promise.reject(new Fault('storage', 'no space left'));
        rejected.catch(() => undefined);
        return { entries, durable: rejected };
      }
      durable = memory.lastSequence;
      return { entries, durable: Promise.resolve() };
    },
    rewrite: async () => {
      if (disk.isFull) return false;
      hasFailed = false;
      durable = memory.lastSequence;
      return true;
    },
    async *read(from) {
      for await (const entry of memory.read(from)) if (entry.sequence <= durable) yield entry;
    },
    get lastSequence() {
      return memory.lastSequence;
    },
    repairedBytes: 0,
    close: () => Promise.resolve(),
  };
  return { journal, disk, remembered: memory.entries as readonly JournalEntry[] };
}

let rig: StewardForTest;

afterEach(async () => {
  await rig.stop();
  expect(rig.bugs).toEqual([]);
});

async function start() {
  const filling = fillingJournal();
  rig = await stewardForTest({ journal: filling.journal, capabilities: [] });
  return filling;
}

function watch(): Promise<void> {
  return rig.passing(rig.steward.services.protection.watch());
}

describe('while the disk takes nothing', () => {
  it('no entry is sent', async () => {
    const { disk, remembered } = await start();
    rig.llm.wish({ action: 'open', symbol: 'BTCUSDT' });
    await rig.runNextSession();
    const [staged] = rig.steward.state.proposals.staged();
    disk.isFull = true;
    await rig.steward.approve(staged?.id ?? '', { by: OPERATOR, portion: 1 }).catch(() => undefined);
    await rig.passing(rig.steward.idle());
    expect(rig.steward.state.portfolio.position('BTCUSDT')).toBeNull();
    expect(await rig.exchange.fetchFills({ symbol: 'BTCUSDT', afterFillId: null })).toEqual([]);
    expect(rig.steward.state.orders.liveOrders()).toEqual([]);
    expect(remembered.some(({ fact }) => fact.kind === 'order-changed' && fact.state.tag === 'submitted')).toBe(false);
  });

  it('a stop that vanished is placed again, and the trouble is told', async () => {
    const { disk, remembered } = await start();
    await openPosition(rig);
    const told: string[] = [];
    rig.steward.state.onEntry(({ fact }) => void (fact.kind === 'alert-raised' && told.push(fact.key)));
    disk.isFull = true;
    const [stop] = await rig.exchange.fetchOpenOrders();
    await rig.exchange.cancel({ symbol: 'BTCUSDT', clientOrderId: stop?.clientOrderId ?? '' });
    await rig.exchange.idle();
    await rig.passing(rig.steward.services.protection.audit());
    await watch();
    await watch();
    expect(restingStops(rig, 'BTCUSDT')).toEqual(['38400']);
    expect(await rig.exchange.fetchOpenOrders()).toHaveLength(1);
    expect(told.filter((key) => key === 'journal-failed')).toEqual(['journal-failed']);
    expect(rig.steward.state.isJournalFailed).toBe(true);
    expect(remembered.length).toBeGreaterThan((await rig.entries()).length);
  });

  it('a stop that fills is booked, and /close sells', async () => {
    const { disk } = await start();
    await openPosition(rig, { sizeStep: 0.25 });
    await openPosition(rig, { symbol: 'ETHUSDT', sizeStep: 0.25 });
    disk.isFull = true;
    rig.market.shift('BTCUSDT', { from: rig.clock.now(), factor: 0.9 });
    await rig.advance({ minutes: 59 });
    await rig.passing(rig.steward.idle());
    expect(rig.steward.state.portfolio.position('BTCUSDT')).toBeNull();
    await rig.passing(rig.steward.closePosition('ETHUSDT', { fraction: 1, by: OPERATOR }));
    expect(rig.steward.state.portfolio.position('ETHUSDT')).toBeNull();
    expect(await rig.exchange.fetchOpenOrders()).toEqual([]);
  });

  it('a session ends at once, and those after it run when there is room again', async () => {
    const { disk } = await start();
    await openPosition(rig);
    disk.isFull = true;
    await expect(rig.runNextSession()).rejects.toMatchObject({ code: 'storage' });
    expect(rig.steward.state.sessions.current).toBeNull();
    disk.isFull = false;
    await watch();
    await rig.runNextSession();
    expect((await rig.factsOf('session-closed')).at(-1)?.outcome.tag).toBe('completed');
  });
});

describe('when the disk takes entries again', () => {
  it('all that was remembered is written, told as over, and the same as what a restart reads', async () => {
    const { disk, journal, remembered } = await start();
    await openPosition(rig);
    disk.isFull = true;
    const [stop] = await rig.exchange.fetchOpenOrders();
    await rig.exchange.cancel({ symbol: 'BTCUSDT', clientOrderId: stop?.clientOrderId ?? '' });
    await rig.exchange.idle();
    await rig.passing(rig.steward.services.protection.audit());
    await watch();
    disk.isFull = false;
    await watch();
    expect(rig.steward.state.isJournalFailed).toBe(false);
    expect(await rig.entries()).toEqual(remembered);
    expect((await rig.factsOf('alert-resolved')).map(({ key }) => key)).toContain('journal-failed');
    const { quantity } = heldPosition(rig, 'BTCUSDT');
    expect(journal.lastSequence).toBe(remembered.length);
    expect(quantity.gt(0)).toBe(true);
    await expectSoundAccount(rig);
  });
});
