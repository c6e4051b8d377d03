import { createHash } from 'node:crypto';
import { blocksOf, contentText, type MessagesRequest } from './anthropic-request.ts';

const PREFIX_TOKENS_MIN = 512;
const LOOK_BACK_BLOCKS = 20;
const LIFETIME_MS = 300_000;
const CHARACTERS_PER_TOKEN = 4;

export interface InputUsage {
  readonly input_tokens: number;
  readonly cache_read_input_tokens: number;
  readonly cache_creation_input_tokens: number;
}

interface Prefix {
  readonly key: string;
  readonly tokens: number;
  readonly isBreakpoint: boolean;
}

/** The vendor's prompt cache: exact prefixes of tools, system and messages, at least 512 tokens long, kept five minutes from their last use. */
export class PromptCache {
  readonly #expiresAt = new Map<string, number>();
  readonly #countTokens: CountTokens;

  constructor(countTokens: CountTokens = roughTokens) {
    this.#countTokens = countTokens;
  }

  /**
   * Reads the longest known prefix that ends at most 20 blocks before a breakpoint, and writes what follows up to the last breakpoint.
   * `keep` is called when the answer begins: what comes before that finds nothing of it.
   */
  use(request: MessagesRequest, now: number): { readonly usage: InputUsage; keep(): void } {
    const prefixes = prefixesOf(request, this.#countTokens);
    const breakpoints = prefixes.flatMap((prefix, index) => (prefix.isBreakpoint ? [index] : []));
    const known = prefixes.filter(
      ({ key }, index) =>
        (this.#expiresAt.get(key) ?? 0) > now &&
        breakpoints.some((breakpoint) => index <= breakpoint && index >= breakpoint - LOOK_BACK_BLOCKS),
    );
    const kept = breakpoints.flatMap((index) => prefixes[index] ?? []).filter(({ tokens }) => tokens >= PREFIX_TOKENS_MIN);
    const read = known.at(-1)?.tokens ?? 0;
    const written = Math.max((kept.at(-1)?.tokens ?? 0) - read, 0);
    const total = prefixes.at(-1)?.tokens ?? 0;
    return {
      usage: {
        input_tokens: total - read - written,
        cache_read_input_tokens: read,
        cache_creation_input_tokens: written,
      },
      keep: () => {
        for (const { key } of [...known.slice(-1), ...kept]) this.#expiresAt.set(key, now + LIFETIME_MS);
      },
    };
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

/** Every block with the prefix that it ends. Changes of choice, thinking or effort leave only the prefixes before the messages as they were. */
function prefixesOf(request: MessagesRequest, countTokens: CountTokens): readonly Prefix[] {
  const { model, tools = [], system = [], messages, tool_choice: choice, thinking, output_config: output } = request;
  const systemBlocks = typeof system === 'string' ? [{ type: 'text' as const, text: system }] : system;
  const messageBlocks = messages.flatMap((message) => blocksOf(message).map((block) => ({ role: message.role, block })));
  const parts = [
    ...[...tools, ...systemBlocks].map((part) => ({ text: contentText(part), marked: hasBreakpoint(part) })),
    ...messageBlocks.map(({ role, block }, index) => ({
      text: `${index === 0 ? contentText({ choice, thinking, output }) : ''}${role}${contentText(block)}`,
      marked: hasBreakpoint(block) || (hasBreakpoint(request) && index === messageBlocks.length - 1),
    })),
  ];
  const hash = createHash('sha256').update(model);
  let tokens = 0;
  return parts.map(({ text, marked }) => {
    hash.update(`\n${text}`);
    tokens += countTokens(text);
    return { key: hash.copy().digest('hex'), tokens: Math.ceil(tokens), isBreakpoint: marked };
  });
}

function hasBreakpoint(part: object): boolean {
  return 'cache_control' in part && part.cache_control !== null && part.cache_control !== undefined;
}
