import { encode } from '../domain/encoded.ts';
import type { RiskSituation } from '../risk/risk-situation.ts';
import { DRAWDOWN_ALERT } from './change-control.ts';
import type { RecordContext } from './journaled-state.ts';
import type { SessionServices } from './session-services.ts';

/** Halts trading when the equity fell to the drawdown limit: a person must look and resume. Stops stay. */
export async function haltOnBreach(services: SessionServices, situation: RiskSituation, context: RecordContext): Promise<void> {
  const { state, riskManager } = services;
  const breach = riskManager.breachedHalt(situation);
  if (breach === null || state.control.control === 'halted') return;
  const facts = encode(breach);
  await state.record(
    [
      { kind: 'control-changed', from: state.control.control, to: 'halted', by: { kind: 'system' }, why: breach.code },
      {
        kind: 'alert-raised',
        key: DRAWDOWN_ALERT,
        level: 'critical',
        facts: Object.fromEntries(Object.entries(facts).map(([key, value]) => [key, String(value)])),
      },
    ],
    context,
  );
}
