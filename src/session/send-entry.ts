import type { ExecutionResult } from '../execution/execution-result.ts';
import type { PlannedOrder } from '../execution/plan-order.ts';
import type { SessionServices } from './session-services.ts';

/** The exchange took the request after its time: nothing of it was carried out. */
const OUTSIDE_WINDOW = -1021;
const LATE_REPEATS_MAX = 2;

/**
 * Sends an entry. One that came too late for the exchange is proven not to exist: it is judged and sent anew, under another id and on fresh
 * prices, but not for ever.
 *
 * @param judgeAnew  Null when the guard refuses it by now.
 */
export async function sendEntry(
  { executor }: Pick<SessionServices, 'executor'>,
  order: PlannedOrder,
  judgeAnew: () => Promise<PlannedOrder | null>,
): Promise<ExecutionResult> {
  let result = await executor.execute(order);
  for (let repeats = 0; repeats < LATE_REPEATS_MAX && isTooLate(result); repeats += 1) {
    const again = await judgeAnew();
    if (again === null) return result;
    result = await executor.execute(again);
  }
  return result;
}

function isTooLate(result: ExecutionResult): boolean {
  return result.tag === 'rejected' && result.code === OUTSIDE_WINDOW;
}
