import { createHmac, createPrivateKey, type KeyObject, sign } from 'node:crypto';
import { Fault } from '../../domain/fault.ts';

/** Signs bytes with the account's secret. It never gives the secret away: not as text, not as JSON, not in an error. */
export interface RequestSigner {
  readonly kind: 'hmac' | 'ed25519';
  /** The signature as the REST API and the WebSocket API take it: hexadecimal of an HMAC, base64 of Ed25519. */
  sign(payload: string): string;
}

const PEM_HEADER = '-----BEGIN PRIVATE KEY-----';

/**
 * The signer for a secret: a private Ed25519 key in PEM form, or else the secret of an HMAC key.
 * @throws Fault `unauthorised` for a key in PEM form that is no Ed25519 key.
 * @see binance-spot-api-docs, request-security
 */
export function signerFor(secret: string): RequestSigner {
  if (!secret.includes(PEM_HEADER)) {
    return { kind: 'hmac', sign: (payload) => createHmac('sha256', secret).update(payload, 'utf8').digest('hex') };
  }
  const key = readPrivateKey(secret);
  return { kind: 'ed25519', sign: (payload) => sign(null, Buffer.from(payload, 'utf8'), key).toString('base64') };
}

/**
 * The query of a signed request to the REST API: the parameters in the order given, percent-encoded, and the signature over exactly
 * these bytes. What is returned is what must be sent, byte for byte: encoding it once more breaks the signature.
 */
export function signedQuery(parameters: readonly (readonly [name: string, value: string])[], signer: RequestSigner): string {
  const query = encodedQuery(parameters);
  return `${query}&signature=${encodeURIComponent(signer.sign(query))}`;
}

/** The parameters as they stand in an address, in the order given. */
export function encodedQuery(parameters: readonly (readonly [name: string, value: string])[]): string {
  return parameters.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
}

/**
 * The signature of a request to the WebSocket API: over all parameters but the signature, sorted by name and not percent-encoded.
 */
export function socketSignature(parameters: Readonly<Record<string, string | number | boolean>>, signer: RequestSigner): string {
  const payload = Object.entries(parameters)
    .filter(([name]) => name !== 'signature')
    .sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
  return signer.sign(payload);
}

function readPrivateKey(pem: string): KeyObject {
  let key: KeyObject;
  try {
    // In an environment variable a line break is often written as a backslash and an n.
    key = createPrivateKey(pem.replaceAll('\\n', '\n'));
  } catch {
    throw new Fault('unauthorised', 'BINANCE_API_SECRET looks like a private key in PEM form but cannot be read as one');
  }
  if (key.asymmetricKeyType !== 'ed25519') {
    const type = key.asymmetricKeyType ?? 'another';
    throw new Fault('unauthorised', `BINANCE_API_SECRET is a private key of type ${type}; use an Ed25519 or an HMAC key`);
  }
  return key;
}
