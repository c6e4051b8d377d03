import type { Clock } from '../../ports/clock.ts';
import type { LlmCallLimits, LlmProvider, LlmReply, LlmRequest } from '../../ports/llm-provider.ts';
import type { Tape, TapedCall, TextHash } from '../../ports/tape.ts';
import { explainMiss } from './explain-miss.ts';
import { nameRequest } from './taped-request.ts';

/**
 * Answers from a tape, after as long as it took then, and costs nothing. Equal requests get their answers in the order in which they were
 * asked. What was not recorded is the failure `tape-miss`, which says what is different: nothing is ever guessed.
 */
export class TapeProvider implements LlmProvider {
  readonly name: string;
  readonly #tape: Tape;
  readonly #clock: Clock;
  readonly #asked = new Map<TextHash, number>();
  readonly #calls: ReadonlyMap<string, TapedCall>;

  /** @param options.name  The vendor whose calls are answered. */
  constructor({ name, tape, clock }: { readonly name: string; readonly tape: Tape; readonly clock: Clock }) {
    this.name = name;
    this.#tape = tape;
    this.#clock = clock;
    this.#calls = new Map(tape.calls.map((call) => [placeOf(call), call]));
  }

  async respond(request: LlmRequest, { deadlineAt, signal }: LlmCallLimits): Promise<LlmReply> {
    if (signal.aborted) return CANCELLED;
    const named = nameRequest(this.name, request);
    const { key } = named;
    const ordinal = this.#asked.get(key) ?? 0;
    this.#asked.set(key, ordinal + 1);
    const call = this.#calls.get(placeOf({ key, ordinal }));
    if (call === undefined) return { tag: 'failed', code: 'tape-miss', message: explainMiss(this.#tape, named) };
    const remainingMs = Math.max(0, deadlineAt - this.#clock.now());
    const waitMs = Math.min(call.durationMs, remainingMs);
    try {
      if (waitMs > 0) await this.#clock.sleep(waitMs, signal);
    } catch {
      return CANCELLED;
    }
    if (call.durationMs > remainingMs && call.reply.tag === 'answered') return TOO_LATE;
    return call.reply;
  }
}

const CANCELLED: LlmReply = { tag: 'failed', code: 'cancelled', message: 'cancelled before the taped answer came' };
const TOO_LATE: LlmReply = { tag: 'failed', code: 'timeout', message: 'the taped answer took longer than this deadline allows' };

function placeOf({ key, ordinal }: Pick<TapedCall, 'key' | 'ordinal'>): string {
  return `${key}#${ordinal}`;
}
