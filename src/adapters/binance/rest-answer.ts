import { z } from 'zod';
import { Fault } from '../../domain/fault.ts';
import { parsedJson } from '../../domain/parsed-json.ts';
import type { RequestLane } from './request-governor.ts';

/** One request to the REST API. `query` is already percent-encoded, since a signature is made over exactly these bytes. */
export interface RestRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: `/api/v3/${string}` | `/sapi/v1/${string}`;
  readonly query: string;
  /** What the request costs of the address' limit per minute. */
  readonly weight: number;
  /** Whose part of the limits it uses; absent means that of reads. */
  readonly lane?: RequestLane;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What the server said: a body, or a refusal in its own code and words. */
export type RestAnswer =
  | { readonly tag: 'ok'; readonly body: unknown }
  | { readonly tag: 'refused'; readonly code: number; readonly message: string };

/** Where public prices are served to every location. */
export const PUBLIC_DATA_URL = 'https://data-api.binance.vision';

const refusalSchema = z.object({ code: z.number(), msg: z.string() });
/** Codes that speak of the server and not of the request, whatever status they come with. */
const SERVER_TROUBLE_CODES: readonly number[] = [-1000, -1001, -1006, -1007, -1008, -1016];
const MESSAGE_LENGTH_MAX = 200;

/**
 * Reads the answer to a request by its status and its body.
 *
 * @throws Fault `rate-limited` (429, 418, and the firewall's 403), `server-error` (5xx), `unauthorised` (451: the location is not served),
 * `bad-payload` (a body that is no JSON, or a status that the API does not have).
 * @see binance-spot-api-docs, rest-api.md: HTTP Return Codes; errors.md
 */
export function readAnswer(
  request: RestRequest,
  { status, text }: { readonly status: number; readonly text: string },
): RestAnswer {
  const what = nameOf(request);
  const body = parsedJson(text);
  const refusal = refusalSchema.safeParse(body);
  const said = refusal.success ? `HTTP ${status}, ${refusal.data.code} ${shortened(refusal.data.msg)}` : `HTTP ${status}`;

  if (status === 451) {
    const advice = `public prices are served to every location at ${PUBLIC_DATA_URL}`;
    throw new Fault('unauthorised', `Binance does not serve this location: ${what} was answered with HTTP 451; ${advice}`);
  }
  if (status === 403) throw new Fault('rate-limited', `Binance's firewall refused ${what} (HTTP 403)`);
  if (status === 429 || status === 418) {
    throw new Fault('rate-limited', `Binance wants fewer requests: ${what} was answered with ${said}`, { retryable: true });
  }
  if (status >= 500 || (refusal.success && SERVER_TROUBLE_CODES.includes(refusal.data.code))) {
    throw new Fault('server-error', `Binance could not answer ${what}: ${said}`, { retryable: true });
  }
  if (body === undefined) throw new Fault('bad-payload', `${what} was answered with a body that is no JSON (HTTP ${status})`);
  if (status >= 200 && status < 300) return { tag: 'ok', body };
  if (refusal.success) return { tag: 'refused', code: refusal.data.code, message: shortened(refusal.data.msg) };
  throw new Fault('bad-payload', `${what} was answered with HTTP ${status} and without a reason`);
}

/** How faults name a request: never with its query, which may be signed. */
export function nameOf({ method, path }: RestRequest): string {
  return `${method} ${path}`;
}

function shortened(message: string): string {
  return message.length <= MESSAGE_LENGTH_MAX ? message : `${message.slice(0, MESSAGE_LENGTH_MAX - 1)}…`;
}
