import type OpenAI from 'openai';

/** An answer as it came, with the model and the API that gave it: only they may be shown its reasoning again. */
export type GptPayload =
  | {
      readonly vendor: 'openai';
      readonly api: 'responses';
      readonly model: string;
      readonly output: OpenAI.Responses.ResponseInputItem[];
    }
  | {
      readonly vendor: 'openai';
      readonly api: 'chat';
      readonly model: string;
      readonly message: OpenAI.ChatCompletionAssistantMessageParam;
    };

/** The items that `model` itself answered through the Responses API, else null. Whoever holds them sends them on unchanged. */
export function outputOf(raw: unknown, model: string): OpenAI.Responses.ResponseInputItem[] | null {
  return isGptPayload(raw) && raw.api === 'responses' && raw.model === model ? raw.output : null;
}

/** The message that `model` itself answered through Chat Completions, else null. */
export function messageOf(raw: unknown, model: string): OpenAI.ChatCompletionAssistantMessageParam | null {
  return isGptPayload(raw) && raw.api === 'chat' && raw.model === model ? raw.message : null;
}

function isGptPayload(raw: unknown): raw is GptPayload {
  if (typeof raw !== 'object' || raw === null || !('vendor' in raw) || raw.vendor !== 'openai' || !('model' in raw)) return false;
  return 'output' in raw
    ? Array.isArray(raw.output)
    : 'message' in raw && typeof raw.message === 'object' && raw.message !== null;
}
