import type { Autonomy, ControlState, Mode } from '../domain/control-state.ts';
import type { Actor } from '../domain/proposal.ts';
import type { JournaledState } from './journaled-state.ts';
import { awaitsPerson } from './trouble-keys.ts';

/** The reason of a halt by the drawdown limit, and the key of its alert. */
export const DRAWDOWN_ALERT = 'drawdown';

export interface Changed<Value> {
  readonly from: Value;
  readonly to: Value;
}

/**
 * Sets what sessions may do. It counts at once, in every gate that reads it, and is durable when the promise resolves:
 * only then is it answered.
 */
export async function changeControl(
  state: JournaledState,
  change: { readonly to: ControlState; readonly by: Actor; readonly why: string },
): Promise<Changed<ControlState>> {
  const from = state.control.control;
  if (from !== change.to) {
    const seen = seenAlerts(state, { from, to: change.to }).map((key) => ({ kind: 'alert-resolved', key }) as const);
    await state.record([{ kind: 'control-changed', from, ...change }, ...seen]);
  }
  return { from, to: change.to };
}

/** Whoever lifts a halt or a pause has seen the alerts that brought it. */
function seenAlerts(state: JournaledState, { from, to }: Changed<ControlState>): readonly string[] {
  const drawdown = from === 'halted' && to !== 'halted' && state.control.controlReason === DRAWDOWN_ALERT;
  const others = to === 'active' ? state.alerts.standingWith('').filter(awaitsPerson) : [];
  return drawdown ? [DRAWDOWN_ALERT, ...others] : others;
}

/**
 * @param change.fileValue  What the configuration files say: once they say something else, they hold again.
 * @see changeControl for when it counts.
 */
export async function changeAutonomy(
  state: JournaledState,
  change: { readonly to: Autonomy; readonly by: Actor; readonly fileValue: Autonomy },
): Promise<Changed<Autonomy>> {
  const from = state.control.autonomy;
  if (from !== change.to) await state.record([{ kind: 'autonomy-changed', from, ...change }]);
  return { from, to: change.to };
}

/**
 * The next session deliberates by the new mode; one that is under way ends by the old.
 *
 * @param change.fileValue  What the configuration files say: once they say something else, they hold again.
 */
export async function changeMode(
  state: JournaledState,
  change: { readonly to: Mode; readonly by: Actor; readonly fileValue: Mode },
): Promise<Changed<Mode>> {
  const from = state.control.mode;
  if (from !== change.to) await state.record([{ kind: 'mode-changed', from, ...change }]);
  return { from, to: change.to };
}
