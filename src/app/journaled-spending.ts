import { tellBudgetStage, tellDayRefusal } from '../session/budget-alerts.ts';
import { modelCalledFact } from '../session/model-called-fact.ts';
import type { SessionServices } from '../session/session-services.ts';
import { tellVendorTrouble } from '../session/vendor-alerts.ts';
import type { Spending } from './spending.ts';

/** Books in the journal what models cost, and raises and resolves the alerts about the day's budget and about vendors. */
export function journaledSpending(desk: Pick<SessionServices, 'state' | 'clock' | 'settings'>): Spending {
  const { state } = desk;
  return {
    ledger: state.spend,
    get limits() {
      return desk.settings.budget;
    },
    async record(spend) {
      await state.record([modelCalledFact(spend)], { sessionId: spend.sessionId });
      await tellBudgetStage(desk);
    },
    async onRefusal({ owner, isLasting, sessionId }) {
      if (owner === 'day' && isLasting) await tellDayRefusal(desk, sessionId);
    },
    onBreaker: (event) => tellVendorTrouble(state, event),
  };
}
