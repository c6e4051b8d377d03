import { WireParameters } from './wire-parameters.ts';
import { refuse } from './wire-refusal.ts';

/** A request to the WebSocket API. */
export interface SocketRequest {
  readonly id: string | number | null;
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly parameters: WireParameters;
}

/** @throws WireRefusal −1135 for what is no JSON, −1100 for what is no request, −1105 for an empty parameter. */
export function readSocketRequest(text: string): SocketRequest {
  const request = parsed(text);
  const { id = null, method, params = {} } = request;
  const isId = id === null || Number.isSafeInteger(id) || (typeof id === 'string' && /^[0-9a-zA-Z_-]{1,36}$/.test(id));
  if (!isId) throw refuse(-1100, "Illegal characters found in parameter 'id'; legal range is '^[0-9a-zA-Z-_]{1,36}$'.");
  if (typeof method !== 'string') throw refuse(-1102, "Mandatory parameter 'method' was not sent, was empty/null, or malformed.");
  if (params === null || typeof params !== 'object' || Array.isArray(params))
    throw refuse(-1130, "Data sent for parameter 'params' is not valid.");
  const values = Object.entries(params).map(([name, value]) => [name, textOf(value)] as const);
  return {
    id: id as SocketRequest['id'],
    method,
    params: params as Readonly<Record<string, unknown>>,
    parameters: new WireParameters(new Map(values)),
  };
}

/** The text that was signed: every parameter but the signature, sorted by name, not encoded. */
export function signedText(params: Readonly<Record<string, unknown>>): string {
  return Object.keys(params)
    .filter((name) => name !== 'signature')
    .sort()
    .map((name) => `${name}=${textOf(params[name])}`)
    .join('&');
}

function textOf(value: unknown): string {
  return value !== null && typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Answered below, as every text that is no object.
  }
  throw refuse(-1135, 'Invalid JSON Request');
}
