import { z } from 'zod';
import type { AgentUsage } from '../../domain/journal-entry.ts';

/** The vendor leaves out what is zero. */
const tokens = z.int().min(0).default(0);

const usageMetadata = z.object({
  promptTokenCount: z.int().min(0),
  toolUsePromptTokenCount: tokens,
  cachedContentTokenCount: tokens,
  candidatesTokenCount: tokens,
  thoughtsTokenCount: tokens,
});

/**
 * What an answer has used, in numbers that do not overlap: the vendor counts what it read from the cache as part of the prompt, and what
 * the model thought apart from what it said. Null where the answer does not tell. Nothing is ever paid for writing to the cache.
 */
export function usageOf(answer: unknown): AgentUsage | null {
  const parsed = z.object({ usageMetadata }).safeParse(answer);
  if (!parsed.success) return null;
  const { usageMetadata: used } = parsed.data;
  if (used.cachedContentTokenCount > used.promptTokenCount) return null;
  return {
    inputTokens: used.promptTokenCount - used.cachedContentTokenCount + used.toolUsePromptTokenCount,
    outputTokens: used.candidatesTokenCount + used.thoughtsTokenCount,
    cacheReadTokens: used.cachedContentTokenCount,
    cacheWriteTokens: 0,
  };
}
