import type { LanguageModel, ModelCatalogue } from '../../src/domain/language-model.ts';
import type { LlmFailure, LlmProvider } from '../../src/ports/llm-provider.ts';
import { model } from '../agent/priced-models.ts';
import { type ProposingLlm, proposingLlm } from './proposing-llm.ts';
import { fails } from './scripted-llm.ts';

/** Every kind of token of every model costs the same. */
export function evenPrices(usdPerMillion: number, ids: readonly string[]): ModelCatalogue {
  const prices = { input: usdPerMillion, cacheRead: usdPerMillion, cacheWrite5m: usdPerMillion, output: usdPerMillion };
  const priced = (id: string): LanguageModel =>
    model({ id, vendor: 'anthropic', datedPrices: [{ from: 0, prices, longContext: null }] });
  return new Map(ids.map((id) => [id, priced(id)]));
}

/** A vendor whose calls cost what a test says, and fail while it says so. What it is to propose is wished of `llm`. */
export interface PaidVendor extends LlmProvider {
  readonly llm: ProposingLlm;
  /** The model of each call, in order. */
  readonly called: readonly string[];
  tokensPerCall: number;
  failure: LlmFailure | null;
}

export function paidVendor(): PaidVendor {
  const llm = proposingLlm();
  const called: string[] = [];
  return {
    name: 'anthropic',
    llm,
    called,
    tokensPerCall: 1,
    failure: null,
    async respond(request, limits) {
      called.push(request.model);
      if (this.failure !== null) return fails(this.failure);
      const reply = await llm.respond(request, limits);
      const usage = { inputTokens: this.tokensPerCall, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 };
      return reply.tag === 'answered' ? { ...reply, usage } : reply;
    },
  };
}
