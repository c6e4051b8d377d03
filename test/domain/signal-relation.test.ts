import { describe, expect, it } from 'vitest';
import { price } from '../../src/domain/decimal.ts';
import type { MarketSymbol } from '../../src/domain/market-symbol.ts';
import { relationOf, withoutReplaced } from '../../src/domain/signal-relation.ts';
import type { SignalAction, TradeSignal } from '../../src/domain/trade-signal.ts';

function signal(action: SignalAction, symbol: MarketSymbol = 'BTCUSDT'): TradeSignal {
  const common = { symbol, confidenceFraction: 0.5, reasoning: 'x', evidence: [], snapshotId: 's' };
  switch (action) {
    case 'open':
      return { ...common, action, sizeStep: 1, stopPrice: price(1), targetPrice: null };
    case 'close':
      return { ...common, action, sizeStep: 1 };
    case 'hold':
      return { ...common, action };
    case 'move-stop':
      return { ...common, action, stopPrice: price(1) };
  }
}

describe('a newer signal on the same symbol', () => {
  it.each([
    ['open', 'open', 'replaces'],
    ['open', 'close', 'contradicts'],
    ['open', 'hold', 'replaces'],
    ['open', 'move-stop', 'contradicts'],
    ['close', 'open', 'contradicts'],
    ['close', 'close', 'replaces'],
    ['close', 'hold', 'replaces'],
    ['close', 'move-stop', 'independent'],
    ['hold', 'open', 'replaces'],
    ['hold', 'close', 'replaces'],
    ['hold', 'hold', 'replaces'],
    ['hold', 'move-stop', 'replaces'],
    ['move-stop', 'open', 'contradicts'],
    ['move-stop', 'close', 'independent'],
    ['move-stop', 'hold', 'replaces'],
    ['move-stop', 'move-stop', 'replaces'],
  ] as const)('%s after %s: %s', (newer, older, relation) => {
    expect(relationOf({ newer: signal(newer), older: signal(older) })).toBe(relation);
    expect(relationOf({ newer: signal(newer), older: signal(older, 'ETHUSDT') })).toBe('independent');
  });

  it('leaves standing what it does not replace, in order', () => {
    const earlier = [signal('close'), signal('open', 'ETHUSDT'), signal('move-stop')];
    expect(withoutReplaced(earlier, signal('hold'))).toEqual([earlier[1]]);
    expect(withoutReplaced(earlier, signal('close'))).toEqual([earlier[1], earlier[2]]);
  });
});
