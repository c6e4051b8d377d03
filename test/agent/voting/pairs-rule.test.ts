import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aggregatePair } from '../../../src/agent/voting/pairs-rule.ts';
import { wantedShare } from '../../../src/domain/trade-signal.ts';
import { anyPosition, anyVote } from './vote-arbitrary.ts';
import { ballot, buy, hold, INVALID, sell } from './votes.ts';

const HELD = { stop: 80 };

describe('the votes of a pair', () => {
  it.each([
    ['two that buy: the smaller size', [buy({ size: 1 }), buy({ size: 0.25 })], null, 'open', 0.25, 'agreed'],
    ['two that sell: the larger size', [sell(0.25), sell(1)], HELD, 'close', 1, 'agreed'],
    ['one that sells all, one that holds: half', [sell(1), hold()], HELD, 'close', 0.5, 'weak-agreement'],
    ['one that sells a quarter, one that holds: a quarter', [sell(0.25), hold()], HELD, 'close', 0.25, 'weak-agreement'],
    ['one that sells what is not held: hold', [sell(1), hold()], null, 'hold', null, 'no-position'],
    ['one that buys, one that holds: hold', [buy(), hold()], null, 'hold', null, 'weak-agreement'],
    ['one that buys, one that sells: hold', [buy(), sell()], HELD, 'hold', null, 'conflict'],
    ['one that buys, one invalid: hold', [buy(), INVALID], null, 'hold', null, 'quorum-missing'],
    ['one that sells, one invalid: half', [sell(1), INVALID], HELD, 'close', 0.5, 'size-capped'],
    ['both invalid: hold', [INVALID, INVALID], HELD, 'hold', null, 'quorum-missing'],
    ['both hold', [hold(), hold()], HELD, 'hold', null, 'agreed'],
  ] as const)('%s', (_name, votes, position, result, sizeFraction, code) => {
    for (const order of [votes, [...votes].reverse()]) {
      const { record } = aggregatePair(ballot(order, position));
      expect(record).toMatchObject({ result, sizeFraction });
      expect(record.steps.map((step) => step.code)).toContain(code);
    }
  });

  it('that buy meet at the higher stop and the lower target', () => {
    const { trade } = aggregatePair(ballot([buy({ stop: 90, target: 140 }), buy({ stop: 95, target: 120 })]));
    expect(JSON.parse(JSON.stringify(trade))).toMatchObject({ stopPrice: '95', targetPrice: '120' });
  });

  it.each([
    ['both raise it: to the lower of the two', [hold(90), hold(95)], '90'],
    ['one alone raises it: it stays', [hold(90), hold()], null],
    ['both lower it: to the higher of the two', [hold(70), hold(75)], '75'],
    ['one raises, one lowers it: it stays', [hold(90), hold(70)], null],
    ['one raises it, the other is invalid: it stays', [hold(90), INVALID], null],
    ['both raise it and sell all: there is nothing left to protect', [sell(1, 90), sell(1, 95)], null],
    ['both raise it and sell half', [sell(0.5, 90), sell(0.5, 95)], '90'],
  ] as const)('on the stop: %s', (_name, votes, stopPrice) => {
    expect(aggregatePair(ballot(votes, HELD)).stop?.stopPrice.toFixed() ?? null).toBe(stopPrice);
  });

  it('never buy more than either wants, nor without both, nor at a lower stop, in whatever order they come', () => {
    fc.assert(
      fc.property(anyVote, anyVote, anyPosition, (first, second, position) => {
        const made = aggregatePair(ballot([first, second], position));
        if (made.trade?.action === 'open') {
          if (first.kind !== 'open' || second.kind !== 'open') throw new Error('an entry without two that want it');
          expect(wantedShare(made.trade)).toBeLessThanOrEqual(Math.min(first.signal.sizeStep, second.signal.sizeStep));
          for (const { signal } of [first, second]) expect(made.trade.stopPrice.gte(signal.stopPrice)).toBe(true);
        }
        const turned = aggregatePair(ballot([second, first], position));
        expect([turned.trade, turned.stop, turned.record.steps.map(({ code }) => code)]).toEqual([
          made.trade,
          made.stop,
          made.record.steps.map(({ code }) => code),
        ]);
      }),
    );
  });

  it('sell whenever somebody wants to and nobody wants to buy, as long as something is held', () => {
    fc.assert(
      fc.property(anyVote, anyVote, (first, second) => {
        fc.pre([first, second].some(({ kind }) => kind === 'close') && ![first, second].some(({ kind }) => kind === 'open'));
        expect(aggregatePair(ballot([first, second], HELD)).record.result).toBe('close');
      }),
    );
  });
});
