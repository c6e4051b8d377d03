import type { DurationMs, EpochMs } from '../../domain/time.ts';
import type { Clock } from '../../ports/clock.ts';
import type { LlmCallLimits, LlmProvider, LlmReply, LlmRequest } from '../../ports/llm-provider.ts';
import type { Tape, TapedCall, TextHash } from '../../ports/tape.ts';
import { explainMiss } from './explain-miss.ts';
import { type NamedRequest, nameRequest } from './taped-request.ts';

export interface TapeProviderOptions {
  /** The vendor whose calls are answered. */
  readonly name: string;
  readonly tape: Tape;
  readonly clock: Clock;
  /** Told when an answer of the tape says that whoever asked was told to stop. */
  readonly onCancelled?: () => void;
  /** Told what is asked and was not recorded. */
  readonly onMiss?: (message: string) => void;
}

interface Ending {
  readonly call: TapedCall;
  readonly endedAt: EpochMs;
}

/** So far apart answer calls that ended in the same millisecond, in the order in which they ended. */
const STEP_MS = 0.001;

/**
 * Answers from a tape and costs nothing. Each answer comes when it came then, so that agents who speak at the same time speak in the same
 * order; on a clock that is later than the tape's, it takes as long as it took. Equal requests get their answers in the order in which
 * they were asked. What was not recorded is the failure `tape-miss`, which says what is different: nothing is ever guessed. It comes after
 * all that was recorded, since a call that its process did not live to see was under way until then.
 */
export class TapeProvider implements LlmProvider {
  readonly name: string;
  readonly #options: TapeProviderOptions;
  readonly #asked = new Map<TextHash, number>();
  readonly #calls: ReadonlyMap<string, Ending>;
  readonly #lastEndedAt: EpochMs;

  constructor(options: TapeProviderOptions) {
    this.name = options.name;
    this.#options = options;
    const ended = endings(options.tape.calls);
    this.#calls = new Map(ended.map((ending) => [placeOf(ending.call), ending]));
    this.#lastEndedAt = ended.at(-1)?.endedAt ?? Number.NEGATIVE_INFINITY;
  }

  async respond(request: LlmRequest, { deadlineAt, signal }: LlmCallLimits): Promise<LlmReply> {
    if (signal.aborted) return CANCELLED;
    const { clock, onCancelled } = this.#options;
    const named = nameRequest(this.name, request);
    const { key } = named;
    const ordinal = this.#asked.get(key) ?? 0;
    this.#asked.set(key, ordinal + 1);
    const ending = this.#calls.get(placeOf({ key, ordinal }));
    const remainingMs = Math.max(0, deadlineAt - clock.now());
    const takesMs = this.#durationOf(ending);
    const reply = ending === undefined ? this.#miss(named) : { ...ending.call.reply, durationMs: ending.call.durationMs };
    const isCancelled = reply.tag === 'failed' && reply.code === 'cancelled';
    try {
      if (takesMs > 0) await clock.sleep(Math.min(takesMs, remainingMs), signal);
    } catch {
      return isCancelled ? reply : CANCELLED;
    }
    if (takesMs > remainingMs && reply.tag === 'answered') return TOO_LATE;
    if (isCancelled && takesMs < remainingMs) onCancelled?.();
    return reply;
  }

  #durationOf(ending: Ending | undefined): DurationMs {
    const now = this.#options.clock.now();
    if (ending !== undefined) return Math.max(ending.call.durationMs, ending.endedAt - now);
    return this.#lastEndedAt > now ? this.#lastEndedAt + STEP_MS - now : 0;
  }

  #miss(named: NamedRequest): LlmReply {
    const { tape, onMiss } = this.#options;
    const message = explainMiss(tape, named);
    onMiss?.(message);
    return { tag: 'failed', code: 'tape-miss', message };
  }
}

const CANCELLED: LlmReply = { tag: 'failed', code: 'cancelled', message: 'cancelled before the taped answer came' };
const TOO_LATE: LlmReply = { tag: 'failed', code: 'timeout', message: 'the taped answer took longer than this deadline allows' };

/** When each call ended, the order of the tape kept. A breaker's own answers are not the vendor's. */
function endings(calls: readonly TapedCall[]): readonly Ending[] {
  let last = Number.NEGATIVE_INFINITY;
  return calls.filter(isOfVendor).map((call) => {
    last = Math.max(last + STEP_MS, call.startedAt + call.durationMs);
    return { call, endedAt: last };
  });
}

function isOfVendor({ reply }: TapedCall): boolean {
  return reply.tag === 'answered' || reply.code !== 'circuit-open';
}

function placeOf({ key, ordinal }: Pick<TapedCall, 'key' | 'ordinal'>): string {
  return `${key}#${ordinal}`;
}
