import type { AggregationCode, AggregationRecord, AggregationStep } from '../../domain/aggregation-record.ts';
import { decimalText } from '../../domain/decimal.ts';
import { wantedShare } from '../../domain/trade-signal.ts';
import { type Ballot, type CloseSignal, type OpenSignal, type StopSignal, toVoteRecord } from './vote.ts';

/** What the votes on one symbol became: at most one open or close, and at most one move of a stop. */
export interface Aggregate {
  readonly record: AggregationRecord;
  readonly trade: OpenSignal | CloseSignal | null;
  readonly stop: StopSignal | null;
}

/** What a rule makes of the votes on open and close. */
export interface RuledTrade {
  readonly trade: OpenSignal | CloseSignal | null;
  readonly steps: readonly AggregationStep[];
}

export function step(code: AggregationCode, parts: Partial<Omit<AggregationStep, 'code'>> = {}): AggregationStep {
  return { code, agent: null, from: null, to: null, about: null, ...parts };
}

/** Puts together what a rule made of the votes and what became of the stop, with the trace of both. */
export function aggregateOf(
  ballot: Ballot,
  ruled: RuledTrade,
  moved: { readonly stop: StopSignal | null; readonly asked: boolean },
): Aggregate {
  const { trade } = ruled;
  // An open brings its own stop, and a position that is closed as a whole needs none.
  const stop = trade === null || (trade.action === 'close' && wantedShare(trade) < 1) ? moved.stop : null;
  const stopSteps = moved.asked
    ? [stop === null ? step('stop-kept') : step('stop-moved', { about: decimalText(stop.stopPrice) })]
    : [];
  const invalid = ballot.votes.flatMap(({ kind, agent }) => (kind === 'abstain' ? [step('vote-invalid', { agent })] : []));
  return {
    record: recordOf(ballot, trade, [...invalid, ...ruled.steps, ...stopSteps]),
    trade,
    stop,
  };
}

export function recordOf(
  { symbol, votes }: Ballot,
  trade: OpenSignal | CloseSignal | null,
  steps: readonly AggregationStep[],
): AggregationRecord {
  return {
    symbol,
    votes: votes.map(toVoteRecord),
    result: trade?.action ?? 'hold',
    sizeFraction: trade === null ? null : wantedShare(trade),
    steps,
  };
}

/** What a cap leaves of a share, with the step that tells of it where it leaves less. */
export function capped(share: number, cap: number): { readonly share: number; readonly steps: readonly AggregationStep[] } {
  return share <= cap ? { share, steps: [] } : { share: cap, steps: [step('size-capped', { from: share, to: cap })] };
}
