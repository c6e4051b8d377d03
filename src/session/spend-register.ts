import { tokensOf } from '../agent/agent-run.ts';
import { NOTHING_SPENT, type SpendLedger, type Spent } from '../agent/budget.ts';
import { add, usdAmount } from '../domain/decimal.ts';
import type { AgentUsage, FactOf, JournalEntry } from '../domain/journal-entry.ts';
import { dayStart, type EpochMs, isoDate } from '../domain/time.ts';

/** What the calls of one model have used. */
export interface ModelSpent extends Spent {
  readonly provider: string;
  readonly model: string;
  readonly usage: AgentUsage;
}

/** What models have cost, by session and by UTC day: a fold of the journal over all books, since one account pays for them all. */
export class SpendRegister implements SpendLedger {
  readonly #bySession = new Map<string, Spent>();
  readonly #byDay = new Map<EpochMs, Spent>();
  /** By day, then by provider and model. */
  readonly #modelsByDay = new Map<EpochMs, Map<string, ModelSpent>>();

  apply({ fact, at, sessionId }: JournalEntry): void {
    if (fact.kind !== 'model-called') return;
    const day = dayStart(at);
    this.#byDay.set(day, withCall(this.spentOnDay(day), fact));
    this.#addToModel(day, fact);
    if (sessionId !== null) this.#bySession.set(sessionId, withCall(this.spentInSession(sessionId), fact));
  }

  spentInSession(sessionId: string): Spent {
    return this.#bySession.get(sessionId) ?? NOTHING_SPENT;
  }

  spentOnDay(day: EpochMs): Spent {
    return this.#byDay.get(day) ?? NOTHING_SPENT;
  }

  /** In the UTC month that holds `at`. */
  spentInMonth(at: EpochMs): Spent {
    const days = [...this.#byDay].filter(([day]) => monthOf(day) === monthOf(at));
    return days.reduce((sum, [, spent]) => together(sum, spent), NOTHING_SPENT);
  }

  /** Each model that was called on the UTC day that starts at `day`, the dearest first. */
  modelsOnDay(day: EpochMs): readonly ModelSpent[] {
    const models = [...(this.#modelsByDay.get(day)?.values() ?? [])];
    return models.sort((left, right) => right.costUsd.cmp(left.costUsd) || right.tokens - left.tokens);
  }

  #addToModel(day: EpochMs, fact: FactOf<'model-called'>): void {
    const { provider, model, usage } = fact;
    const key = `${provider} ${model}`;
    const models = this.#modelsByDay.get(day) ?? new Map<string, ModelSpent>();
    const before = models.get(key);
    models.set(key, {
      ...withCall(before ?? NOTHING_SPENT, fact),
      provider,
      model,
      usage: before === undefined ? usage : bothUsages(before.usage, usage),
    });
    this.#modelsByDay.set(day, models);
  }
}

function withCall(spent: Spent, { usage, costUsd }: FactOf<'model-called'>): Spent {
  return together(spent, {
    tokens: tokensOf(usage),
    calls: 1,
    costUsd: costUsd === null ? NOTHING_SPENT.costUsd : usdAmount(costUsd),
    unpricedCalls: costUsd === null ? 1 : 0,
  });
}

function together(left: Spent, right: Spent): Spent {
  return {
    tokens: left.tokens + right.tokens,
    calls: left.calls + right.calls,
    costUsd: add(left.costUsd, right.costUsd),
    unpricedCalls: left.unpricedCalls + right.unpricedCalls,
  };
}

function bothUsages(left: AgentUsage, right: AgentUsage): AgentUsage {
  return {
    inputTokens: left.inputTokens + right.inputTokens,
    outputTokens: left.outputTokens + right.outputTokens,
    cacheReadTokens: left.cacheReadTokens + right.cacheReadTokens,
    cacheWriteTokens: left.cacheWriteTokens + right.cacheWriteTokens,
  };
}

/** `2024-01`. */
function monthOf(at: EpochMs): string {
  return isoDate(at).slice(0, 7);
}
