import type { UsdAmount } from '../domain/decimal.ts';
import { ZERO_USD } from '../domain/decimal.ts';
import type { AgentUsage } from '../domain/journal-entry.ts';
import type { ModelCatalogue } from '../domain/language-model.ts';
import type { LlmEffort } from '../domain/llm-effort.ts';
import { type DurationMs, SECOND_MS } from '../domain/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { LlmFailure, LlmProvider, LlmRequest } from '../ports/llm-provider.ts';
import { tokensOf } from './agent-run.ts';
import { costOfUsage } from './cost-of-usage.ts';
import { pricesAt } from './model-prices.ts';

/** A model as it would be asked. */
export interface ModelTrial {
  readonly provider: string;
  readonly model: string;
  readonly effort: LlmEffort;
}

export type TrialResult =
  /** `costUsd` is null when no price of the model is known. */
  | { readonly tag: 'answered'; readonly durationMs: DurationMs; readonly costUsd: UsdAmount | null }
  /** `refused` and `empty`: it answered, and with nothing. */
  | { readonly tag: 'failed'; readonly code: LlmFailure | 'refused' | 'empty'; readonly message: string };

/** A person waits for it, and thinks that models take their time. */
const TRIAL_MS: DurationMs = 30 * SECOND_MS;
/** Room for some thinking. Whoever is cut off in it has answered, too. */
const OUTPUT_TOKENS_MAX = 1_000;

/**
 * Asks a model one word, to see that it is there, takes this effort and accepts the key, before anything depends on it. The call goes
 * through whatever guards the provider, and is paid from the budget of the day.
 */
export async function tryModel(
  { model, effort }: ModelTrial,
  means: { readonly provider: LlmProvider; readonly models: ModelCatalogue; readonly clock: Clock; readonly signal: AbortSignal },
): Promise<TrialResult> {
  const { provider, models, clock, signal } = means;
  const at = clock.now();
  const startedMs = clock.monotonicMs();
  const reply = await provider.respond(trialRequest({ model, effort }), { deadlineAt: at + TRIAL_MS, signal });
  if (reply.tag === 'failed') return { tag: 'failed', code: reply.code, message: reply.message };
  if (reply.stop === 'refused' || reply.stop === 'empty') return { tag: 'failed', code: reply.stop, message: reply.text };
  return {
    tag: 'answered',
    durationMs: Math.round(clock.monotonicMs() - startedMs),
    costUsd: costOf(reply.usage, pricesAt(models.get(model), at)),
  };
}

function trialRequest({ model, effort }: Pick<ModelTrial, 'model' | 'effort'>): LlmRequest {
  return {
    model,
    system: () => 'You are tried before you are asked for more. Answer with one word.',
    messages: [{ role: 'user', text: () => 'Answer: ready' }],
    tools: [],
    outputTokensMax: OUTPUT_TOKENS_MAX,
    effort,
  };
}

function costOf(usage: AgentUsage, dated: ReturnType<typeof pricesAt>): UsdAmount | null {
  if (tokensOf(usage) === 0) return ZERO_USD;
  return dated === null ? null : costOfUsage(usage, dated);
}
