import type { QuoteAmount } from '../domain/decimal.ts';
import type { RiskReason } from '../domain/risk-verdict.ts';
import type { Candidate, EntryCandidate, ExitCandidate, StopMoveCandidate } from './candidate.ts';
import type { LimitKey } from './limits.ts';
import type { RiskSituation } from './risk-situation.ts';

export interface RuleRefusal {
  readonly reason: RiskReason;
  /** The largest entry, in quote at the mark, that this rule would pass; null where size is not the matter. */
  readonly quoteMax: QuoteAmount | null;
}

/**
 * One rule of the guard, pure. It judges the purposes that it has a function for and has no say in the others;
 * null means that it passes the candidate.
 */
export interface RiskRule {
  /** The name of its file. */
  readonly name: string;
  /** The limits that it enforces. */
  readonly limits: readonly LimitKey[];
  readonly judgeEntry?: (candidate: EntryCandidate, situation: RiskSituation) => RuleRefusal | null;
  readonly judgeExit?: (candidate: ExitCandidate, situation: RiskSituation) => RuleRefusal | null;
  readonly judgeStopMove?: (candidate: StopMoveCandidate, situation: RiskSituation) => RuleRefusal | null;
}

/** A refusal in which size plays no part. */
export function refusal(reason: RiskReason): RuleRefusal {
  return { reason, quoteMax: null };
}

/** What every rule has against the candidate, in the order of the rules; empty when all pass it. */
export function refusalsOf(rules: readonly RiskRule[], candidate: Candidate, situation: RiskSituation): readonly RuleRefusal[] {
  return rules.map((rule) => judge(rule, candidate, situation)).filter((outcome) => outcome !== null);
}

function judge(rule: RiskRule, candidate: Candidate, situation: RiskSituation): RuleRefusal | null {
  switch (candidate.purpose) {
    case 'entry':
      return rule.judgeEntry?.(candidate, situation) ?? null;
    case 'exit':
      return rule.judgeExit?.(candidate, situation) ?? null;
    case 'move-stop':
      return rule.judgeStopMove?.(candidate, situation) ?? null;
  }
}
