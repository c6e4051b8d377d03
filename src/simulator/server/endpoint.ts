import type { MarketSymbol } from '../../domain/market-symbol.ts';
import type { Refusal } from '../filters.ts';
import type { NoAnswer } from '../venue/venue-account.ts';
import type { VenueSymbol } from '../venue/venue-symbol.ts';
import type { ServedVenue } from './served-venue.ts';
import type { WireParameters } from './wire-parameters.ts';
import { NoReply, refuse, WireRefusal } from './wire-refusal.ts';

/** One thing that can be asked for, over REST and over the WebSocket API alike. */
export interface Endpoint {
  /** `GET /api/v3/ping`; absent for what only the WebSocket API has. */
  readonly rest?: string;
  /** `ping`; absent for what only REST has. */
  readonly socket?: string;
  readonly isSigned: boolean;
  /** Orders and cancels cost nothing when they succeed, and their answers can get lost. */
  readonly isTrade: boolean;
  weight(parameters: WireParameters, venue: ServedVenue): number;
  /** Reads all parameters, refuses what nobody read, then carries the request out. */
  answer(parameters: WireParameters, venue: ServedVenue): unknown;
}

/** An endpoint in two steps, so that nothing is carried out before every parameter was read. */
export function endpoint<T>({
  rest,
  socket,
  access = 'public',
  weight,
  read,
  act,
}: {
  readonly rest?: string;
  readonly socket?: string;
  readonly access?: 'public' | 'signed' | 'trade';
  readonly weight: number | ((parameters: WireParameters, venue: ServedVenue) => number);
  readonly read: (parameters: WireParameters, venue: ServedVenue) => T;
  readonly act: (input: T, venue: ServedVenue) => unknown;
}): Endpoint {
  return {
    ...(rest === undefined ? {} : { rest }),
    ...(socket === undefined ? {} : { socket }),
    isSigned: access !== 'public',
    isTrade: access === 'trade',
    weight: (parameters, venue) => (typeof weight === 'number' ? weight : weight(parameters, venue)),
    answer: (parameters, venue) => {
      const input = read(parameters, venue);
      parameters.refuseUnread();
      return act(input, venue);
    },
  };
}

/** @throws WireRefusal −1121 for a market that is not there. */
export function knownSymbol(venue: ServedVenue, symbol: MarketSymbol): VenueSymbol {
  const known = venue.account.symbols.find((candidate) => candidate.symbol === symbol);
  if (known === undefined) throw refuse(-1121, 'Invalid symbol.');
  return known;
}

export function readKnownSymbol(parameters: WireParameters, venue: ServedVenue): MarketSymbol {
  return knownSymbol(venue, parameters.neededSymbol()).symbol;
}

/** The answer itself: a refusal becomes an error, silence stays silence. */
export function answered<T extends { readonly tag: string }>(
  answer: T | NoAnswer,
): Exclude<T, { readonly tag: 'refused' } | NoAnswer> {
  if (answer.tag === 'no-answer') throw new NoReply();
  if (answer.tag === 'refused') throw new WireRefusal((answer as unknown as { readonly refusal: Refusal }).refusal);
  return answer as Exclude<T, { readonly tag: 'refused' } | NoAnswer>;
}
