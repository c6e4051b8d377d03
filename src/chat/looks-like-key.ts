import { scrubSecret } from '../ports/scrub-secret.ts';

/** Whether a word has the shape of a vendor's key: it must be neither kept nor sent to anybody. */
export function looksLikeKey(word: string): boolean {
  return scrubSecret(word, '').includes('[secret]') && !word.includes('[secret]');
}
