import fc, { type Scheduler } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ControlState } from '../../src/domain/control-state.ts';
import { MINUTE_MS } from '../../src/domain/time.ts';
import type { SimulatedClock } from '../../src/simulator/simulated-clock.ts';
import { expectProposalsEnded, expectSoundAccount } from '../support/expect-sound-account.ts';
import { OPERATOR } from '../support/recording-chat.ts';
import { ScrambledProcess } from '../support/scrambled-world.ts';
import { type StewardForTest, stewardForTest } from '../support/steward-for-test.ts';

const RUNS = 200;
/** At most so many come to one proposal. */
const OTHERS_MAX = 4;
/** About as many steps as the execution of an order has. */
const TURNS_MAX = 24;
const EXPIRY_MS = 30 * MINUTE_MS;
const OTHER = { kind: 'person', id: 'other', name: 'Otto' } as const;

interface Living {
  readonly rig: StewardForTest;
  readonly process: ScrambledProcess;
}

/** What may come to a proposal that waits, at any moment. */
const OTHERS = ['approve-again', 'half', 'reject', 'time passes', 'expire', 'pause', 'panic', 'resume', 'kill', 'audit'] as const;
type Happening = 'approve' | (typeof OTHERS)[number];

class Story {
  readonly #scheduler: Scheduler;
  readonly #survives: 'all' | 'durable';
  readonly #records: string[] = [];
  readonly #store = { load: () => [...this.#records], append: (record: string) => void this.#records.push(record) };
  /** The process that lives, or will when it has started. */
  #living: Promise<Living>;
  #clock: SimulatedClock | null = null;
  /** Entries that were sent while trading was stopped. */
  readonly sentWhileStopped: string[] = [];

  constructor(scheduler: Scheduler, survives: 'all' | 'durable') {
    this.#scheduler = scheduler;
    this.#survives = survives;
    this.#living = this.#begin();
  }

  get living(): Promise<Living> {
    return this.#living;
  }

  /** Waits for it, letting one thing after the other come in, and time pass where nothing else can. */
  async until<Result>(work: Promise<Result>): Promise<Result> {
    let isDone = false;
    const done = work.finally(() => {
      isDone = true;
    });
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      if (isDone) return done;
      if (this.#scheduler.count() > 0) await this.#scheduler.waitOne();
      else if (this.#clock?.nextTimerAt) await this.#clock.advanceTo(this.#clock.nextTimerAt);
    }
  }

  /** Lets it happen whenever the scheduler says so, which it must say `turns` times: so it also comes late, in the middle of others. */
  async happens(happening: Happening, turns: number): Promise<unknown> {
    for (let turn = 0; turn < turns; turn += 1) await this.#scheduler.schedule(Promise.resolve(), happening);
    if (happening === 'kill') return this.#kill();
    const { rig, process } = await this.#living;
    // Whoever asked a process that dies gets no answer.
    return Promise.race([this.#make(happening, rig), process.death]);
  }

  async #make(happening: Exclude<Happening, 'kill'>, rig: StewardForTest): Promise<unknown> {
    const { steward } = rig;
    const control = (to: ControlState) => steward.changeControl({ to, by: OTHER, why: happening });
    switch (happening) {
      case 'approve':
        return steward.approve('P1', { by: OPERATOR, portion: 1 });
      case 'approve-again':
        return steward.approve('P1', { by: OTHER, portion: 1 });
      case 'half':
        return steward.approve('P1', { by: OPERATOR, portion: 0.5 });
      case 'reject':
        return steward.reject('P1', { by: OTHER, why: null });
      case 'time passes':
        return rig.clock.advanceTo(rig.clock.now() + EXPIRY_MS);
      case 'expire':
        return steward.expireProposals();
      case 'pause':
        return control('reducing');
      case 'panic':
        return control('halted');
      case 'resume':
        return control('active');
      case 'audit':
        return steward.services.protection.audit();
    }
  }

  /** A proposal to buy that waits for an answer. */
  async #begin(): Promise<Living> {
    const process = new ScrambledProcess(this.#scheduler);
    const rig = await stewardForTest({ warmUpDays: 2, store: this.#store, ...parts(process) });
    rig.llm.wish({ action: 'open', symbol: 'BTCUSDT' });
    await rig.runNextSession();
    return this.#scrambled({ rig, process });
  }

  #kill(): Promise<unknown> {
    this.#living = this.#living.then(async ({ rig, process: old }) => {
      const process = new ScrambledProcess(this.#scheduler, old.kill(this.#survives));
      const next = await stewardForTest({
        warmUpDays: 2,
        store: this.#store,
        ...parts(process),
        startAt: rig.clock.now(),
        epoch: 2,
      });
      expect(rig.bugs).toEqual([]);
      return this.#scrambled({ rig: next, process });
    });
    return this.#living;
  }

  #scrambled(living: Living): Living {
    const { rig, process } = living;
    process.onPlace = (request) => {
      const { control } = rig.steward.state.control;
      if (request.order.side === 'buy' && control !== 'active') this.sentWhileStopped.push(control);
    };
    process.scramble();
    this.#clock = rig.clock;
    return living;
  }
}

function parts({ journal, exchangeThrough, marketDataThrough }: ScrambledProcess) {
  return { journal, exchangeThrough, marketDataThrough };
}

describe('a proposal that waits, whatever comes to it in whatever order', () => {
  it('is executed at most once, never while trading is stopped, and leaves a sound account', { timeout: 200_000 }, async () => {
    const tally = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.subarray([...OTHERS], { minLength: 1, maxLength: OTHERS_MAX }),
        fc.array(fc.integer({ min: 1, max: TURNS_MAX }), { minLength: OTHERS_MAX + 1, maxLength: OTHERS_MAX + 1 }),
        fc.constantFrom('all' as const, 'durable' as const),
        async (scheduler, others, turns, survives) => {
          const story = new Story(scheduler, survives);
          await story.living;
          await story.until(
            Promise.all((['approve', ...others] as const).map((happening, index) => story.happens(happening, turns[index] ?? 1))),
          );
          const { rig } = await story.until(story.living);
          await story.until(rig.steward.expireProposals());
          await story.until(rig.steward.idle());
          await story.until(rig.steward.services.protection.audit());
          expect(story.sentWhileStopped).toEqual([]);
          await expectEnd(rig);
          const { tag } = rig.steward.state.proposals.get('P1')?.state ?? { tag: 'none' };
          tally.set(tag, (tally.get(tag) ?? 0) + 1);
        },
      ),
      { numRuns: RUNS },
    );
    expect(tally.size, 'the runs reach many endings').toBeGreaterThanOrEqual(4);
  });
});

async function expectEnd(rig: StewardForTest): Promise<void> {
  const fills = await rig.exchange.fetchFills({ symbol: 'BTCUSDT', afterFillId: null });
  const buys = fills.filter(({ side }) => side === 'buy');
  const { state } = rig.steward.state.proposals.get('P1') ?? { state: { tag: 'none' } };
  expect(new Set(buys.map(({ clientOrderId }) => clientOrderId)).size, state.tag).toBe(state.tag === 'executed' ? 1 : 0);
  const proposal = rig.steward.state.proposals.get('P1');
  const approvals = (await rig.factsOf('proposal-changed')).flatMap((fact) =>
    fact.state.tag === 'approved' ? [fact.state.at] : [],
  );
  for (const at of approvals) expect(at).toBeLessThan(proposal?.expiresAt ?? 0);
  await expectSoundAccount(rig);
  expectProposalsEnded(rig);
  expect(rig.bugs).toEqual([]);
}
