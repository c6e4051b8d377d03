import type { FearGreed } from '../domain/sentiment.ts';
import type { EpochMs } from '../domain/time.ts';

/**
 * Where the mood of the market is read.
 *
 * Contract, checked by test/contract/sentiment-source.contract.ts:
 * - `fetchFearGreed` answers with the newest value that was published at `asOf` or before, never with a later one.
 * - A value is that of its day: 24 hours after its publication it is missing, unless the next one is there.
 * - Trouble of the source is `missing` with a reason for people, never a throw; the reason holds no address and no reply.
 * - It answers within seconds: no session waits for a mood.
 */
export interface SentimentSource {
  fetchFearGreed(asOf: EpochMs): Promise<FearGreed>;
}
