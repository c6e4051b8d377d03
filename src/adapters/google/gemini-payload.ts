/** The content of an answer as it came, with the model that gave it: its signatures are valid for that model only. */
export interface GeminiPayload {
  readonly vendor: 'google';
  readonly model: string;
  readonly content: { readonly parts: readonly unknown[] };
}

/**
 * The payload in an assistant message when `model` itself made it, else null. Whoever holds it sends it on unchanged. One without parts
 * is none: the vendor refuses an empty content.
 */
export function payloadOf(raw: unknown, model: string): GeminiPayload | null {
  return isGeminiPayload(raw) && raw.model === model ? raw : null;
}

function isGeminiPayload(raw: unknown): raw is GeminiPayload {
  return (
    typeof raw === 'object' &&
    raw !== null &&
    'vendor' in raw &&
    raw.vendor === 'google' &&
    'model' in raw &&
    'content' in raw &&
    typeof raw.content === 'object' &&
    raw.content !== null &&
    'parts' in raw.content &&
    Array.isArray(raw.content.parts) &&
    raw.content.parts.length > 0
  );
}
