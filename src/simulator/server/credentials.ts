import { createHash, createHmac } from 'node:crypto';
import type { EpochMs } from '../../domain/time.ts';
import type { WireParameters } from './wire-parameters.ts';
import { missing, refuse } from './wire-refusal.ts';

/** The one key of the one account. */
export interface Credentials {
  readonly apiKey: string;
  readonly secret: string;
}

const KEY_FORMAT = /^[A-Za-z0-9_-]{8,128}$/;
const RECV_WINDOW_USUAL = 5_000;
const RECV_WINDOW_MAX = 60_000;
const AHEAD_MAX = 1_000;
const WINDOW = /^[0-9]{1,5}(\.[0-9]{1,3})?$/;

export function isKeyFormat(apiKey: string): boolean {
  return KEY_FORMAT.test(apiKey);
}

/** A key and a secret that the seed gives: the same ones on every start. */
export function credentialsOfSeed(seed: number): Credentials {
  const text = (what: string) => createHash('sha256').update(`steward sim ${what} ${seed}`).digest('hex');
  return { apiKey: text('api key'), secret: text('secret') };
}

/** @throws WireRefusal −2014 for what cannot be a key, −2015 for one that is not known. */
export function checkKey(apiKey: string | undefined, { apiKey: known }: Credentials): void {
  if (apiKey === undefined || !isKeyFormat(apiKey)) throw refuse(-2014, 'API-key format invalid.');
  if (apiKey !== known) throw refuse(-2015, 'Invalid API-key, IP, or permissions for action.');
}

/** @throws WireRefusal −1022 unless the signature is that of these bytes. */
export function checkSignature(signature: string, payload: string, { secret }: Credentials): void {
  const expected = createHmac('sha256', secret).update(payload, 'utf8').digest('hex');
  if (signature.toLowerCase() !== expected) throw refuse(-1022, 'Signature for this request is not valid.');
}

/** Where a signed request stands in time. */
export interface RequestWindow {
  /** After this the request can no longer enter. */
  readonly until: EpochMs;
}

/**
 * Judges `timestamp` and `recvWindow`, both of which are read here. On a clock that runs faster the network is as slow as ever, so
 * that what is allowed grows with the clock's speed.
 *
 * @throws WireRefusal −1021 in one of its two wordings, −1102, −1100.
 */
export function checkTimestamp(
  parameters: WireParameters,
  { serverTime, speed }: { readonly serverTime: EpochMs; readonly speed: number },
): RequestWindow {
  const timestamp = parameters.instant('timestamp');
  if (timestamp === undefined) throw missing('timestamp');
  const text = parameters.text('recvWindow');
  if (text !== undefined && !WINDOW.test(text)) throw missing('recvWindow');
  const recvWindow = text === undefined ? RECV_WINDOW_USUAL : Number(text);
  if (recvWindow > RECV_WINDOW_MAX) throw refuse(-1131, "'recvWindow' must be less than 60000.");
  const scale = Math.max(1, speed);
  if (timestamp >= serverTime + AHEAD_MAX * scale)
    throw refuse(-1021, "Timestamp for this request was 1000ms ahead of the server's time.");
  const until = timestamp + recvWindow * scale;
  if (serverTime > until) throw refuse(-1021, 'Timestamp for this request is outside of the recvWindow.');
  return { until };
}
