/** What stands where a secret was. */
export const REPLACEMENT = '[secret]';

/** A shorter value cannot be told from ordinary text: replacing it everywhere would destroy the log, not protect the value. */
const SECRET_LENGTH_MIN = 6;

/** A shorter piece of an encoded secret would match by chance. */
const ENCODED_PIECE_LENGTH_MIN = 8;

/** Secrets that give themselves away by their shape. `$1` keeps the words that say what was removed. */
const PATTERNS: readonly (readonly [RegExp, string])[] = [
  // A Telegram bot token, as it stands in the path of every call: `/bot123456:AA…/sendMessage`.
  [/\d{6,16}(?::|%3A)[A-Za-z0-9_-]{30,}/gi, REPLACEMENT],
  // Keys of Anthropic (`sk-ant-…`) and OpenAI (`sk-…`, `sk-proj-…`).
  [/\bsk-[A-Za-z0-9_-]{16,}/g, REPLACEMENT],
  [/AIza[A-Za-z0-9_-]{30,}/g, REPLACEMENT],
  // A Binance key or secret is 64 letters and digits; only the name beside it tells it from a hash.
  [/((?:api[-_ ]?key|secret)[A-Za-z_-]{0,8}["']?\s{0,2}[:=]\s{0,2}["']?)[A-Za-z0-9]{64}/gi, `$1${REPLACEMENT}`],
  [/(\bsignature["']?[:=]["']?)[A-Za-z0-9%+/=_-]+/gi, `$1${REPLACEMENT}`],
  [/(\b(?:Bearer|Basic)\s{1,2})[A-Za-z0-9._~+/=-]{8,}/gi, `$1${REPLACEMENT}`],
  // The password in a connection string: `postgres://user:password@host`.
  [/(:\/\/[^\s:/@]{1,128}:)[^\s@/]{1,256}(?=@)/g, `$1${REPLACEMENT}`],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, REPLACEMENT],
];

/** Replaces secrets in a text: the given values in each form in which they travel, then whatever has the shape of a secret. */
export type Redactor = (text: string) => string;

/** @param secrets Values that must never be written. Those of fewer than six characters are left out. */
export function buildRedactor(secrets: readonly string[]): Redactor {
  const forms = [...new Set(secrets.filter((secret) => secret.length >= SECRET_LENGTH_MIN).flatMap(formsOf))];
  // The longest first: a secret that begins like another one is replaced whole.
  forms.sort((left, right) => right.length - left.length);
  const byValue = forms.length === 0 ? null : new RegExp(forms.map(escapeForRegExp).join('|'), 'g');
  return (text) => {
    const withoutValues = byValue === null ? text : text.replace(byValue, REPLACEMENT);
    return PATTERNS.reduce((redacted, [pattern, replacement]) => redacted.replace(pattern, replacement), withoutValues);
  };
}

function formsOf(secret: string): readonly string[] {
  const bytes = Buffer.from(secret, 'utf8');
  const urlEncoded = encodeURIComponent(secret);
  return [
    secret,
    urlEncoded,
    urlEncoded.replace(/%[0-9A-F]{2}/g, (encodedByte) => encodedByte.toLowerCase()),
    new URLSearchParams({ '': secret }).toString().slice(1),
    JSON.stringify(secret).slice(1, -1),
    bytes.toString('hex'),
    ...[0, 1, 2].flatMap((offset) => base64Pieces(bytes, offset)),
  ];
}

/**
 * What base64 makes of the secret inside a longer text (`user:secret`), whatever stands around it: three bytes are four letters,
 * so the letters that share a byte with a neighbour are left out, and the secret may begin at any of three places of a group.
 */
function base64Pieces(secret: Buffer, offset: number): readonly string[] {
  const encoded = Buffer.concat([Buffer.alloc(offset), secret]).toString('base64url');
  const lettersBefore = Math.ceil((offset * 8) / 6);
  const lettersWhole = Math.floor(((offset + secret.length) * 8) / 6);
  const piece = encoded.slice(lettersBefore, lettersWhole);
  if (piece.length < ENCODED_PIECE_LENGTH_MIN) return [];
  return [piece, piece.replaceAll('-', '+').replaceAll('_', '/')];
}

function escapeForRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
