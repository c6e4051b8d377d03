import { ClaudeProvider } from '../adapters/anthropic/claude-provider.ts';
import { RulesProvider } from '../adapters/rules/rules-provider.ts';
import { Budget, type BudgetLimits, type SpendLedger } from '../agent/budget.ts';
import { BudgetedProvider, type ModelSpend } from '../agent/budgeted-provider.ts';
import { RetryingProvider } from '../agent/retrying-provider.ts';
import type { ModelCatalogue } from '../domain/language-model.ts';
import type { Clock } from '../ports/clock.ts';
import type { HttpTransport } from '../ports/http-transport.ts';
import type { LlmProvider } from '../ports/llm-provider.ts';
import type { Environment } from './environment.ts';

/** Where what models cost is known and booked. */
export interface Spending {
  readonly ledger: SpendLedger;
  record(spend: ModelSpend): Promise<void>;
}

/** Makes the providers, by the name under which configurations call them, once the journal's spending is known. */
export type MakeProviders = (spending: Spending) => ReadonlyMap<string, LlmProvider>;

/** The plain strategy alone: no key, no network, no cost. */
export const rulesOnly: MakeProviders = () => {
  const rules = new RulesProvider();
  return new Map<string, LlmProvider>([[rules.name, rules]]);
};

/** The plain strategy, and every vendor whose key is there: retried, and held to one budget. */
export function vendorProviders(parts: {
  readonly environment: Environment;
  readonly http: HttpTransport;
  readonly clock: Clock;
  readonly models: ModelCatalogue;
  readonly budget: BudgetLimits;
}): MakeProviders {
  const { environment, http, clock, models } = parts;
  return (spending) => {
    const providers = new Map(rulesOnly(spending));
    const { anthropicApiKey, anthropicBaseUrl } = environment;
    if (anthropicApiKey === null) return providers;
    const budget = new Budget({ limits: parts.budget, ledger: spending.ledger });
    const claude = new ClaudeProvider({
      apiKey: anthropicApiKey,
      http,
      clock,
      ...(anthropicBaseUrl === null ? {} : { baseUrl: anthropicBaseUrl }),
    });
    // Each attempt is paid for by itself, so the budget stands inside of the retries.
    const budgeted = new BudgetedProvider({ inner: claude, budget, models, clock, record: (spend) => spending.record(spend) });
    providers.set(claude.name, new RetryingProvider({ inner: budgeted, clock }));
    return providers;
  };
}
