import { z } from 'zod';
import { parsedJson } from '../../domain/parsed-json.ts';
import type { HttpTransport } from '../../ports/http-transport.ts';
import { connectionTrouble } from '../../ports/http-trouble.ts';
import { inspectionOfFailure, type ListedModel, NOT_A_LIST, type VendorInspection } from '../../ports/vendor-inspection.ts';
import { fromBrokenOff, fromRefusal, fromUnsendableKey } from './from-gemini-error.ts';
import { API_VERSION, GOOGLE_URL } from './google-url.ts';
import { isSendableKey } from './sendable-key.ts';

export interface GoogleInspectionOptions {
  readonly apiKey: string;
  readonly http: HttpTransport;
  /** Without `/v1beta`. The vendor's own by default. */
  readonly baseUrl?: string;
}

/** The most that one page may have; the vendor has far fewer models. */
const PAGE_LENGTH = 1_000;
/** The list holds models for pictures and speech, too. */
const OUR_METHOD = 'generateContent';

const modelList = z.object({
  models: z.array(z.object({ name: z.string(), supportedGenerationMethods: z.array(z.string()).default([OUR_METHOD]) })),
});

const errorBody = z.object({ error: z.object({ message: z.string(), details: z.array(z.unknown()).default([]) }) });

/**
 * Asks for the list of models, which costs nothing: whether the key is accepted, and which models are there. Never throws for the
 * vendor's trouble.
 * Google's list says nothing of an end: a model that has ended is not on it.
 * @see ai.google.dev, Gemini API v1beta: models.list
 */
export async function inspectGoogle({ apiKey, http, baseUrl = GOOGLE_URL }: GoogleInspectionOptions): Promise<VendorInspection> {
  if (!isSendableKey(apiKey)) return { tag: 'key-rejected', why: fromUnsendableKey().message };
  try {
    const url = `${baseUrl}/${API_VERSION}/models?pageSize=${PAGE_LENGTH}`;
    const response = await http(url, { headers: { 'x-goog-api-key': apiKey } });
    const body = parsedJson(await response.text());
    return response.ok ? fromList(body) : fromStatus(response.status, { body, apiKey });
  } catch (error) {
    return { tag: 'unreachable', why: fromBrokenOff(connectionTrouble(error).code).message };
  }
}

function fromList(body: unknown): VendorInspection {
  const parsed = modelList.safeParse(body);
  if (!parsed.success) return NOT_A_LIST;
  const models = parsed.data.models
    .filter(({ supportedGenerationMethods }) => supportedGenerationMethods.includes(OUR_METHOD))
    .map(({ name }): ListedModel => ({ id: name.replace(/^models\//, ''), lifecycle: 'unknown', retiresAt: null }));
  return { tag: 'ready', models };
}

function fromStatus(status: number, { body, apiKey }: { readonly body: unknown; readonly apiKey: string }): VendorInspection {
  const parsed = errorBody.safeParse(body);
  const { message: words, details } = parsed.success ? parsed.data.error : { message: '', details: [] };
  return inspectionOfFailure(fromRefusal({ status, message: words, details }, apiKey));
}
