import type { LlmCallLimits, LlmProvider, LlmReply, LlmRequest } from '../../ports/llm-provider.ts';
import type { Tape, TextHash } from '../../ports/tape.ts';
import { nameRequest } from './taped-request.ts';

/** Whether a breaker answered in place of the vendor. Its memory is older than the session, so that its answers are recorded, too. */
export function isRefusal(reply: LlmReply): boolean {
  return reply.tag === 'failed' && reply.code === 'circuit-open';
}

/** Stands where the breaker stood: answers what it answered then, and lets every other call through. */
export class TapedRefusals implements LlmProvider {
  readonly name: string;
  readonly #inner: LlmProvider;
  readonly #asked = new Map<TextHash, number>();
  readonly #refusals: ReadonlyMap<string, LlmReply>;

  constructor({ inner, tape }: { readonly inner: LlmProvider; readonly tape: Tape }) {
    this.name = inner.name;
    this.#inner = inner;
    this.#refusals = new Map(
      tape.calls.filter(({ reply }) => isRefusal(reply)).map(({ key, ordinal, reply }) => [`${key}#${ordinal}`, reply]),
    );
  }

  respond(request: LlmRequest, limits: LlmCallLimits): Promise<LlmReply> {
    if (this.#refusals.size === 0) return this.#inner.respond(request, limits);
    const { key } = nameRequest(this.name, request);
    const ordinal = this.#asked.get(key) ?? 0;
    this.#asked.set(key, ordinal + 1);
    const refusal = this.#refusals.get(`${key}#${ordinal}`);
    return refusal === undefined ? this.#inner.respond(request, limits) : Promise.resolve(refusal);
  }
}
