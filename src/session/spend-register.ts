import { tokensOf } from '../agent/agent-run.ts';
import { NOTHING_SPENT, type SpendLedger, type Spent } from '../agent/budget.ts';
import { add, usdAmount } from '../domain/decimal.ts';
import type { FactOf, JournalEntry } from '../domain/journal-entry.ts';
import { dayStart, type EpochMs } from '../domain/time.ts';

/** What models have cost, by session and by UTC day: a fold of the journal over all books, since one account pays for them all. */
export class SpendRegister implements SpendLedger {
  readonly #bySession = new Map<string, Spent>();
  readonly #byDay = new Map<EpochMs, Spent>();

  apply({ fact, at, sessionId }: JournalEntry): void {
    if (fact.kind !== 'model-called') return;
    const day = dayStart(at);
    this.#byDay.set(day, withCall(this.spentOnDay(day), fact));
    if (sessionId !== null) this.#bySession.set(sessionId, withCall(this.spentInSession(sessionId), fact));
  }

  spentInSession(sessionId: string): Spent {
    return this.#bySession.get(sessionId) ?? NOTHING_SPENT;
  }

  spentOnDay(day: EpochMs): Spent {
    return this.#byDay.get(day) ?? NOTHING_SPENT;
  }
}

function withCall(spent: Spent, { usage, costUsd }: FactOf<'model-called'>): Spent {
  return {
    tokens: spent.tokens + tokensOf(usage),
    costUsd: costUsd === null ? spent.costUsd : add(spent.costUsd, usdAmount(costUsd)),
    unpricedCalls: spent.unpricedCalls + (costUsd === null ? 1 : 0),
  };
}
