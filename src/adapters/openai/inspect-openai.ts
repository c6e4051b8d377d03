import { z } from 'zod';
import type { EpochMs } from '../../domain/time.ts';
import type { Clock } from '../../ports/clock.ts';
import type { HttpTransport } from '../../ports/http-transport.ts';
import { fromOpenAiError } from './from-openai-error.ts';
import { OPENAI_URL, openAiClient } from './openai-client.ts';

export interface OpenAiInspectionOptions {
  readonly apiKey: string;
  readonly http: HttpTransport;
  readonly clock: Clock;
  /** With `/v1`. The vendor's own by default. */
  readonly baseUrl?: string;
}

/** A model as the vendor lists it now. */
export interface ListedModel {
  readonly id: string;
  /** `unknown` where the host says nothing of an end. */
  readonly lifecycle: 'active' | 'deprecated' | 'retired' | 'unknown';
  /** When the vendor plans to switch it off; null where no date is planned. */
  readonly retiresAt: EpochMs | null;
}

export type OpenAiInspection =
  | { readonly tag: 'ready'; readonly models: readonly ListedModel[] }
  | { readonly tag: 'key-rejected'; readonly why: string }
  /** The host answers, but lists no models: whether it takes the key is not known. */
  | { readonly tag: 'no-list'; readonly why: string }
  | { readonly tag: 'unreachable'; readonly why: string };

const modelList = z.object({ data: z.array(z.object({ id: z.string(), shutdown_date: z.unknown() })) });

/** Asks for the list of models, which costs nothing: whether the key is accepted, and which models are there. Never throws for the vendor's trouble. */
export async function inspectOpenAi(options: OpenAiInspectionOptions): Promise<OpenAiInspection> {
  const { apiKey, http, clock, baseUrl = OPENAI_URL } = options;
  const client = openAiClient({ apiKey, http, baseUrl });
  try {
    const parsed = modelList.safeParse(await client.get<unknown>('/models'));
    if (!parsed.success) return { tag: 'no-list', why: 'the answer holds no list of models' };
    const models = parsed.data.data.map(({ id, shutdown_date: end }) => ({ id, ...lifeOf(end, clock.now()) }));
    return { tag: 'ready', models };
  } catch (error) {
    const { code, message } = fromOpenAiError(error, { apiKey, now: clock.now() });
    if (code === 'unauthorised') return { tag: 'key-rejected', why: message };
    // 404 and 400: another host that answers questions and lists nothing.
    return { tag: code === 'model-unknown' || code === 'bad-request' ? 'no-list' : 'unreachable', why: message };
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
