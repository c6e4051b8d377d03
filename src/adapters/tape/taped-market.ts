import type { MarketData } from '../../ports/market-data.ts';
import type { SentimentSource } from '../../ports/sentiment-source.ts';
import type { FoundReads } from './taped-reads.ts';

/** The markets as a session read them: every candle that was ever read, and the prices of that moment. */
export function tapedMarketData({ candles, marks }: FoundReads): MarketData {
  return {
    fetchCandles: ({ symbol }) => Promise.resolve(candles.get(symbol) ?? []),
    fetchMark: (symbol) => Promise.resolve(marks.get(symbol) ?? null),
  };
}

export function tapedSentiment({ fearGreed }: FoundReads): SentimentSource {
  return { fetchFearGreed: () => Promise.resolve(fearGreed) };
}
