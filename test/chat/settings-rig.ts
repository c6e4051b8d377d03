import type { ModelCatalogue } from '../../src/domain/language-model.ts';
import type { LlmProvider, LlmReply, LlmRequest } from '../../src/ports/llm-provider.ts';
import { model } from '../agent/priced-models.ts';
import { calls, FINISH, fails, says, scriptedLlm } from '../support/scripted-llm.ts';

/** A vendor that knows some models and no others, and takes down what it is asked. */
export interface NamedVendor extends LlmProvider {
  readonly requests: readonly LlmRequest[];
  /** Answers every call like this; null for as usual. */
  reply: LlmReply | null;
}

/** In a session it finishes at once; what is said without tools is answered with a word. */
export function namedVendor(name: string, models: readonly string[]): NamedVendor {
  const vendor = { name, reply: null as LlmReply | null };
  const llm = scriptedLlm((request) => {
    if (vendor.reply !== null) return vendor.reply;
    if (!models.includes(request.model)) return fails('model-unknown', `no model ${request.model}`);
    return request.tools.length === 0 ? says('ready') : calls(FINISH);
  });
  return Object.assign(vendor, { requests: llm.requests, respond: llm.respond });
}

/** Models with the vendor that has them, all at the same price. */
export function catalogueOf(vendors: Readonly<Record<string, readonly string[]>>): ModelCatalogue {
  const prices = { input: 2, cacheRead: 0.2, cacheWrite5m: 2, output: 10 };
  const models = Object.entries(vendors).flatMap(([vendor, ids]) =>
    ids.map((id) => model({ id, vendor, datedPrices: [{ from: 0, prices, longContext: null }] })),
  );
  return new Map(models.map((known) => [known.id, known]));
}
