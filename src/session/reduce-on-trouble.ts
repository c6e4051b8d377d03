import type { JournaledState } from './journaled-state.ts';

/** Stops entries until a person lifts it, and says why, once while it stands. Exits, stops and /close go on. */
export async function reduce(
  state: JournaledState,
  trouble: { readonly key: string; readonly facts: Readonly<Record<string, string>> },
): Promise<void> {
  const { key, facts } = trouble;
  const from = state.control.control;
  await state.record([
    ...(from === 'active' ? [{ kind: 'control-changed', from, to: 'reducing', by: { kind: 'system' }, why: key } as const] : []),
    ...(state.alerts.isStanding(key) ? [] : [{ kind: 'alert-raised', key, level: 'critical', facts } as const]),
  ]);
}
