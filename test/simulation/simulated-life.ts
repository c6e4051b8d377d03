import type { DrillOptions } from '../../src/app/drill/drill-setup.ts';
import { type DrillWorld, openDrillWorld } from '../../src/app/drill/drill-world.ts';
import { type DurationMs, type EpochMs, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../src/domain/time.ts';
import type { LlmProvider } from '../../src/ports/llm-provider.ts';
import type { Reply, RestRequest } from '../../src/simulator/server/rest-api.ts';
import { Calm } from './calm.ts';
import { allInvariants } from './invariants/all-invariants.ts';
import { JournalView } from './journal-view.ts';
import { OwnBooks } from './own-books.ts';
import { randomTrader } from './random-trader.ts';
import type { Invariant, MakeInvariant } from './watched.ts';
import { legsOf } from './wire-leg.ts';

const SIMULATION_START: EpochMs = Date.UTC(2026, 0, 5, 11, 50);

export interface SimulatedLifeOptions {
  readonly seed: number;
  readonly startAt?: EpochMs;
  readonly hours: number;
  readonly settings?: Readonly<Record<string, string>>;
  /** Who deliberates; somebody who trades at random when left out. */
  readonly trader?: LlmProvider;
  readonly invariants?: Readonly<Record<string, MakeInvariant>>;
  readonly world?: Partial<DrillOptions>;
}

/** Said of one broken invariant: when, and what. */
export interface Breach {
  readonly invariant: string;
  readonly at: EpochMs;
  readonly what: string;
}

const SETTINGS = { symbols: '[BTCUSDT, ETHUSDT]', autonomy: 'auto', 'limits.cooldownHours': '1' };
const PUMP_EVERY_MS: DurationMs = 4 * SECOND_MS;
const LOOK_EVERY_MS: DurationMs = 2 * SECOND_MS;
const SLOW_CHECK_EVERY_MS: DurationMs = 30 * MINUTE_MS;
/** More of the same says nothing new. */
const SAME_WITHIN_MS: DurationMs = HOUR_MS;

/** The whole bot in a simulated world, with every invariant looking at it. */
export class SimulatedLife {
  readonly world: DrillWorld;
  readonly journal: JournalView;
  readonly own: OwnBooks;
  readonly calm: Calm;
  readonly breaches: Breach[] = [];
  readonly #invariants: readonly Invariant[];
  #eventsRead = 0;
  #checkedAt = 0;
  #slowlyCheckedAt = 0;

  constructor(world: DrillWorld, invariants: Readonly<Record<string, MakeInvariant>>) {
    this.world = world;
    this.journal = new JournalView(world.disk.entries);
    this.own = new OwnBooks({
      account: world.venue.account,
      symbols: world.configuration.symbols,
      writtenOff: this.journal.writtenOff,
    });
    this.calm = new Calm(world);
    this.#invariants = Object.entries(invariants).map(([name, make]) =>
      make({ ...this.#view(), broken: (what) => this.#report(name, what) }),
    );
  }

  onSend(request: RestRequest): void {
    const legs = legsOf(request);
    for (const invariant of this.#invariants) invariant.onSend?.(request, legs);
  }

  onReply(request: RestRequest, reply: Reply): void {
    this.calm.takeReply(reply);
    for (const invariant of this.#invariants) invariant.onReply?.(request, reply);
  }

  /** Looks at everything when something happened, and once a second. */
  onEvent(): void {
    const now = this.world.clock.now();
    const isWritten = this.journal.refresh();
    const newest = this.world.venue.account.eventsAfter(this.#eventsRead).at(-1)?.sequence;
    const isNews = isWritten || newest !== undefined;
    if (!isNews && now < this.#checkedAt + LOOK_EVERY_MS) return;
    this.#checkedAt = now;
    this.#eventsRead = newest ?? this.#eventsRead;
    this.own.refresh();
    this.calm.look();
    for (const invariant of this.#invariants) invariant.check?.(isNews);
  }

  async advance(durationMs: DurationMs): Promise<void> {
    const until = this.world.clock.now() + durationMs;
    while (this.world.clock.now() < until) {
      await this.world.advanceTo(Math.min(until, this.world.clock.now() + MINUTE_MS));
      for (const error of this.world.bugs.splice(0)) this.#report('no bug', error.stack ?? error.message);
      if (this.world.clock.now() < this.#slowlyCheckedAt + SLOW_CHECK_EVERY_MS) continue;
      this.#slowlyCheckedAt = this.world.clock.now();
      for (const invariant of this.#invariants) await invariant.checkSlowly?.();
    }
  }

  kill(): void {
    this.calm.disturbUntil(this.world.clock.now());
    this.world.kill();
  }

  restart(): void {
    this.calm.disturbUntil(this.world.clock.now());
    this.world.restart();
  }

  hash(): string {
    return this.world.hash();
  }

  #view() {
    const { world, own, journal, calm } = this;
    return { world, own, journal, calm };
  }

  #report(invariant: string, what: string): void {
    const at = this.world.clock.now();
    const isRepeated = this.breaches.some((told) => told.invariant === invariant && at - told.at < SAME_WITHIN_MS);
    if (!isRepeated) this.breaches.push({ invariant, at, what });
  }
}

/** Opens a world with the bot in it; it is ready after some seconds of the world's time. */
export async function openSimulatedLife(options: SimulatedLifeOptions): Promise<SimulatedLife> {
  const { seed, startAt = SIMULATION_START, hours, settings = {}, invariants = allInvariants } = options;
  let life: SimulatedLife | null = null;
  const trader = options.trader ?? randomTrader(seed, ['BTCUSDT', 'ETHUSDT']);
  const world = await openDrillWorld({
    seed,
    startAt,
    hours,
    settings: { ...SETTINGS, ...settings },
    pumpEveryMs: PUMP_EVERY_MS,
    approvesAfterMs: 2 * SECOND_MS,
    makeProviders: () => new Map([['rules', trader]]),
    onSend: (request) => life?.onSend(request),
    onReply: (request, reply) => life?.onReply(request, reply),
    onEvent: () => life?.onEvent(),
    ...options.world,
  });
  life = new SimulatedLife(world, invariants);
  world.start();
  return life;
}
