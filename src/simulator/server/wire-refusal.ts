import type { Refusal } from '../filters.ts';

const UNAUTHORISED = [-2014, -2015];
const TOO_MANY = [-1003, -1015];

/** A request that is answered with an error: HTTP status, code, words, and what the exchange adds to them. */
export class WireRefusal extends Error {
  override readonly name = 'WireRefusal';
  readonly status: number;
  readonly code: number;
  readonly data: unknown;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    { code, message }: Refusal,
    more: { readonly status?: number; readonly data?: unknown; readonly headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(message);
    this.code = code;
    this.status = more.status ?? (UNAUTHORISED.includes(code) ? 401 : TOO_MANY.includes(code) ? 429 : 400);
    this.data = more.data;
    this.headers = more.headers ?? {};
  }

  get body(): Readonly<Record<string, unknown>> {
    const body = { code: this.code, msg: this.message };
    return this.data === undefined ? body : { ...body, data: this.data };
  }
}

export function refuse(code: number, message: string): WireRefusal {
  return new WireRefusal({ code, message });
}

export function missing(name: string): WireRefusal {
  return refuse(-1102, `Mandatory parameter '${name}' was not sent, was empty/null, or malformed.`);
}

export function neither(first: string, second: string): WireRefusal {
  return refuse(-1102, `Param '${first}' or '${second}' must be sent, but both were empty/null!`);
}

export function illegal(name: string, legal: RegExp): WireRefusal {
  return refuse(-1100, `Illegal characters found in parameter '${name}'; legal range is '${legal.source}'.`);
}

export function badCombination(recommendation: string): WireRefusal {
  return refuse(-1128, `Combination of optional parameters invalid. Recommendation: ${recommendation}`);
}

/** Nothing is answered: whether it was carried out is for the caller to find out. */
export class NoReply extends Error {
  override readonly name = 'NoReply';
}
