import type { UsdAmount } from '../domain/decimal.ts';
import type { AgentUsage } from '../domain/journal-entry.ts';
import type { LanguageModel } from '../domain/language-model.ts';
import type { EpochMs } from '../domain/time.ts';
import type { LlmMessage, LlmRequest } from '../ports/llm-provider.ts';
import { costOfUsage } from './cost-of-usage.ts';
import { pricesAt } from './model-prices.ts';

/** Of o200k tokens: base64, as in signatures, has 1.46 bytes to one, columns of prices have 1.67, English has more than 4. */
const BYTES_PER_TOKEN_MIN = 1.4;
/** More than any vendor's, for a model that the catalogue does not know. */
const UNKNOWN_TOKENIZER_FACTOR = 1.5;
/** What a vendor adds around a message, a tool and the request as a whole, in bytes. */
const FRAME_BYTES = 64;

const encoder = new TextEncoder();

/** The most that a call can use and cost. */
export interface WorstCase {
  /** All input as written to the cache, which is the dearest, and an answer as long as it may be. */
  readonly usage: AgentUsage;
  /** Null when no price is known. */
  readonly costUsd: UsdAmount | null;
}

/** Estimates a call before it is made, from above: nothing is cached yet, nothing is short. */
export function worstCaseOf(request: LlmRequest, model: LanguageModel | undefined, at: EpochMs): WorstCase {
  const factor = model?.tokenizerFactor ?? UNKNOWN_TOKENIZER_FACTOR;
  const usage: AgentUsage = {
    inputTokens: 0,
    outputTokens: request.outputTokensMax,
    cacheReadTokens: 0,
    cacheWriteTokens: Math.ceil((bytesOf(request) / BYTES_PER_TOKEN_MIN) * factor),
  };
  const dated = pricesAt(model, at);
  return { usage, costUsd: dated === null ? null : costOfUsage(usage, dated) };
}

function bytesOf({ system, tools, messages }: LlmRequest): number {
  const parts = [system(), ...tools.map((tool) => JSON.stringify(tool)), ...messages.map(textOf)];
  return parts.reduce((bytes, part) => bytes + encoder.encode(part).length + FRAME_BYTES, 0);
}

/** What a message weighs at most in any vendor's form: of an answer the larger of its payload and its text with its calls. */
function textOf(message: LlmMessage): string {
  switch (message.role) {
    case 'user':
      return message.text();
    case 'assistant': {
      const plain = message.text + JSON.stringify(message.toolCalls);
      const payload = JSON.stringify(message.raw ?? null);
      return payload.length > plain.length ? payload : plain;
    }
    case 'tool':
      return message.results.map(({ callId, text }) => `${callId}${text()}`).join('\n');
  }
}
