import { type UsdAmount, ZERO_USD } from '../domain/decimal.ts';
import type { AgentUsage } from '../domain/journal-entry.ts';
import type { ModelCatalogue } from '../domain/language-model.ts';
import type { ModelCallEnding } from '../domain/model-call-ending.ts';
import type { DurationMs, EpochMs } from '../domain/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { LlmCallLimits, LlmProvider, LlmReply, LlmRequest } from '../ports/llm-provider.ts';
import { NO_USAGE, tokensOf } from './agent-run.ts';
import type { Budget, BudgetRefusal } from './budget.ts';
import { costOfUsage } from './cost-of-usage.ts';
import { pricesAt } from './model-prices.ts';
import { type WorstCase, worstCaseOf } from './worst-case-cost.ts';

/** What one call of a model used. */
export interface ModelSpend {
  /** Null when no session pays. */
  readonly sessionId: string | null;
  readonly provider: string;
  readonly model: string;
  readonly usage: AgentUsage;
  /** True when nothing was reported and the most that the call can have used is taken for it. */
  readonly usageEstimated: boolean;
  /** Null when tokens were used and no price is known: unknown, never zero. */
  readonly costUsd: UsdAmount | null;
  readonly stop: ModelCallEnding;
  readonly durationMs: DurationMs;
}

export interface BudgetedProviderOptions {
  readonly inner: LlmProvider;
  readonly budget: Budget;
  readonly models: ModelCatalogue;
  readonly clock: Clock;
  /** Books what a call has used; resolves when the budget's ledger holds it for good. Its fault is no trouble of the vendor and is thrown on. */
  record(spend: ModelSpend): Promise<void>;
  /** Told of each call that the budget refuses; waited for like `record`. */
  onRefusal?(refusal: BudgetRefusal): Promise<void>;
}

/**
 * Makes no call that could cost more than the budget still holds, and books each that was made.
 *
 * A call that is not made is answered with the failure `budget`. A model without known prices is held to the limits of tokens alone. An
 * answer that the vendor may have worked on and that never came is booked as the most that it can have used.
 */
export class BudgetedProvider implements LlmProvider {
  readonly name: string;
  readonly #options: BudgetedProviderOptions;

  constructor(options: BudgetedProviderOptions) {
    this.name = options.inner.name;
    this.#options = options;
  }

  async respond(request: LlmRequest, limits: LlmCallLimits): Promise<LlmReply> {
    const { inner, budget, models, clock, record, onRefusal } = this.#options;
    const sessionId = limits.sessionId ?? null;
    const at = clock.now();
    const worst = worstCaseOf(request, models.get(request.model), at);
    const answer = budget.reserve({ sessionId, at, worst });
    if (answer.tag === 'refused') {
      await onRefusal?.(answer);
      return { tag: 'failed', code: 'budget', message: answer.message };
    }
    try {
      const startedMs = clock.monotonicMs();
      const reply = await inner.respond(request, limits);
      await record({
        sessionId,
        provider: this.name,
        model: request.model,
        ...this.#usedBy(reply, { worst, model: request.model, at }),
        stop: reply.tag === 'answered' ? reply.stop : reply.code,
        durationMs: reply.durationMs ?? clock.monotonicMs() - startedMs,
      });
      return reply;
    } finally {
      answer.release();
    }
  }

  #usedBy(
    reply: LlmReply,
    call: { readonly worst: WorstCase; readonly model: string; readonly at: EpochMs },
  ): Pick<ModelSpend, 'usage' | 'usageEstimated' | 'costUsd'> {
    const used = reply.tag === 'answered' ? reply.usage : (reply.spent ?? NO_USAGE);
    if (used === 'unknown') return { ...call.worst, usageEstimated: true };
    return { usage: used, usageEstimated: false, costUsd: this.#costOf(used, call) };
  }

  #costOf(usage: AgentUsage, { model, at }: { readonly model: string; readonly at: EpochMs }): UsdAmount | null {
    if (tokensOf(usage) === 0) return ZERO_USD;
    const dated = pricesAt(this.#options.models.get(model), at);
    return dated === null ? null : costOfUsage(usage, dated);
  }
}
