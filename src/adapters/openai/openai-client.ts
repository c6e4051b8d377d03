import OpenAI from 'openai';
import type { DurationMs } from '../../domain/time.ts';
import type { HttpTransport } from '../../ports/http-transport.ts';

export const OPENAI_URL = 'https://api.openai.com/v1';

/** The SDK's own timer, which runs on the machine's clock: a net below ours. */
const SDK_TIMEOUT_MS: DurationMs = 295_000;

/** The SDK as a plain pipe: nothing is retried, logged or taken from the environment. */
export function openAiClient(options: {
  readonly apiKey: string;
  readonly http: HttpTransport;
  readonly baseUrl: string;
}): OpenAI {
  return new OpenAI({
    apiKey: options.apiKey,
    baseURL: options.baseUrl,
    fetch: options.http,
    maxRetries: 0,
    timeout: SDK_TIMEOUT_MS,
    logLevel: 'off',
    organization: null,
    project: null,
    adminAPIKey: null,
    webhookSecret: null,
  });
}
