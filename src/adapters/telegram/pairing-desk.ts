import { createHash, timingSafeEqual } from 'node:crypto';
import { type DurationMs, type EpochMs, MINUTE_MS } from '../../domain/time.ts';
import type { Clock } from '../../ports/clock.ts';

/** No I, L, O and U: a code is read from one screen and typed on another. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** Twelve characters of five bits each: 60 bits. */
const CODE_LENGTH = 12;
const CODE_LIFE_MS: DurationMs = 10 * MINUTE_MS;
const TRIES_MAX = 5;

/** Bytes that nobody can guess. */
export type RandomBytes = (count: number) => Uint8Array;

export interface PairingCode {
  readonly code: string;
  readonly expiresAt: EpochMs;
}

export type PairingAttempt =
  | { readonly tag: 'right' }
  | { readonly tag: 'wrong'; readonly triesLeft: number }
  | { readonly tag: 'closed'; readonly why: 'expired' | 'too-many-tries' }
  /** There is no code to be tried. */
  | { readonly tag: 'not-open' };

/** Holds the one code by which a person proves to have the host before them. It counts once, for ten minutes and five tries. */
export class PairingDesk {
  readonly #clock: Clock;
  readonly #randomBytes: RandomBytes;
  #open: { readonly digest: Buffer; readonly deadlineMs: DurationMs; readonly triesLeft: number } | null = null;

  constructor({ clock, randomBytes }: { readonly clock: Clock; readonly randomBytes: RandomBytes }) {
    this.#clock = clock;
    this.#randomBytes = randomBytes;
  }

  /** Makes a new code; an older one is void. */
  open(): PairingCode {
    const code = Array.from(this.#randomBytes(CODE_LENGTH), (byte) => ALPHABET.charAt(byte % ALPHABET.length)).join('');
    this.#open = { digest: digestOf(code), deadlineMs: this.#clock.monotonicMs() + CODE_LIFE_MS, triesLeft: TRIES_MAX };
    return { code, expiresAt: this.#clock.now() + CODE_LIFE_MS };
  }

  try(given: string): PairingAttempt {
    const open = this.#open;
    if (open === null) return { tag: 'not-open' };
    if (this.#clock.monotonicMs() >= open.deadlineMs) return this.#close('expired');
    if (timingSafeEqual(open.digest, digestOf(given.toUpperCase().replaceAll('-', '')))) {
      this.#open = null;
      return { tag: 'right' };
    }
    const triesLeft = open.triesLeft - 1;
    if (triesLeft === 0) return this.#close('too-many-tries');
    this.#open = { ...open, triesLeft };
    return { tag: 'wrong', triesLeft };
  }

  #close(why: 'expired' | 'too-many-tries'): PairingAttempt {
    this.#open = null;
    return { tag: 'closed', why };
  }
}

function digestOf(code: string): Buffer {
  return createHash('sha256').update(code).digest();
}
