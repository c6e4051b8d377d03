import type { EpochMs } from '../domain/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { LlmReply } from '../ports/llm-provider.ts';

export type Interruption = 'deadline-passed' | 'cancelled';

/** A conversation's end that comes from outside: the wall clock, or whoever started it. */
export interface Deadline {
  /** Given to the provider, so that it can stop its work. */
  readonly signal: AbortSignal;
  /** What ended the conversation; null while it may go on. */
  interruption(): Interruption | null;
  /** Waits for an answer, but not beyond the end: a provider that ignores its deadline cannot hold a session. */
  wait(answer: Promise<LlmReply>): Promise<LlmReply>;
  /** Frees the timer and the listener. */
  release(): void;
}

export function startDeadline(limits: {
  readonly clock: Clock;
  readonly deadlineAt: EpochMs;
  readonly signal: AbortSignal;
}): Deadline {
  const { clock, deadlineAt, signal } = limits;
  const controller = new AbortController();
  let cause: Interruption | null = null;
  const interrupt = (why: Interruption): void => {
    cause ??= why;
    controller.abort();
  };
  const onAbort = (): void => interrupt('cancelled');
  const cancelTimer = clock.at(deadlineAt, () => interrupt('deadline-passed'));
  const ended = new Promise<LlmReply>((resolve) => {
    controller.signal.addEventListener('abort', () =>
      resolve({ tag: 'failed', code: 'cancelled', message: 'the conversation was ended' }),
    );
  });
  signal.addEventListener('abort', onAbort);

  return {
    signal: controller.signal,
    interruption: () => {
      if (signal.aborted) interrupt('cancelled');
      else if (clock.now() >= deadlineAt) interrupt('deadline-passed');
      return cause;
    },
    wait: (answer) => Promise.race([answer, ended]),
    release: () => {
      cancelTimer();
      signal.removeEventListener('abort', onAbort);
    },
  };
}
