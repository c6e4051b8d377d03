import { EMPTY_FINGERPRINT, fingerprintText, mixText } from '../domain/fingerprint.ts';

/** A fingerprint of values by dotted keys, whatever the order in which they come. */
export function hashOfValues(values: ReadonlyMap<string, unknown>): string {
  const lines = [...values].map(([key, value]) => `${key}=${JSON.stringify(value)}`).sort();
  return fingerprintText(lines.reduce(mixText, EMPTY_FINGERPRINT));
}
