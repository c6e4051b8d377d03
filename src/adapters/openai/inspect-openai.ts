import { z } from 'zod';
import type { EpochMs } from '../../domain/time.ts';
import type { Clock } from '../../ports/clock.ts';
import type { HttpTransport } from '../../ports/http-transport.ts';
import { inspectionOfFailure, type ListedModel, NOT_A_LIST, type VendorInspection } from '../../ports/vendor-inspection.ts';
import { fromOpenAiError } from './from-openai-error.ts';
import { OPENAI_URL, openAiClient } from './openai-client.ts';

export interface OpenAiInspectionOptions {
  readonly apiKey: string;
  readonly http: HttpTransport;
  readonly clock: Clock;
  /** With `/v1`. The vendor's own by default. */
  readonly baseUrl?: string;
}

const modelList = z.object({ data: z.array(z.object({ id: z.string(), shutdown_date: z.unknown() })) });

/** Asks for the list of models, which costs nothing: whether the key is accepted, and which models are there. Never throws for the vendor's trouble. */
export async function inspectOpenAi(options: OpenAiInspectionOptions): Promise<VendorInspection> {
  const { apiKey, http, clock, baseUrl = OPENAI_URL } = options;
  const client = openAiClient({ apiKey, http, baseUrl });
  try {
    const parsed = modelList.safeParse(await client.get<unknown>('/models'));
    if (!parsed.success) return NOT_A_LIST;
    const models = parsed.data.data.map(({ id, shutdown_date: end }) => ({ id, ...lifeOf(end, clock.now()) }));
    return { tag: 'ready', models };
  } catch (error) {
    return inspectionOfFailure(fromOpenAiError(error, { apiKey, now: clock.now() }));
  }
}

function lifeOf(end: unknown, now: EpochMs): Pick<ListedModel, 'lifecycle' | 'retiresAt'> {
  if (end === null) return { lifecycle: 'active', retiresAt: null };
  const retiresAt = instantOf(end);
  if (retiresAt === null) return { lifecycle: 'unknown', retiresAt };
  return { lifecycle: retiresAt <= now ? 'retired' : 'deprecated', retiresAt };
}

/** A date as text, or seconds as in the vendor's other times. */
function instantOf(end: unknown): EpochMs | null {
  if (typeof end === 'number') return end * 1000;
  return typeof end === 'string' && !Number.isNaN(Date.parse(end)) ? Date.parse(end) : null;
}
