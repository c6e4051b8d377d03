import type { DrillWorld } from '../../src/app/drill/drill-world.ts';
import type { DurationMs, EpochMs } from '../../src/domain/time.ts';
import type { ScriptEntry } from '../../src/simulator/server/draw-faults.ts';
import type { Reply } from '../../src/simulator/server/rest-api.ts';

const STREAM_FAULT = /^(stream-|shutdown|disconnect)/;
/** A muted stream is found out after a minute. */
const SILENCE_MS: DurationMs = 70_000;
const READ_LAG_MS: DurationMs = 41_000;
const CLOCK_CODE = /"code":-1021\b/;

/** Since when the exchange answers, its markets trade, and the bot runs: what must happen in time counts from here. */
export class Calm {
  readonly #world: DrillWorld;
  #disturbedUntil: EpochMs;
  #faultCount = 0;
  #lagCount = 0;
  readonly #windows: { readonly from: EpochMs; readonly until: EpochMs }[] = [];

  constructor(world: DrillWorld) {
    this.#world = world;
    this.#disturbedUntil = world.clock.now();
  }

  /** How long nothing has disturbed. */
  get lastedMs(): DurationMs {
    return Math.max(0, this.#world.clock.now() - this.#disturbedUntil);
  }

  disturbUntil(at: EpochMs): void {
    this.#disturbedUntil = Math.max(this.#disturbedUntil, at);
  }

  /** A fault of the script disturbs while it lasts. */
  expect(entry: ScriptEntry): void {
    const {
      fault,
      afterMs,
      forMs = 0,
    } = entry as { readonly fault?: string; readonly afterMs?: number; readonly forMs?: number };
    if (STREAM_FAULT.test(String(fault))) {
      const from = this.#world.clock.now() + (afterMs ?? 0);
      this.#windows.push({ from, until: from + forMs + SILENCE_MS });
    }
  }

  takeReply(reply: Reply): void {
    const isUsual = typeof reply === 'object' && reply.delayMs === 0 && reply.answer.status < 418;
    const isRefusedForTime = isUsual && reply.answer.status === 400 && CLOCK_CODE.test(JSON.stringify(reply.answer.body));
    if (!isUsual || isRefusedForTime) this.disturbUntil(this.#world.clock.now());
  }

  look(): void {
    const { venue, life, disk } = this.#world;
    const { account, limits, faults } = venue;
    const faultCount = faults.firedCount;
    const isDisturbed =
      life === null ||
      disk.isFull ||
      limits.isBanned(account.now) ||
      faults.skewAt(account.now) !== 0 ||
      faultCount !== this.#faultCount ||
      account.symbols.some(({ status }) => status !== 'TRADING');
    if (faultCount !== this.#faultCount) this.#lookForLag();
    this.#faultCount = faultCount;
    const now = this.#world.clock.now();
    if (isDisturbed || this.#windows.some(({ from, until }) => from <= now && now < until)) this.disturbUntil(now);
  }

  /** Reads go on to see the past after the one that met the fault. */
  #lookForLag(): void {
    const lagCount = this.#world.venue.faults.counts['read-lag'] ?? 0;
    if (lagCount !== this.#lagCount) this.disturbUntil(this.#world.clock.now() + READ_LAG_MS);
    this.#lagCount = lagCount;
  }
}
