import type { ShownConversation } from './role-script.ts';
import type { ScriptedCall } from './scripted-llm.ts';
import { blocksOf, type MessagesRequest } from './servers/anthropic-request.ts';
import type { ScriptedAnswer as ClaudeAnswer } from './servers/anthropic-server.ts';
import type { GenerateRequest } from './servers/google-request.ts';
import type { ScriptedAnswer as GeminiAnswer } from './servers/google-scripted-answer.ts';
import type { ResponsesRequest } from './servers/openai-request.ts';
import type { ScriptedAnswer as GptAnswer } from './servers/openai-server.ts';

/** What a model says in one answer, whoever's it is. */
export interface SpokenAnswer {
  readonly calls: readonly ScriptedCall[];
  readonly thinking: string;
  /** What is charged for it, thinking included; the server's own count when left out. */
  readonly tokens?: { readonly thought: number; readonly said: number };
}

export function shownToClaude({ messages }: MessagesRequest): ShownConversation {
  const words = messages.flatMap((message) => {
    const texts = blocksOf(message).flatMap((block) => (block.type === 'text' ? [block.text] : []));
    return message.role === 'user' && texts.length > 0 ? [texts.join('')] : [];
  });
  return { words, turn: messages.filter(({ role }) => role === 'assistant').length };
}

export function spokenByClaude({ calls, thinking, tokens }: SpokenAnswer): ClaudeAnswer {
  return {
    kind: 'message',
    content: [{ type: 'thinking', thinking }, ...calls.map((call) => ({ type: 'tool_use' as const, ...call }))],
    ...(tokens === undefined ? {} : { outputTokens: tokens.thought + tokens.said }),
  };
}

/** Items of an answer follow one another; what we say stands between two answers. */
export function shownToGpt({ input }: Pick<ResponsesRequest, 'input'>): ShownConversation {
  const words = input.flatMap((item) => ('role' in item && item.role === 'user' ? [item.content] : []));
  const isAnswer = input.map(
    (item) => 'type' in item && (item.type === 'reasoning' || item.type === 'message' || item.type === 'function_call'),
  );
  return { words, turn: isAnswer.filter((own, index) => own && isAnswer[index - 1] !== true).length };
}

export function spokenByGpt({ calls, thinking, tokens }: SpokenAnswer): GptAnswer {
  return {
    kind: 'message',
    reasoning: thinking,
    calls,
    ...(tokens === undefined ? {} : { outputTokens: tokens.thought + tokens.said }),
  };
}

export function shownToGemini({ contents }: Pick<GenerateRequest, 'contents'>): ShownConversation {
  const words = contents.flatMap(({ role, parts }) => {
    const texts = parts.flatMap(({ text }) => (text === undefined ? [] : [text]));
    return role === 'user' && texts.length > 0 ? [texts.join('')] : [];
  });
  return { words, turn: contents.filter(({ role }) => role === 'model').length };
}

export function spokenByGemini({ calls, thinking, tokens }: SpokenAnswer): GeminiAnswer {
  return {
    kind: 'content',
    parts: [{ text: thinking, thought: true }, ...calls.map(({ name, input }) => ({ functionCall: { name, args: input } }))],
    ...(tokens === undefined ? {} : { outputTokens: tokens.said, thoughtTokens: tokens.thought }),
  };
}
