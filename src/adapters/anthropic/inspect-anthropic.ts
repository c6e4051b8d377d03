import Anthropic from '@anthropic-ai/sdk';
import { z } from 'zod';
import type { Clock } from '../../ports/clock.ts';
import type { HttpTransport } from '../../ports/http-transport.ts';
import { inspectionOfFailure, type ListedModel, NOT_A_LIST, type VendorInspection } from '../../ports/vendor-inspection.ts';
import { ANTHROPIC_URL } from './anthropic-url.ts';
import { fromAnthropicError } from './from-anthropic-error.ts';

export interface AnthropicInspectionOptions {
  readonly apiKey: string;
  readonly http: HttpTransport;
  readonly clock: Clock;
  /** Without `/v1`. The vendor's own by default. */
  readonly baseUrl?: string;
}

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
export async function inspectAnthropic(options: AnthropicInspectionOptions): Promise<VendorInspection> {
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
    return parsed.success ? { tag: 'ready', models: parsed.data.data } : NOT_A_LIST;
  } catch (error) {
    return inspectionOfFailure(fromAnthropicError(error, { apiKey, now: clock.now() }));
  }
}
