import { beforeAll, describe, expect, it } from 'vitest';
import type { JournalFact } from '../../src/domain/journal-entry.ts';
import { HOUR_MS, MINUTE_MS } from '../../src/domain/time.ts';
import { expectProposalsEnded, expectSoundAccount } from '../support/expect-sound-account.ts';
import { openPosition } from '../support/open-position.ts';
import { endOf, RecordedLife, type Remains } from '../support/recorded-life.ts';
import { type StewardForTest, stewardForTest, TEST_START } from '../support/steward-for-test.ts';

const WARM_UP_DAYS = 2;
/** The markets take no lists, so that each order can be killed alone. */
const STOP_FOLLOWS = { capabilities: [] } as const;

let market: StewardForTest['market'];
let left: readonly Remains[] = [];

/** A position in ETH whose stop is hit, and one in BTC that is bought before and stays. */
beforeAll(async () => {
  const life = new RecordedLife();
  const rig = await stewardForTest({ ...STOP_FOLLOWS, warmUpDays: WARM_UP_DAYS, journal: life.journal, store: life.store });
  await openPosition(rig, { symbol: 'BTCUSDT' });
  await openPosition(rig, { symbol: 'ETHUSDT', sizeStep: 0.25 });
  rig.market.shift('ETHUSDT', { from: rig.clock.now(), factor: 0.9 });
  await rig.runNextSession();
  await rig.stop();
  ({ market } = rig);
  left = life.remains;
});

/** What a kill leaves right after the first fact of this kind: as soon as it is written, or as late as possible before the next one is. */
function killedAfter(isTheFact: (fact: JournalFact) => boolean, when: 'at once' | 'before the next fact'): Remains {
  const isItsEnd = ({ entries }: Remains) => {
    const newest = entries.at(-1)?.fact;
    return newest !== undefined && isTheFact(newest) && entries.filter(({ fact }) => isTheFact(fact)).length === 1;
  };
  const found = when === 'at once' ? left.find(isItsEnd) : left.findLast(isItsEnd);
  if (found === undefined) throw new Error('nothing of the kind happened');
  return found;
}

async function goOn(remains: Remains, { downMs = 0 }: { readonly downMs?: number } = {}): Promise<StewardForTest> {
  const life = new RecordedLife(remains);
  const rig = await stewardForTest({
    ...STOP_FOLLOWS,
    warmUpDays: WARM_UP_DAYS,
    market,
    journal: life.journal,
    store: life.store,
    startAt: (endOf(remains) ?? TEST_START) + downMs,
    epoch: 2,
  });
  await rig.runNextSession();
  await expectSoundAccount(rig);
  expectProposalsEnded(rig);
  await rig.stop();
  expect(rig.bugs).toEqual([]);
  return rig;
}

describe('recovery', () => {
  it('ends the session that was interrupted, and does not run its slot again', async () => {
    const rig = await goOn(killedAfter(({ kind }) => kind === 'snapshot-taken', 'at once'));
    const sessions = await rig.entries();
    expect(
      sessions.flatMap(({ fact, sessionId }) => (fact.kind === 'session-closed' ? [`${sessionId} ${fact.outcome.tag}`] : [])),
    ).toEqual(['20240301T13 interrupted', '20240301T14 completed']);
  });

  it('takes an approval without an order for void', async () => {
    const rig = await goOn(killedAfter((fact) => fact.kind === 'proposal-changed' && fact.state.tag === 'approved', 'at once'));
    expect(rig.steward.state.proposals.get('P1')?.state).toMatchObject({ tag: 'failed', why: 'interrupted' });
    expect(await rig.factsOf('order-intended')).toEqual([]);
  });

  it('does not send an order that was intended and never left', async () => {
    const rig = await goOn(killedAfter(({ kind }) => kind === 'order-intended', 'at once'));
    expect(rig.steward.state.proposals.get('P1')?.state).toMatchObject({ tag: 'failed', why: 'interrupted' });
    expect((await rig.factsOf('order-changed')).map(({ state }) => state.tag)).toEqual(['abandoned']);
    expect(await rig.exchange.fetchFills({ symbol: 'BTCUSDT', afterFillId: null })).toEqual([]);
  });

  it('adopts an order that was filled and not booked, and protects it before the first session', async () => {
    const remains = killedAfter(({ kind }) => kind === 'order-intended', 'before the next fact');
    const rig = await goOn(remains);
    expect(rig.steward.state.proposals.get('P1')?.state.tag).toBe('executed');
    const story = (await rig.entries()).slice(remains.entries.length).map(({ fact }) => fact.kind);
    expect(story.indexOf('position-protected')).toBeGreaterThan(0);
    expect(story.indexOf('position-protected')).toBeLessThan(story.indexOf('session-started'));
  });

  it('books a stop that was hit while nobody was there at its own time', async () => {
    const isSecondProtected = (fact: JournalFact) => fact.kind === 'position-protected' && fact.symbol === 'ETHUSDT';
    const rig = await goOn(killedAfter(isSecondProtected, 'at once'), { downMs: 3 * HOUR_MS + MINUTE_MS });
    const sale = (await rig.factsOf('fill-booked')).find(({ reason }) => reason === 'protection');
    const hit = left.at(-1)?.entries.find(({ fact }) => fact.kind === 'fill-booked' && fact.reason === 'protection');
    expect(sale?.fill.at).toBe(hit?.at);
    expect(rig.steward.state.portfolio.lastStopHitAt.get('ETHUSDT')).toBe(hit?.at);
  });

  it('tells of the slots that were missed meanwhile', async () => {
    const rig = await goOn(
      killedAfter(({ kind }) => kind === 'session-closed', 'at once'),
      { downMs: 5 * HOUR_MS },
    );
    expect(await rig.factsOf('slot-missed')).toMatchObject([{ count: 5 }]);
  });
});
