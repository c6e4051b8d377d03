import type { Ballot, OpenSignal, Vote } from '../../../src/agent/voting/vote.ts';
import { type Price, price } from '../../../src/domain/decimal.ts';
import type { MarketSymbol } from '../../../src/domain/market-symbol.ts';
import type { SizeStep } from '../../../src/domain/trade-signal.ts';

export const SYMBOL: MarketSymbol = 'BTCUSDT';

const GROUNDS = {
  symbol: SYMBOL,
  confidenceFraction: 0.6,
  reasoning: 'Because.',
  evidence: ['BTC.price'],
  snapshotId: 'snapshot-1',
};

export function openSignal({
  size = 1,
  stop = 90,
  target = 130,
}: {
  readonly size?: SizeStep;
  readonly stop?: number;
  readonly target?: number | null;
} = {}): OpenSignal {
  const targetPrice: Price | null = target === null ? null : price(target);
  return { ...GROUNDS, action: 'open', sizeStep: size, stopPrice: price(stop), targetPrice };
}

export function buy(wish: Parameters<typeof openSignal>[0] = {}): Vote {
  return { agent: 'a', kind: 'open', signal: openSignal(wish), stop: null };
}

export function sell(size: SizeStep = 1, stop: number | null = null): Vote {
  return { agent: 'a', kind: 'close', signal: { ...GROUNDS, action: 'close', sizeStep: size }, stop: moved(stop) };
}

export function hold(stop: number | null = null): Vote {
  return { agent: 'a', kind: 'hold', stop: moved(stop) };
}

export const INVALID: Vote = { agent: 'a', kind: 'abstain', stop: null };

function moved(stop: number | null): Vote['stop'] {
  return stop === null ? null : { ...GROUNDS, action: 'move-stop', stopPrice: price(stop) };
}

/** The votes of agents named in their order. */
export function ballot(votes: readonly Vote[], position: { readonly stop: number | null } | null = null): Ballot {
  return {
    symbol: SYMBOL,
    votes: votes.map((vote, index) => ({ ...vote, agent: `agent-${index + 1}` })),
    position: position === null ? null : { stopPrice: position.stop === null ? null : price(position.stop) },
  };
}
