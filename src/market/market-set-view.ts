import type { Breadth, MarketDataSet, MarketFacts } from '../domain/market-data-set.ts';
import type { MarketSymbol } from '../domain/market-symbol.ts';
import type { FearGreed } from '../domain/sentiment.ts';
import type { EpochMs } from '../domain/time.ts';
import { lazy } from './lazy.ts';

/** All markets at one instant, and what they tell together. */
export class MarketSetView implements MarketDataSet {
  readonly asOf: EpochMs;
  readonly id: string;
  readonly markets: ReadonlyMap<MarketSymbol, MarketFacts>;
  readonly fearGreed: FearGreed;
  readonly #breadth: () => Breadth | null;

  constructor({ asOf, id, markets, fearGreed }: Omit<MarketDataSet, 'breadth'>) {
    this.asOf = asOf;
    this.id = id;
    this.markets = markets;
    this.fearGreed = fearGreed;
    this.#breadth = lazy(() => breadthOf([...markets.values()]));
  }

  get breadth(): Breadth | null {
    return this.#breadth();
  }
}

function breadthOf(markets: readonly MarketFacts[]): Breadth | null {
  const signs = markets.flatMap(({ close, series }) => {
    const { ma50 } = series['1d'].indicators;
    return ma50 === null ? [] : [close > ma50];
  });
  return signs.length === 0 ? null : { above: signs.filter(Boolean).length, of: signs.length };
}
