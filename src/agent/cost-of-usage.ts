import { Decimal, type UsdAmount, usdAmount } from '../domain/decimal.ts';
import type { AgentUsage } from '../domain/journal-entry.ts';
import type { DatedPrices } from '../domain/language-model.ts';
import { pricesFor } from './model-prices.ts';

const TOKENS_PER_PRICE = 1_000_000;

/** What one call costs, exactly. `usage` must be that of a single request, since its length decides the tier. */
export function costOfUsage(usage: AgentUsage, dated: DatedPrices): UsdAmount {
  const { inputTokens, cacheReadTokens, cacheWriteTokens, outputTokens } = usage;
  const prices = pricesFor(dated, inputTokens + cacheReadTokens + cacheWriteTokens);
  const charged = Decimal.sum(
    new Decimal(prices.input).times(inputTokens),
    new Decimal(prices.cacheRead).times(cacheReadTokens),
    new Decimal(prices.cacheWrite5m).times(cacheWriteTokens),
    new Decimal(prices.output).times(outputTokens),
  );
  return usdAmount(charged.div(TOKENS_PER_PRICE));
}
