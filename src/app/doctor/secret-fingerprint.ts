import { createHash } from 'node:crypto';

const LENGTH = 8;

/** Names a secret without telling it: two secrets with the same eight digits are the same. */
export function secretFingerprint(secret: string): string {
  return createHash('sha256').update(secret).digest('hex').slice(0, LENGTH);
}
