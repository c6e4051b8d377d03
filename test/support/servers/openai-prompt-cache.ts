import { encode } from 'gpt-tokenizer/encoding/o200k_base';

const PREFIX_TOKENS_MIN = 1_024;
const STEP_TOKENS = 128;

export interface PromptUse {
  readonly prompt: number;
  readonly cached: number;
  readonly written: number;
}

/** The vendor's automatic prompt cache: exact prefixes of earlier prompts of a model, from 1,024 tokens on, in steps of 128. */
export class OpenAiPromptCache {
  readonly #known = new Map<string, (readonly number[])[]>();

  use(model: string, prompt: string): PromptUse {
    const tokens = encode(prompt);
    const known = this.#known.get(model) ?? [];
    const shared = Math.max(0, ...known.map((other) => commonPrefix(tokens, other)));
    const cached = shared < PREFIX_TOKENS_MIN ? 0 : shared - (shared % STEP_TOKENS);
    this.#known.set(model, [...known, tokens]);
    // Older models write for nothing and do not report it.
    const writes = /^gpt-(5\.[6-9]|[6-9])/.test(model) && tokens.length >= PREFIX_TOKENS_MIN;
    return { prompt: tokens.length, cached, written: writes ? tokens.length - cached : 0 };
  }
}

export function tokensIn(text: string): number {
  return encode(text).length;
}

function commonPrefix(one: readonly number[], other: readonly number[]): number {
  const end = one.findIndex((token, index) => token !== other[index]);
  return end === -1 ? one.length : end;
}
