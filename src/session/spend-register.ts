import { addUsage, tokensOf } from '../agent/agent-run.ts';
import { NOTHING_SPENT, type SpendLedger, type Spent } from '../agent/budget.ts';
import type { Mode } from '../domain/control-state.ts';
import { add, usdAmount } from '../domain/decimal.ts';
import type { AgentUsage, FactOf, JournalEntry } from '../domain/journal-entry.ts';
import { dayStart, type EpochMs, isoDate } from '../domain/time.ts';

/** What the calls of one model have used. */
export interface ModelSpent extends Spent {
  readonly provider: string;
  readonly model: string;
  readonly usage: AgentUsage;
}

/** What the sessions of one mode have used. */
export interface ModeSpent extends Spent {
  readonly mode: Mode;
}

/** What models have cost, by session and by UTC day: a fold of the journal over all books, since one account pays for them all. */
export class SpendRegister implements SpendLedger {
  readonly #bySession = new Map<string, Spent>();
  readonly #byDay = new Map<EpochMs, Spent>();
  /** By day, then by provider and model. */
  readonly #modelsByDay = new Map<EpochMs, Map<string, ModelSpent>>();
  readonly #modeOfSession = new Map<string, Mode>();
  readonly #modesByDay = new Map<EpochMs, Map<Mode, ModeSpent>>();

  apply({ fact, at, sessionId }: JournalEntry): void {
    if (fact.kind === 'session-started' && sessionId !== null) this.#modeOfSession.set(sessionId, fact.mode);
    if (fact.kind !== 'model-called') return;
    const day = dayStart(at);
    this.#byDay.set(day, withCall(this.spentOnDay(day), fact));
    this.#addToModel(day, fact);
    if (sessionId === null) return;
    this.#bySession.set(sessionId, withCall(this.spentInSession(sessionId), fact));
    this.#addToMode(day, this.#modeOfSession.get(sessionId), fact);
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
    return dearestFirst([...(this.#modelsByDay.get(day)?.values() ?? [])]);
  }

  /** Each model that was called in the UTC month that holds `at`, the dearest first. */
  modelsInMonth(at: EpochMs): readonly ModelSpent[] {
    const models = new Map<string, ModelSpent>();
    for (const [key, spent] of ofMonth(this.#modelsByDay, at)) models.set(key, bothModels(models.get(key), spent));
    return dearestFirst([...models.values()]);
  }

  /** Each mode whose sessions called models in the UTC month that holds `at`, the dearest first. Calls outside of sessions have no mode. */
  modesInMonth(at: EpochMs): readonly ModeSpent[] {
    const modes = new Map<Mode, ModeSpent>();
    for (const [mode, spent] of ofMonth(this.#modesByDay, at)) {
      modes.set(mode, { mode, ...together(modes.get(mode) ?? NOTHING_SPENT, spent) });
    }
    return dearestFirst([...modes.values()]);
  }

  #addToModel(day: EpochMs, fact: FactOf<'model-called'>): void {
    const { provider, model, usage } = fact;
    const key = `${provider} ${model}`;
    const models = this.#modelsByDay.get(day) ?? new Map<string, ModelSpent>();
    models.set(key, bothModels(models.get(key), { ...withCall(NOTHING_SPENT, fact), provider, model, usage }));
    this.#modelsByDay.set(day, models);
  }

  #addToMode(day: EpochMs, mode: Mode | undefined, fact: FactOf<'model-called'>): void {
    if (mode === undefined) return;
    const modes = this.#modesByDay.get(day) ?? new Map<Mode, ModeSpent>();
    modes.set(mode, { mode, ...withCall(modes.get(mode) ?? NOTHING_SPENT, fact) });
    this.#modesByDay.set(day, modes);
  }
}

function ofMonth<Key, Value>(
  byDay: ReadonlyMap<EpochMs, ReadonlyMap<Key, Value>>,
  at: EpochMs,
): readonly (readonly [Key, Value])[] {
  return [...byDay].flatMap(([day, entries]) => (monthOf(day) === monthOf(at) ? [...entries] : []));
}

function dearestFirst<Some extends Spent>(spent: Some[]): readonly Some[] {
  return spent.sort((left, right) => right.costUsd.cmp(left.costUsd) || right.tokens - left.tokens);
}

function bothModels(before: ModelSpent | undefined, more: ModelSpent): ModelSpent {
  if (before === undefined) return more;
  return { ...more, ...together(before, more), usage: addUsage(before.usage, more.usage) };
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

/** `2024-01`. */
function monthOf(at: EpochMs): string {
  return isoDate(at).slice(0, 7);
}
