import { z } from 'zod';
import { SECOND_MS } from '../../domain/time.ts';
import type { FearGreedReading } from './choose-reading.ts';

const CLASSIFICATION_LENGTH_MAX = 40;

const digits = z.string().regex(/^\d{1,12}$/);
const replySchema = z.looseObject({
  data: z
    .array(
      z.looseObject({
        value: digits.transform(Number).pipe(z.number().max(100)),
        value_classification: z.string().regex(new RegExp(`^[A-Za-z ]{1,${CLASSIFICATION_LENGTH_MAX}}$`)),
        timestamp: digits.transform(Number),
      }),
    )
    .min(1),
});

/**
 * Reads the index's wire format, in which numbers are strings and times are seconds; null for anything else.
 * @see https://alternative.me/crypto/fear-and-greed-index/#api
 */
export function readReply(body: unknown): readonly FearGreedReading[] | null {
  const parsed = replySchema.safeParse(body);
  if (!parsed.success) return null;
  return parsed.data.data.map(({ value, value_classification: classification, timestamp }) => ({
    value,
    classification,
    publishedAt: timestamp * SECOND_MS,
  }));
}
