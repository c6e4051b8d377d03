import type { LanguageModel, ModelCatalogue } from '../../src/domain/language-model.ts';
import type { LlmRequest } from '../../src/ports/llm-provider.ts';

/** When the second row of prices begins. */
export const CHANGE_AT = Date.UTC(2027, 0, 1);

export function model(changes: Partial<LanguageModel> = {}): LanguageModel {
  return {
    id: 'priced',
    vendor: 'scripted',
    contextTokens: 1_000_000,
    tokenizerFactor: 1,
    datedPrices: [
      { from: Date.UTC(2020, 0, 1), prices: { input: 2, cacheRead: 0.1, cacheWrite5m: 2.5, output: 10 }, longContext: null },
      { from: CHANGE_AT, prices: { input: 4, cacheRead: 0.2, cacheWrite5m: 5, output: 20 }, longContext: null },
    ],
    trainingCutoffAt: null,
    retiresAt: null,
    successor: null,
    note: null,
    ...changes,
  };
}

export const MODELS: ModelCatalogue = new Map([['priced', model()]]);

export function request(changes: Partial<LlmRequest> = {}): LlmRequest {
  return {
    model: 'priced',
    system: () => 'You are the trader.',
    messages: [{ role: 'user', text: () => 'Decide.' }],
    tools: [],
    outputTokensMax: 1000,
    ...changes,
  };
}
