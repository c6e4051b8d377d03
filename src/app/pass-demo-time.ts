import { type DurationMs, type EpochMs, HOUR_MS, hourStart, SECOND_MS } from '../domain/time.ts';
import type { DemoWorld } from './demo-world.ts';

/** An hour of the generated market takes this long to watch. */
const HOUR_SHOWN_MS: DurationMs = 3 * SECOND_MS;
const TICK_MS: DurationMs = 50;
/** Time stands still this long for a person to answer; then the market goes on and the proposal expires by its own clock. */
const ANSWER_WAIT_MS: DurationMs = 60 * SECOND_MS;

/** Lets the demo's time pass so that a person can follow it, and runs each session when it is due. Ends at `endsAt` or when the demo is stopped. */
export async function passDemoTime(demo: DemoWorld, endsAt: EpochMs): Promise<void> {
  const { clock, systemClock, steward, stopSignal } = demo;
  const patience = new Patience(demo);
  await steward.runDueSession('schedule');
  while (clock.now() < endsAt && !stopSignal.aborted) {
    await systemClock.sleep(TICK_MS);
    if (patience.isWaiting()) continue;
    await stepTo(demo, { at: Math.min(clock.now() + (TICK_MS / HOUR_SHOWN_MS) * HOUR_MS, endsAt), endsAt });
  }
  await steward.idle();
}

async function stepTo(
  { world, clock, steward }: DemoWorld,
  { at, endsAt }: { readonly at: EpochMs; readonly endsAt: EpochMs },
): Promise<void> {
  const nextHour = hourStart(clock.now()) + HOUR_MS;
  if (at < nextHour) return world.advanceTo(at);
  await world.advanceTo(nextHour);
  if (nextHour >= endsAt) return;
  await steward.expireProposals();
  await steward.runDueSession('schedule');
}

/** Holds the market still while a proposal waits for its answer, for a while. */
class Patience {
  readonly #demo: DemoWorld;
  #proposalId: string | null = null;
  #since = 0;

  constructor(demo: DemoWorld) {
    this.#demo = demo;
  }

  isWaiting(): boolean {
    const { steward, systemClock } = this.#demo;
    const oldest = steward.state.proposals.staged()[0]?.id ?? null;
    if (oldest !== this.#proposalId) {
      this.#proposalId = oldest;
      this.#since = systemClock.monotonicMs();
    }
    return oldest !== null && systemClock.monotonicMs() - this.#since < ANSWER_WAIT_MS;
  }
}
