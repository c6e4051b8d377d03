import type { Language } from '../domain/chat-message.ts';
import { add, type UsdAmount, usdAmount, ZERO_USD } from '../domain/decimal.ts';
import type { AgentUsage, FactOf } from '../domain/journal-entry.ts';
import { costText } from './cost-text.ts';

/** `12,345`. */
function wholeText(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `12,345 tokens in (11,000 of them from the cache), 800 out`. */
export function usageText({ inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens }: AgentUsage): string {
  const cached = cacheReadTokens === 0 ? '' : ` (${wholeText(cacheReadTokens)} of them from the cache)`;
  return `${wholeText(inputTokens + cacheReadTokens + cacheWriteTokens)} tokens in${cached}, ${wholeText(outputTokens)} out`;
}

/** What calls of models cost together, as far as it is known. */
export function callsCostText(calls: readonly FactOf<'model-called'>[], language: Language): string {
  const known = calls.map(({ costUsd }) => costUsd).filter((costUsd) => costUsd !== null);
  const sum = known.reduce<UsdAmount>((total, costUsd) => add(total, usdAmount(costUsd)), ZERO_USD);
  return costText({ costUsd: sum, unpricedCalls: calls.length - known.length }, language);
}

/** `950`, `12.3k`, `2M`. */
export function tokensText(tokens: number): string {
  if (tokens < 1_000) return String(tokens);
  const [scale, suffix] = tokens < 1_000_000 ? [1_000, 'k'] : [1_000_000, 'M'];
  return `${(tokens / scale).toFixed(1).replace(/\.0$/, '')}${suffix}`;
}
