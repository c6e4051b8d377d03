import { add, decimalText, type UsdAmount, usdAmount, ZERO_USD } from '../domain/decimal.ts';
import { dayStart, type EpochMs } from '../domain/time.ts';
import { tokensOf } from './agent-run.ts';
import type { WorstCase } from './worst-case-cost.ts';

/** What models may use up. Tokens of all kinds count, cached ones included. */
export interface BudgetLimits {
  readonly sessionUsdMax: number;
  readonly dayUsdMax: number;
  readonly sessionTokensMax: number;
  readonly dayTokensMax: number;
}

/** What was used up so far. */
export interface Spent {
  /** Of the calls whose price is known. */
  readonly costUsd: UsdAmount;
  readonly tokens: number;
  /** Calls that are not in `costUsd`, since nobody knows their price. */
  readonly unpricedCalls: number;
}

export const NOTHING_SPENT: Spent = { costUsd: ZERO_USD, tokens: 0, unpricedCalls: 0 };

/** Knows what was spent, over restarts, too. Days are UTC. */
export interface SpendLedger {
  spentInSession(sessionId: string): Spent;
  spentOnDay(dayStart: EpochMs): Spent;
}

/** A call that asks for its part of the budget. */
export interface BudgetRequest {
  /** Null when no session pays. */
  readonly sessionId: string | null;
  readonly at: EpochMs;
  readonly worst: WorstCase;
}

export type BudgetAnswer =
  /** `release` is called when what the call has used is in the ledger. */
  { readonly tag: 'granted'; release(): void } | { readonly tag: 'refused'; readonly message: string };

interface Account {
  readonly owner: string;
  readonly spent: Spent;
  readonly reserved: readonly BudgetRequest[];
  readonly usdMax: number;
  readonly tokensMax: number;
}

/**
 * Says before each call whether the most that it can cost still fits into what the session and the UTC day have left.
 *
 * Calls that are under way count with their most, so that calls made at the same time cannot pass a limit together. One budget is
 * shared by the providers of all vendors.
 */
export class Budget {
  readonly #limits: BudgetLimits;
  readonly #ledger: SpendLedger;
  readonly #underWay = new Set<BudgetRequest>();

  constructor({ limits, ledger }: { readonly limits: BudgetLimits; readonly ledger: SpendLedger }) {
    this.#limits = limits;
    this.#ledger = ledger;
  }

  reserve(request: BudgetRequest): BudgetAnswer {
    for (const account of this.#accountsOf(request)) {
      const message = overdraft(account, request.worst);
      if (message !== null) return { tag: 'refused', message };
    }
    this.#underWay.add(request);
    return { tag: 'granted', release: () => void this.#underWay.delete(request) };
  }

  #accountsOf({ sessionId, at }: BudgetRequest): readonly Account[] {
    const { sessionUsdMax, sessionTokensMax, dayUsdMax, dayTokensMax } = this.#limits;
    const underWay = [...this.#underWay];
    const day: Account = {
      owner: 'the day',
      spent: this.#ledger.spentOnDay(dayStart(at)),
      // A call under way is booked when it ends, which may be today.
      reserved: underWay,
      usdMax: dayUsdMax,
      tokensMax: dayTokensMax,
    };
    if (sessionId === null) return [day];
    const session: Account = {
      owner: 'the session',
      spent: this.#ledger.spentInSession(sessionId),
      reserved: underWay.filter((other) => other.sessionId === sessionId),
      usdMax: sessionUsdMax,
      tokensMax: sessionTokensMax,
    };
    return [session, day];
  }
}

/** Why the account cannot carry the call; null when it can. */
function overdraft({ owner, spent, reserved, usdMax, tokensMax }: Account, worst: WorstCase): string | null {
  const calls = [...reserved.map((other) => other.worst), worst];
  const tokens = calls.reduce((sum, { usage }) => sum + tokensOf(usage), spent.tokens);
  if (tokens > tokensMax) {
    return `${owner} has used ${spent.tokens} of ${tokensMax} tokens; this call could use ${tokensOf(worst.usage)}`;
  }
  const cost = calls.reduce((sum, { costUsd }) => add(sum, costUsd ?? ZERO_USD), spent.costUsd);
  if (worst.costUsd === null || cost.lte(usdMax)) return null;
  const unpriced = spent.unpricedCalls === 0 ? '' : `, besides ${spent.unpricedCalls} calls of unknown cost`;
  return `${owner} has spent ${dollars(spent.costUsd)} of ${dollars(usdAmount(usdMax))} USD${unpriced}; this call could cost ${dollars(worst.costUsd)}`;
}

function dollars(amount: UsdAmount): string {
  return decimalText(amount.toDecimalPlaces(4));
}
