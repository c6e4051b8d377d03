import { createHash } from 'node:crypto';
import type { GenerateRequest } from './google-request.ts';

const PREFIX_TOKENS_MIN = 4_096;
const CHARACTERS_PER_TOKEN = 4;

export interface PromptUse {
  readonly promptTokenCount: number;
  readonly cachedContentTokenCount: number;
}

/** The vendor's implicit cache: the longest prefix that an earlier request of the model began with, from 4,096 tokens on. */
export class GooglePromptCache {
  readonly #known = new Set<string>();
  readonly #countTokens: CountTokens;

  constructor(countTokens: CountTokens = roughTokens) {
    this.#countTokens = countTokens;
  }

  use(model: string, request: GenerateRequest): PromptUse {
    const prefixes = prefixesOf(model, request, this.#countTokens);
    const read = prefixes.findLast(({ key, tokens }) => tokens >= PREFIX_TOKENS_MIN && this.#known.has(key));
    for (const { key } of prefixes) this.#known.add(key);
    return { promptTokenCount: prefixes.at(-1)?.tokens ?? 0, cachedContentTokenCount: read?.tokens ?? 0 };
  }
}

/** How many tokens a text has; fractions are rounded up only in a sum. */
export type CountTokens = (text: string) => number;

export function tokensOfText(text: string): number {
  return Math.ceil(roughTokens(text));
}

function roughTokens(text: string): number {
  return text.length / CHARACTERS_PER_TOKEN;
}

/** System and tools stand before the conversation, whose parts count one by one. */
function prefixesOf(
  model: string,
  { systemInstruction, tools, toolConfig, contents }: GenerateRequest,
  countTokens: CountTokens,
): readonly { readonly key: string; readonly tokens: number }[] {
  const hash = createHash('sha256').update(model);
  const parts = [
    JSON.stringify({ systemInstruction, tools, toolConfig }),
    ...contents.flatMap(({ role, parts: said }) => said.map((part) => `${role}${JSON.stringify(part)}`)),
  ];
  let tokens = 0;
  return parts.map((text) => {
    hash.update(`\n${text}`);
    tokens += countTokens(text);
    return { key: hash.copy().digest('hex'), tokens: Math.ceil(tokens) };
  });
}
