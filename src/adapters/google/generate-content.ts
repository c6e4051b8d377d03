import { type GenerateContentRequest, GoogleGenerativeAI, GoogleGenerativeAIFetchError } from '@google/generative-ai';
import { connectionTrouble } from '../../ports/http-trouble.ts';
import type { GoogleRefusal } from './from-gemini-error.ts';
import { API_VERSION } from './google-url.ts';

export type GoogleOutcome =
  | { readonly tag: 'answer'; readonly body: unknown }
  | { readonly tag: 'refused'; readonly refusal: GoogleRefusal }
  /** An answer came whose body is no JSON object. */
  | { readonly tag: 'no-json' }
  /** No whole answer came; `code` is the system's, where the SDK has kept it. */
  | { readonly tag: 'broken-off'; readonly code: string | null };

/**
 * One POST to `:generateContent`, the only use of the SDK, as a plain pipe.
 *
 * The SDK has no option for a transport of ours: it calls the platform's own fetch, which follows redirects, key in hand, where ours
 * refuses them; and it drops the cause when that fails, so that a request that was never sent looks like one that was. It gets no
 * timeout, since its timer is never cleared.
 */
export async function generateContent(
  call: { readonly apiKey: string; readonly baseUrl: string; readonly model: string; readonly body: object },
  signal: AbortSignal,
): Promise<GoogleOutcome> {
  // The SDK sends in spite of a signal that is aborted already.
  if (signal.aborted) return { tag: 'broken-off', code: null };
  try {
    const options = { baseUrl: call.baseUrl, apiVersion: API_VERSION };
    const model = new GoogleGenerativeAI(call.apiKey).getGenerativeModel({ model: call.model }, options);
    // It passes on the fields that its types lack.
    const { response } = await model.generateContent(call.body as GenerateContentRequest, { signal });
    return { tag: 'answer', body: response };
  } catch (error) {
    return outcomeOf(error);
  }
}

function outcomeOf(error: unknown): GoogleOutcome {
  if (error instanceof GoogleGenerativeAIFetchError) return { tag: 'refused', refusal: refusalOf(error) };
  // The SDK hangs its helpers on the body: a TypeError without a cause says that it is a bare value and no object.
  const isNoObject = error instanceof TypeError && error.cause === undefined;
  if (error instanceof SyntaxError || isNoObject) return { tag: 'no-json' };
  return { tag: 'broken-off', code: connectionTrouble(error).code };
}

/** The vendor's words alone: the SDK puts the URL and the status before them, and the details behind them. */
function refusalOf({ status = 0, statusText = '', message, errorDetails = [] }: GoogleGenerativeAIFetchError): GoogleRefusal {
  const before = `[${status} ${statusText}] `;
  const place = message.indexOf(before);
  const words = place === -1 ? '' : message.slice(place + before.length);
  const behind = ` ${JSON.stringify(errorDetails)}`;
  return { status, message: words.endsWith(behind) ? words.slice(0, -behind.length) : words, details: errorDetails };
}
