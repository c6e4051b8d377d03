import type { AggregationStep } from '../../domain/aggregation-record.ts';
import type { Price } from '../../domain/decimal.ts';
import { type Aggregate, aggregateOf, capped, type RuledTrade, step } from './aggregate.ts';
import { closesOf, mergeCloses, mergeOpens, opensOf, some, targetsOf } from './merge-signals.ts';
import { moveStopByVotes } from './move-stop-rule.ts';
import type { Ballot } from './vote.ts';

const QUORUM = 2;
/** What fewer than three of one mind may move. */
const DIVIDED_SHARE_MAX = 0.5;

/**
 * Three models that know nothing of each other. An entry needs two and no vote to sell; an exit needs two, or one where two votes are
 * valid, none of them wants to buy and something is held. The size is the median of those who agree, times their part of the valid votes.
 */
export function aggregateEnsemble(ballot: Ballot): Aggregate {
  const validCount = ballot.votes.filter(({ kind }) => kind !== 'abstain').length;
  if (validCount < QUORUM) return aggregateOf(ballot, { trade: null, steps: [step('quorum-missing')] }, STOP_UNTOUCHED);
  return aggregateOf(ballot, ruleTrade(ballot, validCount), moveStopByVotes(ballot));
}

const STOP_UNTOUCHED = { stop: null, asked: false } as const;

function ruleTrade(ballot: Ballot, validCount: number): RuledTrade {
  const opens = opensOf(ballot.votes);
  const closes = closesOf(ballot.votes);
  const loneClose = closes.length === 1 && opens.length === 0 && validCount === QUORUM;
  if (closes.length >= 2 || (loneClose && ballot.position !== null)) return closeBy(ballot, validCount);
  if (loneClose) return { trade: null, steps: [step('weak-agreement'), step('no-position')] };
  if (opens.length > 0 && closes.length > 0) return { trade: null, steps: [step('conflict')] };
  if (opens.length >= 2) return openBy(ballot, validCount);
  return { trade: null, steps: [step(opens.length + closes.length === 0 ? 'agreed' : 'weak-agreement')] };
}

function openBy({ votes }: Ballot, validCount: number): RuledTrade {
  const agreeing = some(opensOf(votes));
  if (agreeing === null) return { trade: null, steps: [] };
  const { share, steps } = shareOf(agreeing.map(({ sizeStep }) => sizeStep).toSorted(ascending), { validCount, even: 'lower' });
  const stops = agreeing.map(({ stopPrice }) => stopPrice).toSorted(byPrice);
  const targets = targetsOf(agreeing).toSorted(byPrice);
  const [first] = agreeing;
  const trade = mergeOpens(agreeing, {
    share,
    stopPrice: middle(stops, 'upper') ?? first.stopPrice,
    targetPrice: middle(targets, 'lower') ?? null,
  });
  return { trade, steps };
}

function closeBy({ votes }: Ballot, validCount: number): RuledTrade {
  const agreeing = some(closesOf(votes));
  if (agreeing === null) return { trade: null, steps: [] };
  const { share, steps } = shareOf(agreeing.map(({ sizeStep }) => sizeStep).toSorted(ascending), { validCount, even: 'upper' });
  return { trade: mergeCloses(agreeing, share), steps };
}

function shareOf(
  sizes: readonly number[],
  { validCount, even }: { readonly validCount: number; readonly even: 'lower' | 'upper' },
): { readonly share: number; readonly steps: readonly AggregationStep[] } {
  const agreeingCount = sizes.length;
  const median = middle(sizes, even) ?? 0;
  const shared = median * (agreeingCount / validCount);
  const cap = capped(shared, agreeingCount === 3 ? 1 : DIVIDED_SHARE_MAX);
  const sharing = shared < median ? [step('size-shared', { from: median, to: shared })] : [];
  return { share: cap.share, steps: [step(agreeingCount > 1 ? 'agreed' : 'weak-agreement'), ...sharing, ...cap.steps] };
}

/** The median; of an even number the more careful of the two in the middle, so that it is always a number that somebody asked for. */
function middle<Value>(sorted: readonly Value[], even: 'lower' | 'upper'): Value | undefined {
  return sorted[even === 'lower' ? Math.floor((sorted.length - 1) / 2) : Math.floor(sorted.length / 2)];
}

function ascending(left: number, right: number): number {
  return left - right;
}

function byPrice(left: Price, right: Price): number {
  return left.comparedTo(right);
}
