import fc from 'fast-check';
import type { Vote } from '../../../src/agent/voting/vote.ts';
import { SIZE_STEPS } from '../../../src/domain/trade-signal.ts';
import { buy, hold, INVALID, sell } from './votes.ts';

const size = fc.constantFrom(...SIZE_STEPS);
const stop = fc.option(fc.integer({ min: 50, max: 99 }));

export const anyVote: fc.Arbitrary<Vote> = fc.oneof(
  fc
    .record({ size, stop: fc.integer({ min: 50, max: 99 }), target: fc.option(fc.integer({ min: 101, max: 200 })) })
    .map((wish) => buy(wish)),
  fc.tuple(size, stop).map(([sizeStep, stopPrice]) => sell(sizeStep, stopPrice)),
  stop.map((stopPrice) => hold(stopPrice)),
  fc.constant(INVALID),
);

export const anyPosition = fc.option(fc.record({ stop: fc.option(fc.integer({ min: 50, max: 99 })) }));
