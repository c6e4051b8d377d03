import type { LlmFailure, LlmMessage, LlmProvider } from '../ports/llm-provider.ts';
import type { AgentSeat } from './agent-assignment.ts';
import type { AgentRun } from './agent-run.ts';

/** The failures after which another provider may go on. Not the budget, the end of the session, or a tape, which no other vendor mends. */
const REPLACEABLE: ReadonlySet<LlmFailure> = new Set<LlmFailure>([
  'timeout',
  'overloaded',
  'rate-limited',
  'unauthorised',
  'model-unknown',
  'bad-request',
  'network',
  'bad-payload',
  'circuit-open',
]);

/** Who answers in a conversation: the seat's own provider until it fails, then those who stand in for it, first to last. */
export class StandIns {
  readonly #seat: AgentSeat;
  #used = 0;
  #why: string | null = null;
  #foreignCount = 0;

  constructor(seat: AgentSeat) {
    this.#seat = seat;
  }

  get current(): { readonly provider: LlmProvider; readonly model: string } {
    return this.#seat.fallbacks[this.#used - 1] ?? this.#seat;
  }

  get stoodInFor(): Pick<AgentRun, 'stoodInFor'> {
    const { provider, model } = this.#seat;
    return this.#why === null ? {} : { stoodInFor: { provider: provider.name, model, why: this.#why } };
  }

  /** Hands the conversation on. @returns false when the failure is none that another could mend, or nobody is left. */
  replace(failure: { readonly code: LlmFailure; readonly message: string }, messages: readonly LlmMessage[]): boolean {
    if (!REPLACEABLE.has(failure.code) || this.#used >= this.#seat.fallbacks.length) return false;
    this.#used += 1;
    this.#why ??= `${failure.code}: ${failure.message}`.slice(0, WHY_LENGTH_MAX);
    this.#foreignCount = messages.length;
    return true;
  }

  /** The conversation as the present provider may have it: a payload of another vendor is nothing to it, the words and calls are. */
  readable(messages: readonly LlmMessage[]): readonly LlmMessage[] {
    if (this.#foreignCount === 0) return messages;
    return messages.map((message, index) =>
      index < this.#foreignCount && message.role === 'assistant' ? { ...message, raw: null } : message,
    );
  }
}

const WHY_LENGTH_MAX = 400;
