import { z } from 'zod';

const NAME = z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/);
const schema = z.looseObject({ type: z.literal('object') });
const effort = z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max']);

const responsesItem = z.union([
  z.strictObject({ role: z.enum(['user', 'assistant', 'developer']), content: z.string().min(1) }),
  z.strictObject({
    type: z.literal('message'),
    id: z.string(),
    status: z.string(),
    role: z.literal('assistant'),
    content: z.array(z.looseObject({ type: z.enum(['output_text', 'refusal']) })),
  }),
  z.strictObject({
    type: z.literal('reasoning'),
    id: z.string(),
    summary: z.array(z.unknown()),
    encrypted_content: z.string().min(1),
  }),
  z.strictObject({
    type: z.literal('function_call'),
    id: z.string().optional(),
    status: z.string().optional(),
    call_id: z.string().min(1).max(64),
    name: NAME,
    arguments: z.string(),
  }),
  z.strictObject({ type: z.literal('function_call_output'), call_id: z.string(), output: z.string() }),
]);

export const responsesRequest = z.strictObject({
  model: z.string(),
  instructions: z.string().optional(),
  input: z.array(responsesItem).min(1),
  tools: z
    .array(
      z.strictObject({
        type: z.literal('function'),
        name: NAME,
        description: z.string(),
        parameters: schema,
        strict: z.boolean(),
      }),
    )
    .optional(),
  tool_choice: z.unknown().optional(),
  parallel_tool_calls: z.boolean().optional(),
  reasoning: z.strictObject({ effort: effort.optional() }).optional(),
  max_output_tokens: z.int().min(16).max(128_000).optional(),
  store: z.boolean().optional(),
  include: z.array(z.literal('reasoning.encrypted_content')).optional(),
  prompt_cache_key: z.string().max(64).optional(),
  temperature: z.number().optional(),
});

const call = z.strictObject({
  id: z.string().min(1),
  type: z.literal('function'),
  function: z.strictObject({ name: NAME, arguments: z.string() }),
});

const message = z.discriminatedUnion('role', [
  z.strictObject({ role: z.literal('system'), content: z.string() }),
  z.strictObject({ role: z.literal('developer'), content: z.string() }),
  z.strictObject({ role: z.literal('user'), content: z.string() }),
  // Loose: what other vendors put into their messages comes back in them.
  z.looseObject({
    role: z.literal('assistant'),
    content: z.string().nullish(),
    tool_calls: z.array(call).min(1).optional(),
  }),
  z.strictObject({ role: z.literal('tool'), tool_call_id: z.string(), content: z.string() }),
]);

export const chatRequest = z.strictObject({
  model: z.string(),
  messages: z.array(message).min(1),
  tools: z
    .array(
      z.strictObject({
        type: z.literal('function'),
        function: z.strictObject({ name: NAME, description: z.string(), parameters: schema, strict: z.boolean().optional() }),
      }),
    )
    .optional(),
  tool_choice: z.unknown().optional(),
  parallel_tool_calls: z.boolean().optional(),
  max_tokens: z.int().min(1).optional(),
  max_completion_tokens: z.int().min(1).optional(),
  reasoning_effort: effort.optional(),
  thinking: z.strictObject({ type: z.enum(['enabled', 'disabled']) }).optional(),
  temperature: z.number().optional(),
});

export type ResponsesRequest = z.infer<typeof responsesRequest>;
export type ChatRequestBody = z.infer<typeof chatRequest>;
