/** One step of a conversation that was kept: what we said, what the model said and called, what its calls were answered. */
export type TranscriptMessage =
  | { readonly role: 'user'; readonly text: string }
  | { readonly role: 'assistant'; readonly text: string; readonly calls: readonly TranscriptCall[] }
  | { readonly role: 'tool'; readonly answers: readonly TranscriptAnswer[] };

export interface TranscriptCall {
  readonly id: string;
  readonly name: string;
  readonly input: unknown;
}

export interface TranscriptAnswer {
  readonly callId: string;
  readonly ok: boolean;
  readonly text: string;
}

/** A conversation as it was found: its messages, or why there are none. */
export type FoundTranscript =
  | { readonly tag: 'there'; readonly messages: readonly TranscriptMessage[] }
  | { readonly tag: 'missing' }
  | { readonly tag: 'damaged' };

/** Reads a conversation out of the JSON value that was kept of it. Whatever is no such conversation is damaged, never an error. */
export function parseTranscript(content: unknown): FoundTranscript {
  const messages = fieldOf(content, 'messages');
  if (!Array.isArray(messages)) return { tag: 'damaged' };
  return { tag: 'there', messages: messages.flatMap((message: unknown) => readMessage(message) ?? []) };
}

function readMessage(message: unknown): TranscriptMessage | null {
  switch (fieldOf(message, 'role')) {
    case 'user':
      return { role: 'user', text: textField(message, 'text') };
    case 'assistant':
      return { role: 'assistant', text: textField(message, 'text'), calls: listField(message, 'toolCalls').map(readCall) };
    case 'tool':
      return { role: 'tool', answers: listField(message, 'results').map(readAnswer) };
    default:
      return null;
  }
}

function readCall(call: unknown): TranscriptCall {
  return { id: textField(call, 'id'), name: textField(call, 'name'), input: fieldOf(call, 'input') };
}

function readAnswer(answer: unknown): TranscriptAnswer {
  return { callId: textField(answer, 'callId'), ok: fieldOf(answer, 'ok') === true, text: textField(answer, 'text') };
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}

function textField(value: unknown, name: string): string {
  const field = fieldOf(value, name);
  return typeof field === 'string' ? field : '';
}

function listField(value: unknown, name: string): readonly unknown[] {
  const field = fieldOf(value, name);
  return Array.isArray(field) ? field : [];
}
