import type { AggregationStep } from '../../domain/aggregation-record.ts';
import type { AnalystReport, ProposalReview } from '../../domain/role-statement.ts';
import { wantedShare } from '../../domain/trade-signal.ts';
import { type RuledTrade, step } from './aggregate.ts';
import { sizeByShare } from './size-by-share.ts';
import type { CloseSignal, OpenSignal } from './vote.ts';

const MISSING_REPORT_FACTOR = 0.5;

/** The reports on one symbol by the analyst's role; null where there is none. */
export interface SymbolReports {
  readonly technical: AnalystReport | null;
  readonly context: AnalystReport | null;
  readonly memory: AnalystReport | null;
}

/** What the reports leave of a trader's entry, before anybody reviews it. `unknownEvidence`: ids in it that name nothing. */
export function checkAgainstReports(
  open: OpenSignal,
  { reports, unknownEvidence }: { readonly reports: SymbolReports; readonly unknownEvidence: readonly string[] },
): RuledTrade {
  if (reports.technical === null) return held(step('report-missing', { agent: 'technical' }));
  const [unknown] = unknownEvidence;
  if (unknown !== undefined) return held(step('evidence-missing', { about: unknown }));
  const stance = [reports.technical, reports.context, reports.memory].reduce((sum, report) => sum + (report?.stance ?? 0), 0);
  if (stance <= 0) return held(step('stance-not-positive', { about: String(stance) }));
  let trade = open;
  const steps: AggregationStep[] = [];
  for (const agent of ['context', 'memory'] as const) {
    if (reports[agent] !== null) continue;
    const from = wantedShare(trade);
    trade = resized(trade, from * MISSING_REPORT_FACTOR);
    steps.push(step('report-missing', { agent, from, to: wantedShare(trade) }));
  }
  return { trade, steps };
}

/** What the risk officer leaves of a trade: of an entry as much as it approves, without a word nothing; an exit is never its matter. */
export function applyReview(trade: OpenSignal | CloseSignal, review: ProposalReview | null, officer: string): RuledTrade {
  if (trade.action === 'close') {
    const ignored = review !== null && review.decision !== 'approve';
    return { trade, steps: ignored ? [step('veto-ignored', { agent: officer, about: review.code })] : [] };
  }
  if (review === null) return held(step('officer-missing', { agent: officer }));
  const about = { agent: officer, about: review.code };
  switch (review.decision) {
    case 'veto':
      return held(step('officer-vetoed', about));
    case 'approve':
      return { trade, steps: [step('officer-approved', about)] };
    case 'reduce': {
      const from = wantedShare(trade);
      const to = Math.min(from, review.sizeStep ?? 0);
      // A reduction that names no size says that something is wrong, not what would be right.
      if (to <= 0) return held(step('officer-vetoed', about));
      if (to === from) return { trade, steps: [step('officer-approved', about)] };
      return { trade: resized(trade, to), steps: [step('officer-reduced', { ...about, from, to })] };
    }
  }
}

/** The entry with another share of the largest position. */
export function resized(open: OpenSignal, share: number): OpenSignal {
  const { sizeFactor: _replaced, ...rest } = open;
  return { ...rest, ...sizeByShare(share) };
}

function held(why: AggregationStep): RuledTrade {
  return { trade: null, steps: [why] };
}
