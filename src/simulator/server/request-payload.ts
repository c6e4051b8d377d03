import { illegal, refuse } from './wire-refusal.ts';

/** What a request carries, as it came over the wire: the query without its question mark, and the body. */
export interface RawPayload {
  readonly query: string;
  readonly body: string;
}

/** Bytes that a percent-encoded query never has. Signing them bare is refused. */
const UNENCODED = /[^\x21-\x7e]|["<>[\]\\^`{|}]/;

/** The parameters of query and body; what is in both counts as the query has it. Twice in one of them is refused. */
export function parametersOf({ query, body }: RawPayload): Map<string, string> {
  return new Map([...pairsOf(body), ...pairsOf(query)]);
}

/** The bytes that were signed: query and body without a separator, without the signature itself. */
export function signedBytes({ query, body }: RawPayload): string {
  return withoutSignature(query) + withoutSignature(body);
}

export function isUnencoded({ query, body }: RawPayload): boolean {
  return UNENCODED.test(query) || UNENCODED.test(body);
}

function withoutSignature(part: string): string {
  return part
    .split('&')
    .filter((pair) => !pair.startsWith('signature='))
    .join('&');
}

function pairsOf(part: string): ReadonlyMap<string, string> {
  const pairs = new Map<string, string>();
  for (const pair of part.split('&')) {
    if (pair === '') continue;
    const at = pair.indexOf('=');
    const name = decoded(at === -1 ? pair : pair.slice(0, at));
    if (pairs.has(name)) throw refuse(-1101, 'Duplicate values for a parameter detected.');
    pairs.set(name, at === -1 ? '' : decoded(pair.slice(at + 1)));
  }
  return pairs;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw illegal(text.slice(0, 20), /^([^%]|%[0-9A-Fa-f]{2})*$/);
  }
}
