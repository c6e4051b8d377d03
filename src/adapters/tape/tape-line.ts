import { z } from 'zod';
import type { LlmReply } from '../../ports/llm-provider.ts';
import type { Moment, TapedCall, TapedReads, TextHash } from '../../ports/tape.ts';

/** A line of a tape's file. Short texts stand in it, each before the first call that needs it; long ones are blobs. */
export type TapeLine =
  | { readonly kind: 'text'; readonly hash: TextHash; readonly text: string }
  | ({ readonly kind: 'call'; readonly version: 1 } & TapedCall)
  | { readonly kind: 'reads'; readonly version: 1; readonly reads: TapedReads }
  | { readonly kind: 'assessment'; readonly version: 1; readonly moment: Moment };

const momentSchema = z.object({ at: z.number(), upTo: z.int().nonnegative() });

const lineSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text'), hash: z.string(), text: z.string() }),
  z.object({
    kind: z.literal('call'),
    version: z.literal(1),
    key: z.string(),
    ordinal: z.int().nonnegative(),
    request: z.object({
      provider: z.string(),
      model: z.string(),
      effort: z.string().nullable(),
      outputTokensMax: z.number(),
      system: z.string(),
      tools: z.string(),
      messages: z.array(z.string()),
    }),
    startedAt: z.number(),
    durationMs: z.number().nonnegative(),
    reply: z.custom<LlmReply>((value) => z.looseObject({ tag: z.enum(['answered', 'failed']) }).safeParse(value).success),
  }),
  z.object({
    kind: z.literal('reads'),
    version: z.literal(1),
    reads: z.object({
      sessionId: z.string(),
      asOf: z.number(),
      outset: momentSchema,
      fearGreed: z.looseObject({ tag: z.enum(['known', 'missing']) }),
      marks: z.string(),
      circumstances: z.string(),
      candles: z.object({ past: z.string(), today: z.record(z.string(), z.array(z.array(z.number()).length(6))) }),
    }),
  }),
  z.object({ kind: z.literal('assessment'), version: z.literal(1), moment: momentSchema }),
]);

/** @param json  JSON. @returns null for what is no record that this code knows. */
export function parseTapeLine(json: string): TapeLine | null {
  const parsed = lineSchema.safeParse(JSON.parse(json));
  return parsed.success ? (parsed.data as unknown as TapeLine) : null;
}
