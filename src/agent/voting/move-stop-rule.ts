import type { Price } from '../../domain/decimal.ts';
import { highestPrice, lowestPrice, mergeStops, some } from './merge-signals.ts';
import type { Ballot, StopSignal } from './vote.ts';

const RAISING_MIN = 2;

/**
 * What becomes of the stop. Raising it is a step towards the exit: two agents that ask for it are enough, and it goes to the lowest
 * price that they ask for. Lowering it risks more: all valid voters, at least two, must ask for it, and it goes to the highest.
 */
export function moveStopByVotes({ votes, position }: Ballot): { readonly stop: StopSignal | null; readonly asked: boolean } {
  const valid = votes.filter(({ kind }) => kind !== 'abstain');
  const asked = valid.flatMap(({ stop }) => (stop === null ? [] : [stop]));
  const isRaise = ({ stopPrice }: StopSignal): boolean => position?.stopPrice?.lt(stopPrice) ?? true;
  const raises = asked.filter(isRaise);
  const lowers = asked.filter((signal) => !isRaise(signal));
  if (raises.length >= RAISING_MIN) return { stop: movedTo(raises, 'lowest'), asked: true };
  const allLower = lowers.length >= RAISING_MIN && lowers.length === valid.length;
  return { stop: allLower ? movedTo(lowers, 'highest') : null, asked: asked.length > 0 };
}

function movedTo(signals: readonly StopSignal[], which: 'lowest' | 'highest'): StopSignal | null {
  const agreeing = some(signals);
  const prices = some(signals.map(({ stopPrice }): Price => stopPrice));
  if (agreeing === null || prices === null) return null;
  return mergeStops(agreeing, which === 'lowest' ? lowestPrice(prices) : highestPrice(prices));
}
