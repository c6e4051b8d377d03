import type { ChatMessage } from '../domain/chat-message.ts';
import type { Actor } from '../domain/proposal.ts';
import type { DurationMs } from '../domain/time.ts';
import type { Clock } from '../ports/clock.ts';

/** What was asked, and what is done when the person says yes. */
export interface Question {
  readonly command: string;
  readonly by: Actor;
  run(): Promise<ChatMessage>;
}

export type TakenQuestion =
  | { readonly tag: 'open'; readonly question: Question }
  /** Answered, timed out, or never asked by this process. */
  | { readonly tag: 'closed' }
  | { readonly tag: 'of-another' };

/**
 * Questions that stand between a command and its effect. Each has a token that counts once, for the person who was asked, and for a
 * limited time. They live in memory: after a restart they are void, and a token of one process means nothing to the next.
 */
export class ConfirmationDesk {
  readonly #clock: Clock;
  readonly #windowMs: DurationMs;
  readonly #epoch: number;
  readonly #questions = new Map<string, { readonly question: Question; readonly askedAtMs: DurationMs }>();
  #askedCount = 0;

  /** @param epoch  The number of this process on its data folder. */
  constructor({ clock, windowMs, epoch }: { readonly clock: Clock; readonly windowMs: DurationMs; readonly epoch: number }) {
    this.#clock = clock;
    this.#windowMs = windowMs;
    this.#epoch = epoch;
  }

  /** @returns the token that the answer must carry. */
  ask(question: Question): string {
    this.#forgetOld();
    this.#askedCount += 1;
    const token = `C${this.#epoch}-${this.#askedCount}`;
    this.#questions.set(token, { question, askedAtMs: this.#clock.monotonicMs() });
    return token;
  }

  /** Hands the question over once: of two answers exactly one gets it. */
  take(token: string, by: Actor): TakenQuestion {
    this.#forgetOld();
    const asked = this.#questions.get(token);
    if (asked === undefined) return { tag: 'closed' };
    if (!isSamePerson(asked.question.by, by)) return { tag: 'of-another' };
    this.#questions.delete(token);
    return { tag: 'open', question: asked.question };
  }

  /** Questions that can still be answered. */
  get openCount(): number {
    this.#forgetOld();
    return this.#questions.size;
  }

  #forgetOld(): void {
    const oldestMs = this.#clock.monotonicMs() - this.#windowMs;
    for (const [token, { askedAtMs }] of this.#questions) if (askedAtMs <= oldestMs) this.#questions.delete(token);
  }
}

function isSamePerson(left: Actor, right: Actor): boolean {
  return left.kind === 'person' && right.kind === 'person' && left.id === right.id;
}
