import { InvariantError } from '../domain/invariant.ts';
import type { SimulatedClock } from '../simulator/simulated-clock.ts';

/** Turns of the event loop in which work must go on by itself where no time can pass. */
const IDLE_TURNS_MAX = 10_000;

/** Lets work that itself waits for a simulated clock go on to its end: whatever needs no time is done before time moves. */
export async function passVirtualTime<Result>(work: Promise<Result>, clock: SimulatedClock): Promise<Result> {
  let isDone = false;
  const done = work.finally(() => {
    isDone = true;
  });
  done.catch(() => undefined);
  for (let idleTurns = 0; idleTurns < IDLE_TURNS_MAX; idleTurns += 1) {
    await nextTurn();
    if (isDone) return done;
    if (clock.nextTimerAt === null) continue;
    idleTurns = 0;
    await clock.advanceTo(clock.nextTimerAt);
  }
  throw new InvariantError('the work waits for something that no passing of time brings');
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
