import { costOfUsage } from '../../../src/agent/cost-of-usage.ts';
import { pricesAt } from '../../../src/agent/model-prices.ts';
import type { CountTokens } from '../../../src/app/count-tokens.ts';
import type { ModelCatalogue } from '../../../src/domain/language-model.ts';
import type { EpochMs } from '../../../src/domain/time.ts';
import type { LoggedCall } from './call-log.ts';

/** What one session used. */
export interface SessionNumbers {
  readonly calls: number;
  /** Tokens that were told for the first time: what an earlier prompt of the same model began with in the same bytes is not counted again. */
  readonly distinctInput: number;
  /** All input of all calls, and what of it came from a vendor's cache. */
  readonly input: number;
  readonly cached: number;
  readonly output: number;
  readonly costUsd: number;
  /** Of each conversation with a second turn: the share of that turn's prompt that came from the cache. */
  readonly secondTurnShares: readonly number[];
  /** Of each conversation but the first: the share of its first prompt that came from the cache. */
  readonly openingShares: readonly number[];
}

export function sessionNumbers(
  calls: readonly LoggedCall[],
  means: { readonly models: ModelCatalogue; readonly pricedAt: EpochMs; readonly countTokens: CountTokens },
): SessionNumbers {
  const numbers = [...new Set(calls.map(({ conversation }) => conversation))].toSorted((one, other) => one - other);
  const conversations = numbers.map((number) => calls.filter(({ conversation }) => conversation === number));
  return {
    calls: calls.length,
    distinctInput: sum(conversations.map((own, index) => distinctOf(own, conversations.slice(0, index), means))),
    input: sum(calls.map(promptOf)),
    cached: sum(calls.map(({ usage }) => usage.cacheReadTokens)),
    output: sum(calls.map(({ usage }) => usage.outputTokens)),
    costUsd: sum(calls.map((call) => costOf(call, means))),
    secondTurnShares: conversations.flatMap(([, second]) => (second === undefined ? [] : [cachedShareOf(second)])),
    openingShares: conversations.slice(1).flatMap(([first]) => (first === undefined ? [] : [cachedShareOf(first)])),
  };
}

/** Prompts only grow, so the last one holds all that the conversation was told; less what a conversation before it began with, too. */
function distinctOf(
  own: readonly LoggedCall[],
  earlier: readonly (readonly LoggedCall[])[],
  { models, countTokens }: { readonly models: ModelCatalogue; readonly countTokens: CountTokens },
): number {
  const [first] = own;
  const last = own.at(-1);
  if (first === undefined || last === undefined) return 0;
  const shared = earlier.flat().map(({ model, opening }) => (model === first.model ? commonLength(opening, first.opening) : 0));
  const factor = models.get(first.model)?.tokenizerFactor ?? 1;
  return promptOf(last) - Math.round(countTokens(first.opening.slice(0, Math.max(0, ...shared))) * factor);
}

function promptOf({ usage }: LoggedCall): number {
  return usage.inputTokens + usage.cacheReadTokens + usage.cacheWriteTokens;
}

function cachedShareOf(call: LoggedCall): number {
  return call.usage.cacheReadTokens / promptOf(call);
}

function costOf(
  { model, usage }: LoggedCall,
  { models, pricedAt }: { readonly models: ModelCatalogue; readonly pricedAt: EpochMs },
): number {
  const prices = pricesAt(models.get(model), pricedAt);
  if (prices === null) throw new Error(`no price of ${model} is known`);
  return costOfUsage(usage, prices).toNumber();
}

function commonLength(one: string, other: string): number {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length += 1;
  return length;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
