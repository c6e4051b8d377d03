import { silentLog } from '../../adapters/system/silent-log.ts';
import type { Configuration } from '../../configuration/configuration.ts';
import { fingerprintText, mixText } from '../../domain/fingerprint.ts';
import { InvariantError } from '../../domain/invariant.ts';
import type { Actor } from '../../domain/proposal.ts';
import { type DurationMs, type EpochMs, SECOND_MS } from '../../domain/time.ts';
import type { StewardCrashPoint } from '../../session/session-services.ts';
import type { ServedVenue } from '../../simulator/server/served-venue.ts';
import type { VenueFront } from '../../simulator/server/venue-front.ts';
import { SimulatedClock } from '../../simulator/simulated-clock.ts';
import { type DrillLife, openDrillLife } from './drill-life.ts';
import { DrillNetwork } from './drill-network.ts';
import { type DrillOptions, type DrillSetup, openDrillSetup } from './drill-setup.ts';
import type { KeptDisk } from './kept-journal.ts';
import { LifeClock } from './life-clock.ts';

const PERSON: Actor = { kind: 'person', id: '1', name: 'a person' };
/** A process that ended by itself is started again after so long. */
const RESTART_AFTER_MS: DurationMs = 5 * SECOND_MS;

/**
 * The live composition against the simulated exchange behind its wire format, in one process, without sockets and without real time: all
 * that happens follows from the seed. Time stands still until `advance` moves it.
 */
export class DrillWorld {
  readonly clock: SimulatedClock;
  readonly disk: KeptDisk;
  readonly configuration: Configuration;
  /** What our own code must not do and did: a sound world has none. */
  readonly bugs: Error[] = [];
  readonly #setup: DrillSetup;
  readonly #options: DrillOptions;
  readonly #network: DrillNetwork;
  #life: DrillLife | null = null;
  #lifeClock: LifeClock | null = null;
  #epoch = 0;
  #crashPoint: ((name: StewardCrashPoint) => void) | null = null;

  constructor(setup: DrillSetup, options: DrillOptions) {
    this.#setup = setup;
    this.#options = options;
    this.disk = setup.disk;
    this.configuration = setup.configuration;
    this.clock = new SimulatedClock({ startAt: options.startAt, onTimerFault: (error) => this.#onBug(error) });
    this.#network = new DrillNetwork(setup, { clock: this.clock, options, onPump: () => this.#approve() });
  }

  /** The exchange as its customer meets it. */
  get front(): VenueFront {
    return this.#network.front;
  }

  get venue(): ServedVenue {
    return this.front.venue;
  }

  /** The bot, when it is running and ready. */
  get life(): DrillLife | null {
    return this.#life;
  }

  /** True while there is a process, ready or not. */
  get isRunning(): boolean {
    return this.#lifeClock !== null;
  }

  /** Adds faults to the exchange's script: an entry or a list of them, as its files have them. */
  inject(script: unknown): void {
    this.venue.inject(script);
  }

  /** Starts the bot. It is ready once time has passed; where the start fails it is tried again, as whoever supervises it would. */
  start(): void {
    this.#epoch += 1;
    const clock = new LifeClock(this.clock);
    this.#lifeClock = clock;
    const isThis = () => this.#lifeClock === clock;
    openDrillLife({
      setup: this.#setup,
      clock,
      transports: this.#network.transportsFor(isThis),
      epoch: this.#epoch,
      log: this.#options.log ?? silentLog,
      onBug: (error) => {
        this.#onBug(error);
        this.#comeBack(isThis);
      },
      crashPoint: (name) => {
        if (isThis()) this.#crashPoint?.(name);
      },
    }).then(
      (life) => {
        if (isThis()) this.#life = life;
      },
      (error: unknown) => {
        if (error instanceof InvariantError) this.#onBug(error);
        this.#comeBack(isThis);
      },
    );
  }

  /** Ends the process at once, wherever it is. Requests under way still arrive; nobody hears their answers. */
  kill(): void {
    this.#lifeClock?.kill();
    this.#lifeClock = null;
    this.#life = null;
    this.#network.abandon();
  }

  restart(): void {
    this.kill();
    this.start();
  }

  /** Told wherever the process could end between two steps that belong together; `kill` may be called in it. */
  atCrashPoints(listener: ((name: StewardCrashPoint) => void) | null): void {
    this.#crashPoint = listener;
  }

  advance(durationMs: DurationMs): Promise<void> {
    return this.advanceTo(this.clock.now() + durationMs);
  }

  async advanceTo(at: EpochMs): Promise<void> {
    const { clock } = this;
    for (;;) {
      await untilNothingIsLeftToDo();
      this.#options.onEvent?.();
      const next = clock.nextTimerAt;
      if (next === null || next > at) break;
      await clock.advanceTo(next);
    }
    await clock.advanceTo(at);
  }

  /** Names everything that was requested, written and owned: equal for two lives that were the same. */
  hash(): string {
    const { account } = this.venue;
    const written = this.disk.entries.reduce((mixed, entry) => mixText(mixed, JSON.stringify(entry)), this.#network.requests);
    const books = JSON.stringify(account.reads.balances());
    return fingerprintText(mixText(written, books));
  }

  /** The process ends, and whoever supervises it starts it again. */
  #comeBack(isThis: () => boolean): void {
    if (!isThis()) return;
    this.kill();
    this.clock.after(RESTART_AFTER_MS, () => {
      if (this.#lifeClock === null) this.start();
    });
  }

  #onBug(error: unknown): void {
    this.bugs.push(error instanceof Error ? error : new Error(String(error)));
  }

  #approve(): void {
    const { approvesAfterMs = Number.POSITIVE_INFINITY } = this.#options;
    const steward = this.#life?.steward;
    if (steward === undefined) return;
    for (const { id, stagedAt } of steward.state.proposals.staged()) {
      if (this.clock.now() < stagedAt + approvesAfterMs) continue;
      steward.approve(id, { by: PERSON, portion: 1 }).catch((error: unknown) => this.#onBug(error));
    }
  }
}

/** Opens a world in which nothing runs yet. @throws UsageError for settings that no configuration may have. */
export async function openDrillWorld(options: DrillOptions): Promise<DrillWorld> {
  return new DrillWorld(await openDrillSetup(options), options);
}

/** Whatever waits for no time is done before time moves. */
function untilNothingIsLeftToDo(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
