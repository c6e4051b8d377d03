import { faultCodeOf } from '../domain/fault.ts';
import type { JournaledState } from './journaled-state.ts';

/** Work that goes on beside the hourly sessions. Each kind has an alert of its own. */
export type WorkKind = 'execution' | 'session' | 'audit' | 'watch' | 'expiry';

/** @param what  What exactly failed, for people: `execution of P3`. */
export function raiseWorkAlert(
  state: JournaledState,
  work: { readonly kind: WorkKind; readonly what: string; readonly error: unknown },
): Promise<void> {
  const { kind, what, error } = work;
  const message = error instanceof Error ? error.message : String(error);
  const facts = { what, code: faultCodeOf(error), message };
  return state.record([{ kind: 'alert-raised', key: workAlertKey(kind), level: 'warning', facts }]);
}

/** To be called whenever work of this kind succeeded: says so where its failure was told, by whatever process. */
export async function resolveWorkAlert(state: JournaledState, kind: WorkKind): Promise<void> {
  const key = workAlertKey(kind);
  if (state.alerts.isStanding(key)) await state.record([{ kind: 'alert-resolved', key }]);
}

function workAlertKey(kind: WorkKind): string {
  return `work-failed-${kind}`;
}
