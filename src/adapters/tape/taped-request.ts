import { hash } from 'node:crypto';
import type { LlmMessage, LlmRequest } from '../../ports/llm-provider.ts';
import type { TapedRequest, TextHash } from '../../ports/tape.ts';

/** A request in the form that a tape knows, with its name and its texts. */
export interface NamedRequest {
  readonly key: TextHash;
  readonly request: TapedRequest;
  readonly texts: ReadonlyMap<TextHash, string>;
}

/** Makes the request's lazy texts and names each by its hash, so that a conversation that grows is stored once. */
export function nameRequest(provider: string, asked: LlmRequest): NamedRequest {
  const texts = new Map<TextHash, string>();
  const named = (text: string): TextHash => {
    const name = hashOf(text);
    texts.set(name, text);
    return name;
  };
  const request: TapedRequest = {
    provider,
    model: asked.model,
    effort: asked.effort ?? null,
    outputTokensMax: asked.outputTokensMax,
    system: named(asked.system()),
    tools: named(JSON.stringify(asked.tools)),
    messages: asked.messages.map((message) => named(messageText(message))),
  };
  return { key: hashOf(JSON.stringify(request)), request, texts };
}

export function hashOf(text: string): TextHash {
  return hash('sha256', text, 'hex');
}

function messageText(message: LlmMessage): string {
  switch (message.role) {
    case 'user':
      return JSON.stringify({ role: 'user', text: message.text() });
    case 'assistant': {
      const { role, text, toolCalls, raw } = message;
      // The vendor's payload is in the tape already, as part of the reply that brought it.
      return JSON.stringify({ role, text, toolCalls, rawHash: hashOf(JSON.stringify(raw ?? null)) });
    }
    case 'tool':
      return JSON.stringify({
        role: 'tool',
        results: message.results.map(({ callId, toolName, ok, text }) => ({ callId, toolName, ok, text: text() })),
      });
  }
}
