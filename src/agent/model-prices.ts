import type { DatedPrices, LanguageModel, TokenPrices } from '../domain/language-model.ts';
import type { EpochMs } from '../domain/time.ts';

/** The prices that hold at `at`. Null when the model is not in the catalogue, or when its oldest prices are younger: unknown, never zero. */
export function pricesAt(model: LanguageModel | undefined, at: EpochMs): DatedPrices | null {
  return model?.datedPrices.findLast(({ from }) => from <= at) ?? null;
}

/** The prices of one request: a long one is charged as a whole at those of its tier. */
export function pricesFor({ prices, longContext }: DatedPrices, inputTokens: number): TokenPrices {
  return longContext !== null && inputTokens > longContext.aboveInputTokens ? longContext.prices : prices;
}
