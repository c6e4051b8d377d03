import { BreakerProvider } from '../agent/breaker-provider.ts';
import type { Budget } from '../agent/budget.ts';
import { BudgetedProvider } from '../agent/budgeted-provider.ts';
import { RetryingProvider } from '../agent/retrying-provider.ts';
import type { ModelCatalogue } from '../domain/language-model.ts';
import type { Clock } from '../ports/clock.ts';
import type { LlmProvider } from '../ports/llm-provider.ts';
import type { Spending } from './spending.ts';

export interface VendorGuard {
  readonly budget: Budget;
  readonly spending: Pick<Spending, 'record' | 'onRefusal' | 'onBreaker'>;
  readonly models: ModelCatalogue;
  readonly clock: Clock;
}

/**
 * A vendor that is held to the budget, retried, and left alone when it fails too often. Each attempt is paid for by itself, so the budget
 * stands inside of the retries; a call with all its retries counts once as failed.
 */
export function guardVendor(inner: LlmProvider, { budget, spending, models, clock }: VendorGuard): LlmProvider {
  const { record, onRefusal, onBreaker } = spending;
  const budgeted = new BudgetedProvider({
    inner,
    budget,
    models,
    clock,
    record,
    ...(onRefusal === undefined ? {} : { onRefusal }),
  });
  const retrying = new RetryingProvider({ inner: budgeted, clock });
  return new BreakerProvider({ inner: retrying, clock, ...(onBreaker === undefined ? {} : { onEvent: onBreaker }) });
}
