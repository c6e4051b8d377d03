import type { BreakerEvent } from '../agent/breaker-provider.ts';
import type { BudgetRefusal, SpendLedger } from '../agent/budget.ts';
import type { ModelSpend } from '../agent/budgeted-provider.ts';
import type { BudgetLimits } from '../domain/session-budget.ts';

/** Where what models cost is known and booked. */
export interface Spending {
  readonly ledger: SpendLedger;
  /** What models may use up, now. */
  readonly limits: BudgetLimits;
  record(spend: ModelSpend): Promise<void>;
  /** Told of each call that the budget does not carry. */
  onRefusal?(refusal: BudgetRefusal): Promise<void>;
  /** Told when a vendor is left alone for a while, and of each call that works. */
  onBreaker?(event: BreakerEvent): Promise<void>;
}
