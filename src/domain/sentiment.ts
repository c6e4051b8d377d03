import type { EpochMs } from './time.ts';

/**
 * The Fear & Greed index as it stood at an instant. A value belongs to a day and is known from `publishedAt`, 00:00 UTC of that day, on.
 * What is not known is said to be missing, with the reason; it is never guessed.
 */
export type FearGreed =
  | {
      readonly tag: 'known';
      /** 0 (extreme fear) to 100 (extreme greed). */
      readonly value: number;
      /** The source's own word for the value: `Extreme Fear`. */
      readonly classification: string;
      readonly publishedAt: EpochMs;
    }
  | { readonly tag: 'missing'; readonly reason: string };
