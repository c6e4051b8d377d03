import type { EpochMs } from './time.ts';

/** What a vendor charges for each kind of token, in USD per 1,000,000 tokens. */
export interface TokenPrices {
  /** Input that is neither read from the vendor's cache nor written to it. */
  readonly input: number;
  readonly cacheRead: number;
  /** Input that is written to the cache for five minutes, the input itself included. */
  readonly cacheWrite5m: number;
  /** Thinking included. */
  readonly output: number;
}

/** Prices that hold from an instant until those of a later instant do. */
export interface DatedPrices {
  readonly from: EpochMs;
  readonly prices: TokenPrices;
  /** The prices of the whole request when its input, cached tokens included, is longer than `aboveInputTokens`; null when length makes no difference. */
  readonly longContext: { readonly aboveInputTokens: number; readonly prices: TokenPrices } | null;
}

/** A model of a vendor as `config/models.yaml` describes it. */
export interface LanguageModel {
  readonly id: string;
  readonly vendor: string;
  /** Input and output together. */
  readonly contextTokens: number;
  /** How many tokens the model's tokenizer makes of what the o200k tokenizer makes one of; an upper estimate. */
  readonly tokenizerFactor: number;
  /** Oldest first; empty when no price is known. */
  readonly datedPrices: readonly DatedPrices[];
  /** Day after which the model may have seen what happened in its training; null when it is not known. */
  readonly trainingCutoffAt: EpochMs | null;
  /** The vendor may refuse the model from then on; null when no date is announced. */
  readonly retiresAt: EpochMs | null;
  /** The model that a person should name instead, and why; null when there is none. */
  readonly successor: { readonly model: string; readonly why: string } | null;
  readonly note: string | null;
}

/** The models that are known, by their id. One that is not among them has unknown prices, never none. */
export type ModelCatalogue = ReadonlyMap<string, LanguageModel>;
