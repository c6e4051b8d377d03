import { add, decimalText, type UsdAmount, usdAmount, ZERO_USD } from '../domain/decimal.ts';
import type { BudgetLimits } from '../domain/session-budget.ts';
import { dayStart, type EpochMs } from '../domain/time.ts';
import { tokensOf } from './agent-run.ts';
import type { WorstCase } from './worst-case-cost.ts';

/** What was used up so far. */
export interface Spent {
  /** Of the calls whose price is known. */
  readonly costUsd: UsdAmount;
  readonly tokens: number;
  readonly calls: number;
  /** Calls that are not in `costUsd`, since nobody knows their price. */
  readonly unpricedCalls: number;
}

export const NOTHING_SPENT: Spent = { costUsd: ZERO_USD, tokens: 0, calls: 0, unpricedCalls: 0 };

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

/** Whose limit does not carry a call: the call's own, the session's or the UTC day's. */
export type BudgetOwner = 'call' | 'session' | 'day';

export interface BudgetRefusal {
  readonly tag: 'refused';
  readonly owner: BudgetOwner;
  /** Null when no session was to pay. */
  readonly sessionId: string | null;
  /** False when the call would fit, were it not for others that are under way. */
  readonly isLasting: boolean;
  readonly message: string;
}

export type BudgetAnswer =
  /** `release` is called when what the call has used is in the ledger. */
  { readonly tag: 'granted'; release(): void } | BudgetRefusal;

/** `limits` is read anew for every call: they may be changed while the bot runs. */
export interface BudgetMeans {
  readonly limits: BudgetLimits;
  readonly ledger: SpendLedger;
}

interface Account {
  readonly owner: Exclude<BudgetOwner, 'call'>;
  readonly spent: Spent;
  readonly reserved: readonly BudgetRequest[];
  readonly usdMax: number;
  readonly tokensMax: number;
  readonly callsMax: number;
}

/**
 * Says before each call whether the most that it can cost is what one call may cost, and still fits into what the session and the UTC day
 * have left.
 *
 * Calls that are under way count with their most, so that calls made at the same time cannot pass a limit together. One budget is
 * shared by the providers of all vendors.
 */
export class Budget {
  readonly #means: BudgetMeans;
  readonly #underWay = new Set<BudgetRequest>();

  constructor(means: BudgetMeans) {
    this.#means = means;
  }

  reserve(request: BudgetRequest): BudgetAnswer {
    const { sessionId, worst } = request;
    const dear = tooDear(worst, this.#means.limits);
    if (dear !== null) return { tag: 'refused', owner: 'call', sessionId, isLasting: true, message: dear };
    for (const account of this.#accountsOf(request)) {
      const message = overdraft(account, worst);
      if (message === null) continue;
      const isLasting = overdraft({ ...account, reserved: [] }, worst) !== null;
      return { tag: 'refused', owner: account.owner, sessionId, isLasting, message };
    }
    this.#underWay.add(request);
    return { tag: 'granted', release: () => void this.#underWay.delete(request) };
  }

  #accountsOf({ sessionId, at }: BudgetRequest): readonly Account[] {
    const { sessionUsdMax, sessionTokensMax, sessionCallsMax, dayUsdMax, dayTokensMax, dayCallsMax } = this.#means.limits;
    const underWay = [...this.#underWay];
    const day: Account = {
      owner: 'day',
      spent: this.#means.ledger.spentOnDay(dayStart(at)),
      // A call under way is booked when it ends, which may be today.
      reserved: underWay,
      usdMax: dayUsdMax,
      tokensMax: dayTokensMax,
      callsMax: dayCallsMax,
    };
    if (sessionId === null) return [day];
    const session: Account = {
      owner: 'session',
      spent: this.#means.ledger.spentInSession(sessionId),
      reserved: underWay.filter((other) => other.sessionId === sessionId),
      usdMax: sessionUsdMax,
      tokensMax: sessionTokensMax,
      callsMax: sessionCallsMax,
    };
    return [session, day];
  }
}

/** Why one call alone may not cost so much; null when it may, and when its price is not known. */
function tooDear({ costUsd }: WorstCase, { callUsdMax }: BudgetLimits): string | null {
  if (costUsd === null || costUsd.lte(callUsdMax)) return null;
  return `one call may cost ${dollars(usdAmount(callUsdMax))} USD; this call could cost ${dollars(costUsd)}`;
}

/** Why the account cannot carry the call; null when it can. */
function overdraft({ owner, spent, reserved, usdMax, tokensMax, callsMax }: Account, worst: WorstCase): string | null {
  const underWay = [...reserved.map((other) => other.worst), worst];
  if (spent.calls + underWay.length > callsMax) return `the ${owner} has made ${spent.calls} of ${callsMax} calls`;
  const tokens = underWay.reduce((sum, { usage }) => sum + tokensOf(usage), spent.tokens);
  if (tokens > tokensMax) {
    return `the ${owner} has used ${spent.tokens} of ${tokensMax} tokens; this call could use ${tokensOf(worst.usage)}`;
  }
  const cost = underWay.reduce((sum, { costUsd }) => add(sum, costUsd ?? ZERO_USD), spent.costUsd);
  if (worst.costUsd === null || cost.lte(usdMax)) return null;
  const unpriced = spent.unpricedCalls === 0 ? '' : `, besides ${spent.unpricedCalls} calls of unknown cost`;
  return `the ${owner} has spent ${dollars(spent.costUsd)} of ${dollars(usdAmount(usdMax))} USD${unpriced}; this call could cost ${dollars(worst.costUsd)}`;
}

function dollars(amount: UsdAmount): string {
  return decimalText(amount.toDecimalPlaces(4));
}
