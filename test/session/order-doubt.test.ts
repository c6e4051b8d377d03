import { afterEach, describe, expect, it } from 'vitest';
import type { ProposalState } from '../../src/domain/proposal.ts';
import type { CancelFault, ExchangeFaults, PlaceFault } from '../../src/simulator/faults.ts';
import { expectProposalsEnded, expectSoundAccount } from '../support/expect-sound-account.ts';
import { memorySimulatorStore } from '../support/memory-simulator-store.ts';
import { openPosition, restingStops } from '../support/open-position.ts';
import { OPERATOR } from '../support/recording-chat.ts';
import { type StewardForTest, stewardForTest } from '../support/steward-for-test.ts';

type Leg = 'e' | 's' | 'x';

let rig: StewardForTest;

afterEach(async () => {
  await audit();
  await expectSoundAccount(rig);
  expectProposalsEnded(rig);
  await rig.stop();
  expect(rig.bugs).toEqual([]);
});

function audit(): Promise<void> {
  return rig.passing(rig.steward.services.protection.audit());
}

/** Faults that befall the next order of a leg, and the next cancellation. */
class Faults implements ExchangeFaults {
  place: { readonly leg: Leg; readonly fault: PlaceFault } | null = null;
  onCancel: CancelFault | null = null;
  isMute = false;
  /** Legs of the orders that left, in their order. */
  readonly sent: Leg[] = [];

  beforePlace({ order }: { readonly order: { readonly clientOrderId: string } }): PlaceFault | null {
    const leg = /-([exs])\d+-\d+$/.exec(order.clientOrderId)?.[1] as Leg;
    this.sent.push(leg);
    if (this.place?.leg !== leg) return null;
    const { fault } = this.place;
    this.place = null;
    return fault;
  }

  beforeCancel(): CancelFault | null {
    const fault = this.onCancel;
    this.onCancel = null;
    return fault;
  }

  beforeEvent(event: Parameters<NonNullable<ExchangeFaults['beforeEvent']>>[0]) {
    return this.isMute ? [] : [event];
  }
}

async function start({ isMute }: { readonly isMute: boolean }): Promise<Faults> {
  const faults = new Faults();
  faults.isMute = isMute;
  rig = await stewardForTest({ faults });
  return faults;
}

/** A session proposes it, a person approves, and the audit looks at once and a minute later. */
async function enter(): Promise<ProposalState | undefined> {
  rig.llm.wish({ action: 'open', symbol: 'BTCUSDT' });
  await rig.runNextSession();
  await rig.steward.approve('P1', { by: OPERATOR, portion: 1 });
  await rig.passing(rig.steward.idle());
  await audit();
  await rig.advance({ minutes: 1 });
  await audit();
  return rig.steward.state.proposals.get('P1')?.state;
}

const LATE: PlaceFault = { delayMs: 4_000 };
const BEYOND_EVERY_WINDOW: PlaceFault = { delayMs: 45_000 };

const STREAMS = [
  { stream: 'the stream tells', isMute: false },
  { stream: 'the stream is mute', isMute: true },
];

describe.each(STREAMS)('an entry, while $stream', ({ isMute }) => {
  it.each<{ name: string; fault: PlaceFault; outcome: unknown; held: boolean }>([
    { name: 'that never arrived', fault: 'lose-request', outcome: { tag: 'failed', why: 'lost' }, held: false },
    { name: 'whose answer got lost', fault: 'lose-reply', outcome: { tag: 'executed' }, held: true },
    { name: 'that arrived late', fault: LATE, outcome: { tag: 'executed' }, held: true },
    {
      name: 'that arrived when it had been given up',
      fault: BEYOND_EVERY_WINDOW,
      outcome: { tag: 'failed', why: 'lost' },
      held: true,
    },
  ])('$name is sent once, resolved, and what it bought is protected', async ({ fault, outcome, held }) => {
    const faults = await start({ isMute });
    faults.place = { leg: 'e', fault };
    expect(await enter()).toMatchObject(outcome as object);
    await rig.runNextSession();
    expect(faults.sent.filter((leg) => leg === 'e')).toHaveLength(1);
    expect(rig.steward.state.portfolio.position('BTCUSDT') !== null).toBe(held);
    expect(restingStops(rig, 'BTCUSDT')).toHaveLength(held ? 1 : 0);
  });

  it('whose answer got lost lets the symbol be traded again in the next hour', async () => {
    const faults = await start({ isMute });
    faults.place = { leg: 'e', fault: 'lose-reply' };
    await enter();
    rig.llm.wish({ action: 'open', symbol: 'BTCUSDT', sizeStep: 0.25 });
    await rig.runNextSession();
    expect(rig.steward.state.proposals.get('P2')?.state.tag).toBe('executed');
  });
});

describe.each(STREAMS)('a stop, while $stream', ({ isMute }) => {
  it.each<[string, PlaceFault]>([
    ['that never arrived', 'lose-request'],
    ['whose answer got lost', 'lose-reply'],
    ['that arrived late', LATE],
    ['that arrived when it had been given up', BEYOND_EVERY_WINDOW],
  ])('%s leaves exactly one in the end', async (_name, fault) => {
    const faults = await start({ isMute });
    faults.place = { leg: 's', fault };
    expect(await enter()).toMatchObject({ tag: 'executed' });
    await rig.advance({ minutes: 1 });
    await audit();
    await rig.runNextSession();
    expect(await rig.exchange.fetchOpenOrders()).toHaveLength(1);
    expect(restingStops(rig, 'BTCUSDT')).toEqual(['38400']);
  });
});

describe.each(STREAMS)('a sale, while $stream', ({ isMute }) => {
  it.each<{ name: string; fault: PlaceFault; sold: boolean }>([
    { name: 'that never arrived', fault: 'lose-request', sold: false },
    { name: 'whose answer got lost', fault: 'lose-reply', sold: true },
    { name: 'that arrived late', fault: LATE, sold: true },
  ])('$name is sent once, and what is left is protected', async ({ fault, sold }) => {
    const faults = await start({ isMute });
    await openPosition(rig);
    faults.place = { leg: 'x', fault };
    rig.llm.wish({ action: 'close', symbol: 'BTCUSDT' });
    await rig.runNextSession();
    await rig.advance({ minutes: 1 });
    await audit();
    expect(faults.sent.filter((leg) => leg === 'x')).toHaveLength(1);
    expect(rig.steward.state.portfolio.position('BTCUSDT') === null).toBe(sold);
    expect(rig.steward.state.proposals.get('P2')?.state).toMatchObject(
      sold ? { tag: 'executed' } : { tag: 'failed', why: 'lost' },
    );
  });
});

describe.each(STREAMS)('the cancellation of the stop before a sale, while $stream', ({ isMute }) => {
  it.each<{ name: string; fault: CancelFault }>([
    { name: 'that never arrived', fault: 'lose-request' },
    { name: 'whose answer got lost', fault: 'lose-reply' },
    { name: 'that was refused', fault: { reject: { code: -1015, message: 'Too many new orders.' } } },
  ])('$name is repeated where that is needed, and the position is sold', async ({ fault }) => {
    const faults = await start({ isMute });
    await openPosition(rig);
    faults.onCancel = fault;
    rig.llm.wish({ action: 'close', symbol: 'BTCUSDT' });
    await rig.runNextSession();
    await audit();
    expect(rig.steward.state.portfolio.position('BTCUSDT')).toBeNull();
    expect(restingStops(rig, 'BTCUSDT')).toEqual([]);
    expect((await rig.factsOf('fill-booked')).filter(({ fill }) => fill.side === 'sell')).toHaveLength(1);
  });
});

describe('an order in doubt', () => {
  it('survives a restart and is resolved before the first session', async () => {
    const store = memorySimulatorStore();
    const faults = new Faults();
    faults.isMute = true;
    rig = await stewardForTest({ faults, store });
    faults.place = { leg: 'e', fault: 'lose-reply' };
    rig.llm.wish({ action: 'open', symbol: 'BTCUSDT' });
    await rig.runNextSession();
    await rig.steward.approve('P1', { by: OPERATOR, portion: 1 });
    await rig.steward.idle();
    expect(rig.steward.state.orders.inDoubt()).toHaveLength(1);
    await rig.stop();
    rig = await stewardForTest({ store, journal: rig.journal, startAt: rig.clock.now(), epoch: 2 });
    expect((await rig.factsOf('process-started')).at(-1)?.recoveredOrders).toBe(1);
    expect(rig.steward.state.proposals.get('P1')?.state.tag).toBe('executed');
    expect(restingStops(rig, 'BTCUSDT')).toEqual(['38400']);
  });

  it('keeps its symbol from being entered again until it is resolved', async () => {
    const faults = await start({ isMute: true });
    faults.place = { leg: 'e', fault: 'lose-reply' };
    rig.llm.wish({ action: 'open', symbol: 'BTCUSDT' });
    await rig.runNextSession();
    await rig.steward.approve('P1', { by: OPERATOR, portion: 1 });
    await rig.steward.idle();
    expect(rig.steward.state.proposals.underWay('BTCUSDT').map(({ id }) => id)).toEqual(['P1']);
    expect(await rig.steward.closePosition('BTCUSDT', { fraction: 1, by: OPERATOR })).toMatchObject({
      tag: 'refused',
      verdict: { reasons: [{ code: 'symbol-busy' }, { code: 'no-position' }] },
    });
  });
});
