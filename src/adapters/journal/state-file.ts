import { Low } from 'lowdb';
import { JSONFile } from 'lowdb/node';
import { type DurationMs, SECOND_MS } from '../../domain/time.ts';
import type { CancelTimer, Clock } from '../../ports/clock.ts';

/** The fold of the journal up to `sequence`, whose line has this `hash`. */
export interface StateSnapshot<State> {
  readonly sequence: number;
  readonly hash?: string;
  readonly state: State;
}

export interface StateFileOptions {
  readonly path: string;
  /** The system's clock in every venue: it spaces the writes, and a simulated hour may pass in a moment. */
  readonly clock: Clock;
  /** Told when a snapshot could not be written; the next one is tried again. */
  readonly onWriteFault: (error: unknown) => void;
}

const WRITE_INTERVAL_MS: DurationMs = SECOND_MS;

/** A snapshot that people can read and a start can begin from. The journal is the truth: this file may be lost at any time. */
export class StateFile<State> {
  private readonly options: StateFileOptions;
  private readonly database: Low<StateSnapshot<State> | null>;
  private waiting: StateSnapshot<State> | null = null;
  private cancelTimer: CancelTimer | null = null;
  private writing: Promise<void> = Promise.resolve();

  constructor(options: StateFileOptions) {
    this.options = options;
    this.database = new Low<StateSnapshot<State> | null>(new JSONFile(options.path), null);
  }

  /** Keeps the newest snapshot; it reaches the file at once or within a second, so that at most one write a second is made. */
  write(snapshot: StateSnapshot<State>): void {
    this.waiting = snapshot;
    if (this.cancelTimer === null) this.writeWaiting();
  }

  /** The snapshot in the file; null when it is missing, empty or damaged. Whether its state still fits is the caller's to check. */
  async read(): Promise<StateSnapshot<State> | null> {
    try {
      this.database.data = null;
      await this.database.read();
    } catch {
      // A cache that cannot be read is no cache; the caller folds the journal instead.
      return null;
    }
    return isSnapshot(this.database.data) ? this.database.data : null;
  }

  /** Writes what waits and lets go of the timer. */
  async close(): Promise<void> {
    this.cancelTimer?.();
    this.cancelTimer = null;
    this.saveWaiting();
    await this.writing;
  }

  private writeWaiting(): void {
    this.cancelTimer = this.saveWaiting() ? this.options.clock.after(WRITE_INTERVAL_MS, () => this.writeWaiting()) : null;
  }

  private saveWaiting(): boolean {
    const snapshot = this.waiting;
    if (snapshot === null) return false;
    this.waiting = null;
    this.writing = this.writing.then(() => this.writeNow(snapshot));
    return true;
  }

  private async writeNow(snapshot: StateSnapshot<State>): Promise<void> {
    try {
      this.database.data = snapshot;
      await this.database.write();
    } catch (error) {
      this.options.onWriteFault(error);
    }
  }
}

function isSnapshot(value: unknown): value is StateSnapshot<unknown> {
  if (typeof value !== 'object' || value === null || !('sequence' in value) || !('state' in value)) return false;
  return Number.isSafeInteger(value.sequence) && typeof value.state === 'object' && value.state !== null;
}
