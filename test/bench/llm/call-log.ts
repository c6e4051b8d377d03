import type { AgentUsage } from '../../../src/domain/journal-entry.ts';
import type { DurationMs } from '../../../src/domain/time.ts';
import type { LlmMessage, LlmProvider, LlmRequest } from '../../../src/ports/llm-provider.ts';

/** One answered call, with numbers as the vendor gave them. */
export interface LoggedCall {
  readonly provider: string;
  readonly model: string;
  /** Which conversation it belongs to, counted from 0 in the order of their first calls. */
  readonly conversation: number;
  /** All that the conversation began with. */
  readonly opening: string;
  readonly usage: AgentUsage;
}

/** Takes down what vendors answer, and may let them take their time. */
export class CallLog {
  readonly calls: LoggedCall[] = [];
  readonly #conversations: LlmMessage[] = [];
  readonly #delayOf: (provider: string) => DurationMs;

  constructor({ delayOf = () => 0 }: { readonly delayOf?: (provider: string) => DurationMs } = {}) {
    this.#delayOf = delayOf;
  }

  around(vendor: LlmProvider): LlmProvider {
    const { name } = vendor;
    return {
      name,
      respond: async (request, limits) => {
        const conversation = this.#conversationOf(request);
        const delayMs = this.#delayOf(name);
        if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs));
        const reply = await vendor.respond(request, limits);
        if (reply.tag === 'failed') throw new Error(`${name} failed: ${reply.code}, ${reply.message}`);
        const { model } = request;
        this.calls.push({ provider: name, model, conversation, opening: openingOf(request), usage: reply.usage });
        return reply;
      },
    };
  }

  /** The first message is the same object in all requests of a conversation. */
  #conversationOf({ messages: [first] }: LlmRequest): number {
    if (first === undefined) throw new Error('a request says nothing');
    const known = this.#conversations.indexOf(first);
    return known === -1 ? this.#conversations.push(first) - 1 : known;
  }
}

function openingOf({ tools, system, messages: [first] }: LlmRequest): string {
  return JSON.stringify(tools) + system() + (first?.role === 'user' ? first.text() : '');
}
