/** One thing that is wrong with the configuration, in words for people. */
export interface ConfigProblem {
  /** The dotted key (`limits.positionFractionMax`), or the file with the line (`steward.yaml:12`) where there is no key to name. */
  readonly key: string;
  /** The value as it was written; null where there is none. */
  readonly value: string | null;
  readonly reason: string;
  readonly fix: string;
}

const VALUE_LENGTH_MAX = 80;
/** Keys that speak of a model's tokens, which are no secret. */
const COUNTED_TOKENS = /(?:TokensMax|\.tokenField)$/;
const SECRET_NAME = /secret|password|token|apikey|api_key|privatekey/i;

/** A value as a message shows it: short, and hidden where it may be a secret that was put into the wrong place. */
export function valueText(key: string, value: unknown): string {
  if (looksSecret(key)) return '(hidden)';
  // JSON would turn what is no finite number into null.
  const text = typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? String(value));
  return text.length > VALUE_LENGTH_MAX ? `${text.slice(0, VALUE_LENGTH_MAX)}…` : text;
}

export function looksSecret(key: string): boolean {
  return SECRET_NAME.test(key) && !COUNTED_TOKENS.test(key);
}
