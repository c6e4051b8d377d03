import { largest, type Price, smallest } from '../../domain/decimal.ts';
import { EVIDENCE_COUNT_MAX, REASONING_LENGTH_MAX, type TradeSignal } from '../../domain/trade-signal.ts';
import { sizeByShare } from './size-by-share.ts';
import type { CloseSignal, OpenSignal, StopSignal, Vote } from './vote.ts';

/** One signal or more, so that there is always one to begin with. */
export type Some<Signal> = readonly [Signal, ...Signal[]];

type Grounds = Pick<TradeSignal, 'symbol' | 'confidenceFraction' | 'reasoning' | 'evidence' | 'snapshotId'>;

/** One entry from those that agree, each of whose numbers the rule has chosen. */
export function mergeOpens(
  signals: Some<OpenSignal>,
  chosen: { readonly share: number; readonly stopPrice: Price; readonly targetPrice: Price | null },
): OpenSignal {
  const { share, stopPrice, targetPrice } = chosen;
  return { ...mergeGrounds(signals), action: 'open', ...sizeByShare(share), stopPrice, targetPrice };
}

export function mergeCloses(signals: Some<CloseSignal>, share: number): CloseSignal {
  return { ...mergeGrounds(signals), action: 'close', ...sizeByShare(share) };
}

export function mergeStops(signals: Some<StopSignal>, stopPrice: Price): StopSignal {
  return { ...mergeGrounds(signals), action: 'move-stop', stopPrice };
}

/**
 * The reasons of all, the evidence of all, the lowest confidence. In an order that does not depend on who voted first,
 * and cut to what one signal may carry.
 */
function mergeGrounds(signals: Some<TradeSignal>): Grounds {
  const [{ symbol, snapshotId }] = signals;
  return {
    symbol,
    snapshotId,
    confidenceFraction: Math.min(...signals.map(({ confidenceFraction }) => confidenceFraction)),
    reasoning: joined(signals.map(({ reasoning }) => reasoning)),
    evidence: [...new Set(signals.flatMap(({ evidence }) => evidence))].toSorted().slice(0, EVIDENCE_COUNT_MAX),
  };
}

function joined(reasons: readonly string[]): string {
  const different = [...new Set(reasons)].toSorted();
  const each = Math.floor((REASONING_LENGTH_MAX - (different.length - 1) * SEPARATOR.length) / different.length);
  return different.map((reason) => reason.slice(0, each)).join(SEPARATOR);
}

const SEPARATOR = ' | ';

export function opensOf(votes: readonly Vote[]): readonly OpenSignal[] {
  return votes.flatMap((vote) => (vote.kind === 'open' ? [vote.signal] : []));
}

export function closesOf(votes: readonly Vote[]): readonly CloseSignal[] {
  return votes.flatMap((vote) => (vote.kind === 'close' ? [vote.signal] : []));
}

/** The list with its first element known; null when it is empty. */
export function some<Item>([first, ...rest]: readonly Item[]): Some<Item> | null {
  return first === undefined ? null : [first, ...rest];
}

export function highestPrice([first, ...rest]: Some<Price>): Price {
  return largest(first, ...rest);
}

export function lowestPrice([first, ...rest]: Some<Price>): Price {
  return smallest(first, ...rest);
}

/** The targets that were named; an agent without one leaves the choice to the others. */
export function targetsOf(signals: readonly OpenSignal[]): readonly Price[] {
  return signals.flatMap(({ targetPrice }) => (targetPrice === null ? [] : [targetPrice]));
}
