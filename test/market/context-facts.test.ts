import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../src/domain/invariant.ts';
import { contextFacts } from '../../src/market/context-facts.ts';
import { renderSymbol } from '../../src/market/render-symbol.ts';
import { FULL_AS_OF, fullMarket, GREED, marketOf } from './full-market.ts';

const set = fullMarket();
const market = marketOf(set, 'ETHUSDT');
const countTokens = (text: string) => text.length;

describe('the facts of a context', () => {
  const facts = contextFacts(set, 'ETHUSDT', { countTokens });

  it('name the moment, the market and the snapshot', () => {
    expect(facts).toMatchObject({ asOf: '2024-06-01T13:00:00.000Z', symbol: 'ETHUSDT', snapshotId: set.id });
    expect(Date.parse(facts.asOf)).toBe(FULL_AS_OF);
  });

  it.each(['1d', '4h', '1h'] as const)('hold the indicators of %s at full precision', (interval) => {
    expect(facts.indicators[interval]).toEqual(market.series[interval].indicators);
    expect(facts.indicators[interval]).toMatchObject({
      rsi14: expect.any(Number),
      macd: { line: expect.any(Number), signal: expect.any(Number), histogram: expect.any(Number) },
      ma20: expect.any(Number),
      ma50: expect.any(Number),
      atr14: expect.any(Number),
      volumeZ: expect.any(Number),
    });
  });

  it('hold the key candles by their time of opening', () => {
    expect(facts.keyCandles).toHaveLength(15);
    expect(facts.keyCandles).toEqual(
      market.keyCandles.map(({ candle, tags, pattern }) => ({ openedAt: candle.openedAt, tags, pattern })),
    );
  });

  it('hold where the market stands among the others', () => {
    const { bias, regime, bitcoinCorrelation } = market;
    expect(facts).toMatchObject({ bias, regime, btcCorrelation: bitcoinCorrelation, breadth: set.breadth });
    expect(facts.fearGreed).toEqual({
      value: 72,
      classification: 'Greed',
      publishedAt: GREED.tag === 'known' ? GREED.publishedAt : 0,
    });
  });

  it('hold what a model reads, and its tokens', () => {
    const text = { basic: renderSymbol(market, 'basic'), enhanced: renderSymbol(market, 'enhanced') };
    expect(facts.text).toEqual(text);
    expect(facts.tokens).toEqual({ basic: text.basic.length, enhanced: text.enhanced.length });
  });

  it('survive being written as JSON', () => {
    expect(JSON.parse(JSON.stringify(facts))).toEqual(facts);
  });

  it('say why Fear & Greed is missing, and why indicators are', () => {
    const missing = fullMarket({ fearGreed: { tag: 'missing', reason: 'no file' } });
    const young = contextFacts(missing, 'SOLUSDT', { countTokens });
    expect(young.fearGreed).toEqual({ missing: 'no file' });
    expect(young.indicators['1d']).toMatchObject({ rsi14: null, missing: '100 of 250 candles are known' });
    expect(young.bias).toBeNull();
  });

  it('are not made of a market that is not there', () => {
    expect(() => contextFacts(set, 'ADAUSDT', { countTokens })).toThrow(InvariantError);
  });
});
