import { type MarketSymbol, parseMarketSymbol } from '../domain/market-symbol.ts';
import type { UsageProblem } from '../report/explain-usage-problem.ts';

/** An argument as it was understood, or what is wrong with it. */
export type ReadArgument<Value> = { readonly tag: 'read'; readonly value: Value } | { readonly tag: 'unclear'; readonly problem: UsageProblem };

export function readSymbol(given: string | undefined, example: string): ReadArgument<MarketSymbol> {
  const symbol = given === undefined ? null : parseMarketSymbol(given);
  return symbol === null ? expected('symbol', given, example) : { tag: 'read', value: symbol };
}

/** Takes `P3`, `p3`, `#P3` and `3`. */
export function readProposalId(given: string | undefined, example: string): ReadArgument<string> {
  const number = /^#?p?(\d{1,9})$/iu.exec(given ?? '')?.[1];
  return number === undefined ? expected('proposal', given, example) : { tag: 'read', value: `P${Number(number)}` };
}

/** All of it, or `half`. */
export function readPortion(given: string | undefined, example: string): ReadArgument<1 | 0.5> {
  if (given === undefined) return { tag: 'read', value: 1 };
  return given.toLowerCase() === 'half' ? { tag: 'read', value: 0.5 } : expected('half', given, example);
}

export function expected<Value>(
  what: Extract<UsageProblem, { readonly tag: 'expected' }>['what'],
  given: string | undefined,
  example: string,
): ReadArgument<Value> & { readonly tag: 'unclear' } {
  return { tag: 'unclear', problem: { tag: 'expected', what, given: given ?? null, example } };
}

/** The problem of an argument that no command has a place for; null when there is none. */
export function tooMany(given: string | undefined, example: string): { readonly tag: 'unclear'; readonly problem: UsageProblem } | null {
  return given === undefined ? null : { tag: 'unclear', problem: { tag: 'too-many', given, example } };
}
