import fc, { type Scheduler } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../src/domain/journal-entry.ts';
import { DAY_MS, MINUTE_MS } from '../../src/domain/time.ts';
import type { Exchange } from '../../src/ports/exchange.ts';
import type { Journal } from '../../src/ports/journal.ts';
import { expectProposalsEnded, expectSoundAccount } from '../support/expect-sound-account.ts';
import { createMemoryJournal } from '../support/memory-journal.ts';
import { memorySimulatorStore } from '../support/memory-simulator-store.ts';
import { openPosition } from '../support/open-position.ts';
import { OPERATOR } from '../support/recording-chat.ts';
import { steadyMarket } from '../support/steady-market.ts';
import { type StewardForTest, stewardForTest, TEST_START } from '../support/steward-for-test.ts';

/** Everything outside of the process takes its time, in the order that the scheduler chooses; a killed process hears nothing any more. */
class Outside {
  readonly records: string[] = [];
  /** What was sent although sessions might not send it any more. */
  readonly forbidden: string[] = [];
  readonly #memory = createMemoryJournal();
  #scheduler: Scheduler | null = null;
  #isDead = false;
  #rig: StewardForTest | null = null;

  readonly journal: Journal = new Proxy(this.#memory, {
    get: (target, name) => {
      if (name !== 'append') return Reflect.get(target, name, target);
      return (added: Parameters<Journal['append']>[0]) => {
        if (this.#isDead) return { entries: [], durable: never() };
        const { entries } = target.append(added);
        return { entries, durable: this.#later('durable') };
      };
    },
  });

  get entries(): readonly JournalEntry[] {
    return this.#memory.entries;
  }

  readonly store = { load: () => [...this.records], append: (record: string) => void this.records.push(record) };

  through(exchange: Exchange): Exchange {
    return new Proxy(exchange, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name, target);
        if (typeof value !== 'function' || name === 'events') return typeof value === 'function' ? value.bind(target) : value;
        return async (...given: unknown[]) => {
          if (name === 'place') this.#watch(given[0] as Parameters<Exchange['place']>[0]);
          await this.#later(`${String(name)} arrives`);
          const answer: unknown = await Reflect.apply(value, target, given);
          await this.#later(`${String(name)} answers`);
          return answer;
        };
      },
    });
  }

  disturb(scheduler: Scheduler, rig: StewardForTest): void {
    this.#scheduler = scheduler;
    this.#rig = rig;
  }

  calm(): void {
    this.#scheduler = null;
  }

  kill(): void {
    this.#isDead = true;
  }

  /** The gate is looked at in the same moment in which the order leaves. */
  #watch({ order }: Parameters<Exchange['place']>[0]): void {
    const control = this.#rig?.steward.state.control.control ?? 'active';
    if (order.side === 'buy' && control !== 'active') this.forbidden.push(`${order.clientOrderId} while ${control}`);
  }

  #later(what: string): Promise<void> {
    if (this.#isDead) return never();
    return this.#scheduler === null
      ? Promise.resolve()
      : this.#scheduler.schedule(Promise.resolve(), what).then(() => (this.#isDead ? never() : undefined));
  }
}

function never(): Promise<never> {
  return new Promise(() => undefined);
}

const ACTIONS = {
  approve: ({ steward }: StewardForTest) => steward.approve('P2', { by: OPERATOR, portion: 1 }),
  'approve half': ({ steward }: StewardForTest) => steward.approve('P2', { by: OPERATOR, portion: 0.5 }),
  'approve once more': ({ steward }: StewardForTest) => steward.approve('P2', { by: OPERATOR, portion: 1 }),
  reject: ({ steward }: StewardForTest) => steward.reject('P2', { by: OPERATOR, why: null }),
  pause: ({ steward }: StewardForTest) => steward.changeControl({ to: 'reducing', by: OPERATOR, why: 'pause' }),
  panic: ({ steward }: StewardForTest) => steward.changeControl({ to: 'halted', by: OPERATOR, why: 'panic' }),
  resume: ({ steward }: StewardForTest) => steward.changeControl({ to: 'active', by: OPERATOR, why: 'resume' }),
  close: ({ steward }: StewardForTest) => steward.closePosition('BTCUSDT', { fraction: 1, by: OPERATOR }),
  'close half': ({ steward }: StewardForTest) => steward.closePosition('BTCUSDT', { fraction: 0.5, by: OPERATOR }),
  audit: ({ steward }: StewardForTest) => steward.services.protection.audit(),
  'run a session': async ({ steward }: StewardForTest) => steward.runSessionNow(),
  'ten minutes pass': (rig: StewardForTest) => passMinutes(rig, 10),
  'half an hour passes': async (rig: StewardForTest) => {
    await passMinutes(rig, 30);
    await rig.steward.expireProposals();
  },
} as const satisfies Record<string, (rig: StewardForTest) => Promise<unknown>>;

type Action = keyof typeof ACTIONS;

/** Time is moved by one at a time; what it brings about on the exchange is told, and nobody waits for it. */
async function passMinutes({ clock, exchange }: StewardForTest, minutes: number): Promise<void> {
  const until = clock.now() + minutes * MINUTE_MS;
  for (let at = exchange.nextChangeAt(until) ?? until; clock.now() < until; at = exchange.nextChangeAt(until) ?? until) {
    await clock.advanceTo(Math.max(at, clock.now()));
    exchange.advanceTo(clock.now());
    if (at >= until) return;
  }
}

/** A position, a question about more of it, and a price that falls through the stop within ten minutes. */
async function prepare(
  outside: Outside,
): Promise<{ readonly rig: StewardForTest; readonly market: ReturnType<typeof steadyMarket> }> {
  const market = steadyMarket({ from: TEST_START - 3 * DAY_MS, until: TEST_START + 3 * DAY_MS });
  const rig = await stewardForTest({
    market,
    journal: outside.journal,
    store: outside.store,
    exchangeThrough: (exchange) => outside.through(exchange),
  });
  await openPosition(rig, { sizeStep: 0.25, stopFraction: 0.02 });
  rig.llm.wish({ action: 'open', symbol: 'BTCUSDT', sizeStep: 0.25, confidenceFraction: 0.1, stopFraction: 0.02 });
  await rig.runNextSession();
  expect(rig.steward.state.proposals.staged().map(({ id }) => id)).toEqual(['P2']);
  rig.llm.wish({ action: 'close', symbol: 'BTCUSDT' });
  market.shift('BTCUSDT', { from: rig.clock.now(), factor: 0.9 });
  return { rig, market };
}

/** Time moves in one piece after the other, as the clock demands. */
function start(
  actions: readonly Action[],
  { rig, scheduler }: { readonly rig: StewardForTest; readonly scheduler: Scheduler },
): Promise<unknown> {
  let timeMoved: Promise<unknown> = Promise.resolve();
  return Promise.all(
    actions.map((action) =>
      scheduler.schedule(Promise.resolve(), action).then((): Promise<unknown> => {
        if (!action.endsWith('pass') && !action.endsWith('passes')) return ACTIONS[action](rig);
        timeMoved = timeMoved.then(async () => {
          await ACTIONS[action](rig);
        });
        return timeMoved;
      }),
    ),
  );
}

function expectOneExecution(entries: readonly JournalEntry[]): void {
  const bought = entries.filter(
    ({ fact }) => fact.kind === 'order-intended' && fact.intent.proposalId === 'P2' && fact.intent.purpose === 'entry',
  );
  expect(bought.length).toBeLessThanOrEqual(1);
}

const anyActions = fc.uniqueArray(fc.constantFrom(...(Object.keys(ACTIONS) as Action[])), { minLength: 2, maxLength: 6 });

describe('answers, expiry, control, sales, a falling price and audits in any order', () => {
  it('cause one execution at most, never against the control state, and leave the books right and the position protected', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), anyActions, async (scheduler, actions) => {
        const outside = new Outside();
        const { rig } = await prepare(outside);
        outside.disturb(scheduler, rig);
        const done = start(actions, { rig, scheduler });
        const all = done.then(() => rig.steward.idle()).then(() => rig.exchange.idle());
        await scheduler.waitFor(all);
        await all;
        await scheduler.waitIdle();
        outside.calm();
        await rig.exchange.idle();
        await rig.passing(rig.steward.idle());
        await rig.passing(rig.steward.services.protection.audit());

        expect(rig.bugs).toEqual([]);
        expect(outside.forbidden).toEqual([]);
        expectOneExecution(outside.entries);
        expectProposalsEnded(rig);
        await expectSoundAccount(rig);
        await rig.stop();
      }),
      { numRuns: 40 },
    );
  });

  it('and a kill in the midst of it: the next process finds its way', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), anyActions, fc.integer({ min: 1, max: 40 }), async (scheduler, actions, steps) => {
        const outside = new Outside();
        const { rig, market } = await prepare(outside);
        outside.disturb(scheduler, rig);
        start(actions, { rig, scheduler }).catch(() => undefined);
        for (let step = 0; step < steps && scheduler.count() > 0; step += 1) await scheduler.waitNext(1);
        outside.kill();
        const journal = createMemoryJournal();
        journal.entries.push(...outside.entries);
        const next = await stewardForTest({
          market,
          journal,
          store: memorySimulatorStore(outside.records),
          startAt: rig.clock.now(),
          epoch: 2,
        });
        await next.runNextSession();
        await next.runNextSession();

        expect(next.bugs).toEqual([]);
        expectOneExecution(journal.entries);
        expectProposalsEnded(next);
        await expectSoundAccount(next);
        await next.stop();
      }),
      { numRuns: 40 },
    );
  });
});
