import {
  type GenerateContentRequest,
  GoogleGenerativeAI,
  GoogleGenerativeAIFetchError,
  type ModelParams,
} from '@google/generative-ai';

/** What the vendor said when it did not answer; `status` is null when no HTTP answer came. */
export interface GoogleTrouble {
  readonly status: number | null;
  readonly message: string;
  readonly details: readonly unknown[];
}

export type GoogleOutcome =
  | { readonly tag: 'answer'; readonly body: unknown }
  | { readonly tag: 'trouble'; readonly trouble: GoogleTrouble };

/**
 * One POST to `:generateContent`, the only use of the SDK.
 *
 * The SDK has no option for a transport of ours: it calls the platform's global fetch itself. It is given no timeout, since its timer is
 * never cleared, and it ignores a signal that is aborted already, so the caller checks that first.
 */
export async function generateContent(
  call: { readonly apiKey: string; readonly baseUrl: string; readonly model: string; readonly body: object },
  signal: AbortSignal,
): Promise<GoogleOutcome> {
  const options = { baseUrl: call.baseUrl, apiVersion: 'v1beta' };
  try {
    const params: ModelParams = { model: call.model };
    const model = new GoogleGenerativeAI(call.apiKey).getGenerativeModel(params, options);
    // The SDK passes on fields that its types lack.
    const { response } = await model.generateContent(call.body as GenerateContentRequest, { signal });
    return { tag: 'answer', body: response };
  } catch (error) {
    const isHttp = error instanceof GoogleGenerativeAIFetchError;
    return {
      tag: 'trouble',
      trouble: {
        status: isHttp ? (error.status ?? null) : null,
        message: error instanceof Error ? error.message : 'unknown',
        details: isHttp ? (error.errorDetails ?? []) : [],
      },
    };
  }
}
