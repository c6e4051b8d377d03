import { add, type UsdAmount, usdAmount, ZERO_USD } from '../domain/decimal.ts';
import type { AgentUsage, FactOf } from '../domain/journal-entry.ts';
import { countText } from './format-number.ts';

/** `12,345`. */
function wholeText(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `12,345 tokens in (11,000 of them from the cache), 800 out`. */
export function usageText({ inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens }: AgentUsage): string {
  const cached = cacheReadTokens === 0 ? '' : ` (${wholeText(cacheReadTokens)} of them from the cache)`;
  return `${wholeText(inputTokens + cacheReadTokens + cacheWriteTokens)} tokens in${cached}, ${wholeText(outputTokens)} out`;
}

/** What calls of models cost, as far as it is known: `0.0412 USD`, `0.0412 USD and 2 calls of unknown cost`. */
export function callsCostText(calls: readonly FactOf<'model-called'>[]): string {
  const unpriced = calls.filter(({ costUsd }) => costUsd === null).length;
  const sum = calls.reduce<UsdAmount>(
    (total, { costUsd }) => (costUsd === null ? total : add(total, usdAmount(costUsd))),
    ZERO_USD,
  );
  const known = `${sum.toFixed(4)} USD`;
  if (unpriced === 0) return known;
  const unknown = `${countText(unpriced, 'call')} of unknown cost`;
  return unpriced === calls.length ? unknown : `${known} and ${unknown}`;
}

/** `950`, `12.3k`, `2M`. */
export function tokensText(tokens: number): string {
  if (tokens < 1_000) return String(tokens);
  const [scale, suffix] = tokens < 1_000_000 ? [1_000, 'k'] : [1_000_000, 'M'];
  return `${(tokens / scale).toFixed(1).replace(/\.0$/, '')}${suffix}`;
}
