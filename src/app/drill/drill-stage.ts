import type { FactOf, JournalEntry, JournalFact, JournalFactKind } from '../../domain/journal-entry.ts';
import type { MarketSymbol } from '../../domain/market-symbol.ts';
import { type DurationMs, MINUTE_MS, SECOND_MS } from '../../domain/time.ts';
import type { StewardCrashPoint } from '../../session/session-services.ts';
import type { RestRequest } from '../../simulator/server/rest-api.ts';
import type { VenueAccount } from '../../simulator/venue/venue-account.ts';
import type { VenueOrder } from '../../simulator/venue/venue-order.ts';
import { AccountWatch } from './account-watch.ts';
import type { DrillWish } from './drill-trader.ts';
import type { DrillWorld } from './drill-world.ts';
import type { ScriptedFault } from './scripted-fault.ts';

/** Between two sessions of the schedule, so that only those that are asked for take place. */
export const DRILL_START = Date.UTC(2026, 0, 5, 12, 20);
/** How long a scenario may last. */
export const DRILL_HOURS = 6;
export const DRILL_SYMBOL: MarketSymbol = 'BTCUSDT';

const STEP_MS: DurationMs = SECOND_MS / 2;
const READY_MS_MAX = MINUTE_MS;
const BOUGHT_MS_MAX = 2 * MINUTE_MS;

/** A request that left the process, with its time. */
interface SentRequest {
  readonly at: number;
  readonly request: RestRequest;
}

/** One world with one bot, and what a scenario does and sees in it. */
export class DrillStage {
  readonly world: DrillWorld;
  readonly watch: AccountWatch;
  readonly sent: SentRequest[] = [];
  readonly seed: number;
  readonly #wishes: DrillWish[];
  readonly #marks = new Map<string, number>();
  #openWishes = 0;

  constructor(world: DrillWorld, { seed, wishes }: { readonly seed: number; readonly wishes: DrillWish[] }) {
    this.world = world;
    this.seed = seed;
    this.#wishes = wishes;
    this.watch = new AccountWatch(world.venue.account, { orderPrefix: world.configuration.execution.orderPrefix });
  }

  get account(): VenueAccount {
    return this.world.venue.account;
  }

  get ownOrders(): readonly VenueOrder[] {
    return this.account.orders.filter((order) => this.watch.isOwn(order));
  }

  /** How many entries were wished for. */
  get openWishes(): number {
    return this.#openWishes;
  }

  /** Adds faults to the exchange's script. */
  inject(...faults: readonly ScriptedFault[]): void {
    this.world.inject(faults);
  }

  /** Counts something that the drill itself does. */
  mark(name: string): void {
    this.#marks.set(name, (this.#marks.get(name) ?? 0) + 1);
  }

  /** How often a fault took effect, or was done. */
  fired(name: string): number {
    return (this.world.venue.faults.counts[name] ?? 0) + (this.#marks.get(name) ?? 0);
  }

  entries(): readonly JournalEntry[] {
    return this.world.disk.entries;
  }

  facts<Kind extends JournalFactKind>(kind: Kind): readonly FactOf<Kind>[] {
    const facts: readonly JournalFact[] = this.entries().map((entry) => entry.fact);
    return facts.filter((fact): fact is FactOf<Kind> => fact.kind === kind);
  }

  pass(durationMs: DurationMs): Promise<void> {
    return this.world.advance(durationMs);
  }

  /** Lets time pass until it is so. @returns false when it was not in time. */
  async until(holds: () => boolean, withinMs: DurationMs): Promise<boolean> {
    const deadline = this.world.clock.now() + withinMs;
    while (!holds()) {
      if (this.world.clock.now() >= deadline) return false;
      await this.pass(STEP_MS);
    }
    return true;
  }

  /** Starts the bot and waits until it is ready. */
  async start(): Promise<void> {
    this.world.start();
    await this.until(() => this.world.life !== null, READY_MS_MAX);
  }

  /** Holds a session in which the trader proposes this. It is not waited for what follows. */
  propose(...wishes: readonly DrillWish[]): void {
    this.#wishes.push(...wishes);
    this.#openWishes += wishes.filter(({ action }) => action === 'open').length;
    this.world.life?.steward.runSessionNow();
  }

  /** Proposes an entry that no person has to approve. */
  proposeEntry(symbol: MarketSymbol = DRILL_SYMBOL, stopFraction = 0.04): void {
    this.propose({ action: 'open', symbol, sizeStep: 0.25, stopFraction });
  }

  /** Starts the bot and lets it buy; the position has its stop afterwards. */
  async startWithPosition(): Promise<void> {
    await this.start();
    this.proposeEntry();
    await this.until(() => this.stops().length > 0 && this.world.life !== null, BOUGHT_MS_MAX);
    await this.pass(2 * SECOND_MS);
  }

  stops(symbol: MarketSymbol = DRILL_SYMBOL): readonly VenueOrder[] {
    this.watch.refresh();
    return this.watch.stopsOf(symbol);
  }

  /** A person closes the whole position. */
  close(symbol: MarketSymbol = DRILL_SYMBOL): void {
    void this.world.life?.steward
      .closePosition(symbol, { fraction: 1, by: { kind: 'person', id: '1', name: 'a person' } })
      .catch((error: unknown) => this.world.bugs.push(error instanceof Error ? error : new Error(String(error))));
  }

  /** Does something the first time that the bot is at this point. */
  once(point: StewardCrashPoint, act: () => void): void {
    this.world.atCrashPoints((name) => {
      if (name !== point) return;
      this.world.atCrashPoints(null);
      act();
    });
  }

  /** Kills the bot the first time that it is at this point, and waits for it. */
  async killAt(point: StewardCrashPoint): Promise<void> {
    this.once(point, () => this.kill());
    await this.until(() => !this.world.isRunning, BOUGHT_MS_MAX);
  }

  kill(): void {
    this.mark('kill');
    this.world.kill();
  }

  /** Starts the bot again after a while. */
  async comeBack(afterMs: DurationMs): Promise<void> {
    await this.pass(afterMs);
    await this.start();
  }
}
