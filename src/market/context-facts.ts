import type { CandleInterval } from '../domain/candle.ts';
import type { IntegrityFinding } from '../domain/integrity-finding.ts';
import { invariant } from '../domain/invariant.ts';
import type { CandlePattern, KeyCandleTag } from '../domain/key-candle.ts';
import type { Bias, BitcoinCorrelation, IndicatorValues, MarketDataSet, MarketFacts, Regime } from '../domain/market-data-set.ts';
import type { MarketSymbol } from '../domain/market-symbol.ts';
import { type EpochMs, isoTime } from '../domain/time.ts';
import { renderSymbol } from './render-symbol.ts';

/** All that the context tells of one market, as plain data at full precision. Fields named `…At` are epoch milliseconds. */
export interface ContextFacts {
  /** ISO 8601, UTC. */
  readonly asOf: string;
  readonly symbol: MarketSymbol;
  readonly snapshotId: string;
  readonly price: number;
  readonly changeFraction24h: number | null;
  readonly distanceToHighFraction: number | null;
  readonly distanceToLowFraction: number | null;
  readonly indicators: Readonly<Record<CandleInterval, IndicatorValues>>;
  readonly keyCandles: readonly {
    readonly openedAt: EpochMs;
    readonly tags: readonly KeyCandleTag[];
    readonly pattern: CandlePattern | null;
  }[];
  readonly btcCorrelation: BitcoinCorrelation;
  readonly breadth: MarketDataSet['breadth'];
  readonly fearGreed:
    | { readonly value: number; readonly classification: string; readonly publishedAt: EpochMs }
    | { readonly missing: string };
  readonly bias: Bias | null;
  readonly regime: Regime | null;
  /** What a model reads of this market, by level; the header above the markets is not part of it. */
  readonly text: { readonly basic: string; readonly enhanced: string };
  readonly tokens: { readonly basic: number; readonly enhanced: number };
  readonly integrity: readonly IntegrityFinding[];
}

/** @throws InvariantError for a market of which the snapshot knows no candle. */
export function contextFacts(
  set: MarketDataSet,
  symbol: MarketSymbol,
  { countTokens }: { readonly countTokens: (text: string) => number },
): ContextFacts {
  const market = set.markets.get(symbol);
  invariant(market !== undefined, `the snapshot knows no candle of ${symbol}`);
  const text = { basic: renderSymbol(market, 'basic'), enhanced: renderSymbol(market, 'enhanced') };
  return {
    asOf: isoTime(set.asOf),
    symbol,
    snapshotId: set.id,
    price: market.close,
    changeFraction24h: market.changeFraction24h,
    distanceToHighFraction: market.distanceToHighFraction,
    distanceToLowFraction: market.distanceToLowFraction,
    indicators: indicatorsOf(market),
    keyCandles: market.keyCandles.map(({ candle, tags, pattern }) => ({ openedAt: candle.openedAt, tags, pattern })),
    btcCorrelation: market.bitcoinCorrelation,
    breadth: set.breadth,
    fearGreed: fearGreedOf(set),
    bias: market.bias,
    regime: market.regime,
    text,
    tokens: { basic: countTokens(text.basic), enhanced: countTokens(text.enhanced) },
    integrity: market.integrity,
  };
}

function indicatorsOf({ series }: MarketFacts): ContextFacts['indicators'] {
  return { '1d': series['1d'].indicators, '4h': series['4h'].indicators, '1h': series['1h'].indicators };
}

function fearGreedOf({ fearGreed }: MarketDataSet): ContextFacts['fearGreed'] {
  if (fearGreed.tag === 'missing') return { missing: fearGreed.reason };
  const { value, classification, publishedAt } = fearGreed;
  return { value, classification, publishedAt };
}
