import { z } from 'zod';
import type { AgentUsage } from '../../domain/journal-entry.ts';
import { isNestedDeeperThan } from '../../domain/nesting.ts';
import type { LlmReply, LlmToolCall } from '../../ports/llm-provider.ts';

/** No tool's input comes near it. */
const INPUT_LEVELS_MAX = 32;

export const tokenCount = z.int().min(0);

/** Why the calls of an answer cannot be taken; null when they can. */
export function callsProblem(calls: readonly LlmToolCall[]): string | null {
  if (calls.some(({ input }) => isNestedDeeperThan(input, INPUT_LEVELS_MAX))) {
    return `the input of a call is nested more than ${INPUT_LEVELS_MAX} levels deep`;
  }
  return new Set(calls.map(({ id }) => id)).size < calls.length ? 'two calls have the same id' : null;
}

/** The vendor counts what it read from its cache and wrote to it as part of the input; here the numbers do not overlap. */
export function usageOf(counts: {
  readonly input: number;
  readonly output: number;
  readonly cached: number | null | undefined;
  readonly written: number | null | undefined;
}): AgentUsage {
  const cacheReadTokens = counts.cached ?? 0;
  const cacheWriteTokens = counts.written ?? 0;
  return {
    inputTokens: Math.max(counts.input - cacheReadTokens - cacheWriteTokens, 0),
    outputTokens: counts.output,
    cacheReadTokens,
    cacheWriteTokens,
  };
}

export function unusable(message: string, spent: AgentUsage | 'unknown'): LlmReply {
  return { tag: 'failed', code: 'bad-payload', message, spent };
}

/** A name as vendors give them; anything else from outside is not repeated. */
export function shownName(name: string): string {
  return /^[a-z_]{1,40}$/.test(name) ? name : 'of an unknown form';
}

export function issueText({ issues }: z.ZodError): string {
  const [first] = issues;
  return first === undefined ? 'unknown' : `${first.path.map(String).join('.')}: ${first.message}`.slice(0, 120);
}
