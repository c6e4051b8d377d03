import { type MarketSymbol, parseMarketSymbol } from '../domain/market-symbol.ts';
import type { ArgumentName, UsageProblem } from '../report/explain-usage-problem.ts';

/** What is wrong with an argument. */
export interface UnclearArgument {
  readonly tag: 'unclear';
  readonly problem: UsageProblem;
}

/** An argument as it was understood, or what is wrong with it. */
export type ReadArgument<Value> = { readonly tag: 'read'; readonly value: Value } | UnclearArgument;

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

export function expected(what: ArgumentName, given: string | undefined, example: string): UnclearArgument {
  return { tag: 'unclear', problem: { tag: 'expected', what, given: given ?? null, example } };
}

/** The problem of an argument that the command has no place for; null when there is none. */
export function tooMany(given: string | undefined, example: string): UnclearArgument | null {
  return given === undefined ? null : { tag: 'unclear', problem: { tag: 'too-many', given, example } };
}
