import { RulesProvider } from '../adapters/rules/rules-provider.ts';
import type { LlmProvider } from '../ports/llm-provider.ts';

/** The providers that can deliberate, by the name under which configurations call them. */
export function providersOf(): ReadonlyMap<string, LlmProvider> {
  const rules = new RulesProvider();
  return new Map<string, LlmProvider>([[rules.name, rules]]);
}
