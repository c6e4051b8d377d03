import { type Aggregate, aggregateOf, capped, type RuledTrade, step } from './aggregate.ts';
import {
  closesOf,
  highestPrice,
  lowestPrice,
  mergeCloses,
  mergeOpens,
  opensOf,
  type Some,
  some,
  targetsOf,
} from './merge-signals.ts';
import { moveStopByVotes } from './move-stop-rule.ts';
import type { Ballot, CloseSignal, OpenSignal } from './vote.ts';

/** What one voice alone may sell of a position. */
const LONE_CLOSE_SHARE_MAX = 0.5;

/**
 * Two instances of one agent. An entry needs both, and is as small and as safe as the more careful of them wants it; an exit that
 * both want is as large as the larger; one alone sells at most half of what is held. Whatever contradicts itself is held.
 */
export function aggregatePair(ballot: Ballot): Aggregate {
  return aggregateOf(ballot, ruleTrade(ballot), moveStopByVotes(ballot));
}

function ruleTrade({ votes, position }: Ballot): RuledTrade {
  const opens = opensOf(votes);
  const closes = closesOf(votes);
  const valid = votes.filter(({ kind }) => kind !== 'abstain');
  if (opens.length > 0 && closes.length > 0) return { trade: null, steps: [step('conflict')] };
  const agreeing = some(closes);
  if (agreeing !== null) {
    return agreeing.length > 1 ? closeOfBoth(agreeing) : closeOfOne(agreeing[0], position !== null);
  }
  if (opens.length > 1) return openOfBoth(opens);
  if (valid.length < 2) return { trade: null, steps: [step('quorum-missing')] };
  return { trade: null, steps: [step(opens.length === 0 ? 'agreed' : 'weak-agreement')] };
}

function openOfBoth(opens: readonly OpenSignal[]): RuledTrade {
  const agreeing = some(opens);
  const stops = some(opens.map(({ stopPrice }) => stopPrice));
  if (agreeing === null || stops === null) return { trade: null, steps: [] };
  const targets = some(targetsOf(opens));
  const trade = mergeOpens(agreeing, {
    share: Math.min(...opens.map(({ sizeStep }) => sizeStep)),
    stopPrice: highestPrice(stops),
    targetPrice: targets === null ? null : lowestPrice(targets),
  });
  return { trade, steps: [step('agreed')] };
}

function closeOfBoth(closes: Some<CloseSignal>): RuledTrade {
  return { trade: mergeCloses(closes, Math.max(...closes.map(({ sizeStep }) => sizeStep))), steps: [step('agreed')] };
}

function closeOfOne(close: CloseSignal, isHeld: boolean): RuledTrade {
  if (!isHeld) return { trade: null, steps: [step('weak-agreement'), step('no-position')] };
  const { share, steps } = capped(close.sizeStep, LONE_CLOSE_SHARE_MAX);
  return { trade: mergeCloses([close], share), steps: [step('weak-agreement'), ...steps] };
}
