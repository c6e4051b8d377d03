import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aggregateEnsemble } from '../../../src/agent/voting/ensemble-rule.ts';
import type { Vote } from '../../../src/agent/voting/vote.ts';
import { wantedShare } from '../../../src/domain/trade-signal.ts';
import { anyPosition, anyVote } from './vote-arbitrary.ts';
import { ballot, buy, hold, INVALID, sell } from './votes.ts';

const HELD = { stop: 80 };

describe('the votes of three models', () => {
  it.each([
    ['B B B: buys in full', [buy(), buy(), buy()], null, 'open', 1],
    ['B B B of different sizes: the median', [buy({ size: 1 }), buy({ size: 0.25 }), buy({ size: 0.5 })], null, 'open', 0.5],
    ['B B H: buys at most half', [buy(), buy(), hold()], null, 'open', 0.5],
    ['B B H of halves: two thirds of a half', [buy({ size: 0.5 }), buy({ size: 0.5 }), hold()], null, 'open', 1 / 3],
    ['B B S: holds', [buy(), buy(), sell()], HELD, 'hold', null],
    ['B H H: holds', [buy(), hold(), hold()], null, 'hold', null],
    ['S S B: sells', [sell(), sell(), buy()], HELD, 'close', 0.5],
    ['S S H: sells', [sell(), sell(), hold()], HELD, 'close', 0.5],
    ['S S S: sells in full', [sell(), sell(), sell()], HELD, 'close', 1],
    ['S H H: holds', [sell(), hold(), hold()], HELD, 'hold', null],
    ['B S H: holds', [buy(), sell(), hold()], HELD, 'hold', null],
    ['B B -: buys, at most half', [buy(), buy(), INVALID], null, 'open', 0.5],
    ['B - -: holds', [buy(), INVALID, INVALID], null, 'hold', null],
    ['S - -: holds', [sell(), INVALID, INVALID], HELD, 'hold', null],
    ['S H - with a position: sells half', [sell(), hold(), INVALID], HELD, 'close', 0.5],
    ['S H - without a position: holds', [sell(), hold(), INVALID], null, 'hold', null],
    ['S B -: holds', [sell(), buy(), INVALID], HELD, 'hold', null],
    ['- - -: holds', [INVALID, INVALID, INVALID], HELD, 'hold', null],
    ['H H H: holds', [hold(), hold(), hold()], HELD, 'hold', null],
  ] as const)('%s', (_name, votes, position, result, sizeFraction) => {
    expect(aggregateEnsemble(ballot(votes, position)).record).toMatchObject({ result, sizeFraction });
  });

  it('meet at the median of the stops and targets of those who agree', () => {
    const votes = [buy({ stop: 90, target: 120 }), buy({ stop: 95, target: 150 }), buy({ stop: 92, target: 130 })];
    const { trade } = aggregateEnsemble(ballot(votes));
    expect(JSON.parse(JSON.stringify(trade))).toMatchObject({ stopPrice: '92', targetPrice: '130' });
  });

  it.each([
    ['two raise it: to the lowest', [hold(90), hold(95), hold()], '90'],
    ['two lower it, one does not: it stays', [hold(70), hold(75), hold()], null],
    ['all lower it: to the highest', [hold(70), hold(75), hold(72)], '75'],
    ['all valid lower it, one is invalid: to the highest', [hold(70), hold(75), INVALID], '75'],
    ['one alone is valid: it stays', [hold(90), INVALID, INVALID], null],
  ] as const)('on the stop: %s', (_name, votes, stopPrice) => {
    expect(aggregateEnsemble(ballot(votes, HELD)).stop?.stopPrice.toFixed() ?? null).toBe(stopPrice);
  });

  const sizesOf = (votes: readonly Vote[]) =>
    votes.flatMap((vote) => (vote.kind === 'open' ? [vote.signal.sizeStep] : [])).toSorted((left, right) => left - right);
  const three = fc.tuple(anyVote, anyVote, anyVote);

  it('buy only where two agree and none sells, and never more than the median of them times their part', () => {
    fc.assert(
      fc.property(three, anyPosition, (votes, position) => {
        const { trade } = aggregateEnsemble(ballot(votes, position));
        if (trade?.action !== 'open') return;
        const sizes = sizesOf(votes);
        const valid = votes.filter(({ kind }) => kind !== 'abstain').length;
        expect(sizes.length).toBeGreaterThanOrEqual(2);
        expect(votes.some(({ kind }) => kind === 'close')).toBe(false);
        const median = sizes.length === 3 ? (sizes[1] ?? 0) : (sizes[0] ?? 0);
        expect(wantedShare(trade)).toBeLessThanOrEqual(median * (sizes.length / valid));
        if (sizes.length < 3) expect(wantedShare(trade)).toBeLessThanOrEqual(0.5);
      }),
    );
  });

  it('come to the same in every order', () => {
    fc.assert(
      fc.property(three, anyPosition, ([first, second, third], position) => {
        const made = aggregateEnsemble(ballot([first, second, third], position));
        for (const order of [
          [second, first, third],
          [third, second, first],
          [second, third, first],
        ]) {
          const turned = aggregateEnsemble(ballot(order, position));
          expect([turned.trade, turned.stop]).toEqual([made.trade, made.stop]);
        }
      }),
    );
  });

  it('never buy, nor buy more, because a vote became invalid', () => {
    fc.assert(
      fc.property(three, anyPosition, ([first, second, third], position) => {
        fc.pre(third.kind !== 'close');
        const shareOf = (votes: readonly Vote[]) => {
          const { trade } = aggregateEnsemble(ballot(votes, position));
          return trade?.action === 'open' ? wantedShare(trade) : 0;
        };
        const without = shareOf([first, second, INVALID]);
        if (without === 0) return;
        expect(first.kind === 'open' && second.kind === 'open').toBe(true);
        expect(without).toBeLessThanOrEqual(0.5);
      }),
    );
  });
});
