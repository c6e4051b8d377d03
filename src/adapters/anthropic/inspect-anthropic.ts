import Anthropic from '@anthropic-ai/sdk';
import { z } from 'zod';
import type { EpochMs } from '../../domain/time.ts';
import type { Clock } from '../../ports/clock.ts';
import type { HttpTransport } from '../../ports/http-transport.ts';
import { ANTHROPIC_URL } from './anthropic-url.ts';
import { fromAnthropicError } from './from-anthropic-error.ts';

export interface AnthropicInspectionOptions {
  readonly apiKey: string;
  readonly http: HttpTransport;
  readonly clock: Clock;
  /** Without `/v1`. The vendor's own by default. */
  readonly baseUrl?: string;
}

/** A model as the vendor lists it now. */
export interface ListedModel {
  readonly id: string;
  /** `unknown` where the host does not say, or says something that is not known. */
  readonly lifecycle: 'active' | 'deprecated' | 'retired' | 'unknown';
  /** When the vendor plans to switch it off; null where no date is planned. */
  readonly retiresAt: EpochMs | null;
}

export type AnthropicInspection =
  | { readonly tag: 'ready'; readonly models: readonly ListedModel[] }
  | { readonly tag: 'key-rejected'; readonly why: string }
  /** The host answers, but lists no models: whether it takes the key is not known. */
  | { readonly tag: 'no-list'; readonly why: string }
  | { readonly tag: 'unreachable'; readonly why: string };

/** The most that one page may have; the vendor has far fewer models. */
const PAGE_LENGTH = 1_000;

const LIFECYCLES = ['active', 'deprecated', 'retired'] as const;

const modelList = z.object({
  data: z.array(
    z.object({ id: z.string(), lifecycle: z.unknown(), retires_at: z.unknown() }).transform(
      ({ id, lifecycle, retires_at: retires }): ListedModel => ({
        id,
        lifecycle: LIFECYCLES.find((known) => known === lifecycle) ?? 'unknown',
        retiresAt: typeof retires === 'string' && !Number.isNaN(Date.parse(retires)) ? Date.parse(retires) : null,
      }),
    ),
  ),
});

/**
 * Asks for the list of models, which costs nothing: whether the key is accepted, and which models are there. Never throws for the vendor's trouble.
 * @see platform.claude.com, Models API: List Models
 */
export async function inspectAnthropic(options: AnthropicInspectionOptions): Promise<AnthropicInspection> {
  const { apiKey, http, clock, baseUrl = ANTHROPIC_URL } = options;
  const client = new Anthropic({
    apiKey,
    baseURL: baseUrl,
    fetch: http,
    maxRetries: 0,
    logLevel: 'off',
    openTelemetry: false,
    webhookKey: null,
  });
  try {
    const { data } = await client.models.list({ limit: PAGE_LENGTH });
    const parsed = modelList.safeParse({ data });
    return parsed.success
      ? { tag: 'ready', models: parsed.data.data }
      : { tag: 'no-list', why: 'the answer holds no list of models' };
  } catch (error) {
    const { code, message } = fromAnthropicError(error, { apiKey, now: clock.now() });
    if (code === 'unauthorised') return { tag: 'key-rejected', why: message };
    // 404 and 400: another host that speaks the Messages API and nothing else.
    return { tag: code === 'model-unknown' || code === 'bad-request' ? 'no-list' : 'unreachable', why: message };
  }
}
