import { z } from 'zod';

const NAME = /^[a-zA-Z0-9_-]{1,64}$/;
const ID = /^[a-zA-Z0-9_-]+$/;

const cacheControl = z.strictObject({ type: z.literal('ephemeral'), ttl: z.enum(['5m', '1h']).optional() });
const cached = { cache_control: cacheControl.nullish() };
const object = z.custom<Readonly<Record<string, unknown>>>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  'Input should be a valid dictionary',
);

const text = z.strictObject({
  type: z.literal('text'),
  text: z.string().regex(/\S/, 'text content blocks must contain non-whitespace text'),
  citations: z.null().optional(),
  ...cached,
});
const toolUse = z.strictObject({
  type: z.literal('tool_use'),
  id: z.string().regex(ID),
  name: z.string().regex(NAME),
  input: object,
  caller: z.strictObject({ type: z.literal('direct') }).optional(),
  ...cached,
});
const thinking = z.strictObject({ type: z.literal('thinking'), thinking: z.string(), signature: z.string() });
const toolResult = z.strictObject({
  type: z.literal('tool_result'),
  tool_use_id: z.string().regex(ID),
  content: z.union([z.string(), z.array(text)]),
  is_error: z.boolean().optional(),
  ...cached,
});

const message = z.discriminatedUnion('role', [
  z.strictObject({
    role: z.literal('user'),
    content: z.union([z.string().min(1), z.array(z.discriminatedUnion('type', [text, toolResult])).min(1)]),
  }),
  z.strictObject({
    role: z.literal('assistant'),
    content: z.union([z.string().min(1), z.array(z.discriminatedUnion('type', [text, toolUse, thinking])).min(1)]),
  }),
]);

const tool = z.strictObject({
  name: z.string().regex(NAME),
  description: z.string().optional(),
  input_schema: z.looseObject({ type: z.literal('object'), oneOf: z.undefined().optional(), anyOf: z.undefined().optional() }),
  strict: z.boolean().optional(),
  ...cached,
});

/** The fields of the Messages API, version 2026-10-21, that current models accept. */
export const messagesRequest = z.strictObject({
  model: z.string(),
  max_tokens: z.int().min(1).max(128_000),
  system: z.union([z.string(), z.array(text)]).optional(),
  messages: z.array(message).min(1),
  tools: z.array(tool).optional(),
  tool_choice: z.looseObject({ type: z.enum(['auto', 'none', 'any', 'tool']) }).optional(),
  thinking: z.strictObject({ type: z.literal('adaptive'), display: z.enum(['summarized', 'omitted']).optional() }).optional(),
  output_config: z.strictObject({ effort: z.enum(['low', 'medium', 'high', 'xhigh', 'max']).optional() }).optional(),
  metadata: z.strictObject({ user_id: z.string() }).optional(),
  stream: z.literal(false).optional(),
  ...cached,
});

export type MessagesRequest = z.infer<typeof messagesRequest>;
export type RequestMessage = MessagesRequest['messages'][number];
export type RequestBlock = Exclude<RequestMessage['content'], string>[number];

export function blocksOf({ content }: RequestMessage): readonly RequestBlock[] {
  return typeof content === 'string' ? [{ type: 'text', text: content }] : content;
}

/** A part of a request as it counts for the cache and for signatures: breakpoints are no content. */
export function contentText(part: object): string {
  return JSON.stringify(part, (key, value: unknown) => (key === 'cache_control' ? undefined : value));
}
