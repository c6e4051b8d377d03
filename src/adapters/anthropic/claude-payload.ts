import type Anthropic from '@anthropic-ai/sdk';

/** The content of an answer as it came, with the model that gave it: only that model may be shown its thinking again. */
export interface ClaudePayload {
  readonly vendor: 'anthropic';
  readonly model: string;
  readonly content: Anthropic.ContentBlockParam[];
}

/** The payload in an assistant message when `model` itself made it, else null. Whoever holds it sends it on unchanged. */
export function payloadOf(raw: unknown, model: string): ClaudePayload | null {
  return isClaudePayload(raw) && raw.model === model ? raw : null;
}

function isClaudePayload(raw: unknown): raw is ClaudePayload {
  return (
    typeof raw === 'object' &&
    raw !== null &&
    'vendor' in raw &&
    raw.vendor === 'anthropic' &&
    'content' in raw &&
    Array.isArray(raw.content) &&
    'model' in raw
  );
}
