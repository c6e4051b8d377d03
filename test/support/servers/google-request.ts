import { z } from 'zod';

const NAME = /^[a-zA-Z_][a-zA-Z0-9_.:-]{0,127}$/;

const functionCall = z.strictObject({
  id: z.string().min(1).optional(),
  name: z.string().regex(NAME),
  args: z.record(z.string(), z.unknown()).optional(),
});
const functionResponse = z.strictObject({
  id: z.string().min(1).optional(),
  name: z.string().regex(NAME),
  response: z.record(z.string(), z.unknown()),
});

/** One kind of data in each part. */
const part = z
  .strictObject({
    text: z.string().optional(),
    thought: z.boolean().optional(),
    thoughtSignature: z.base64().or(z.literal('skip_thought_signature_validator')).optional(),
    functionCall: functionCall.optional(),
    functionResponse: functionResponse.optional(),
  })
  .refine(
    (value) => [value.text, value.functionCall, value.functionResponse].filter((data) => data !== undefined).length === 1,
    "required oneof field 'data' must have one initialized field",
  );

const content = z.strictObject({
  role: z.enum(['user', 'model'], 'Please use a valid role: user, model.'),
  parts: z.array(part).min(1, 'must include at least one parts field'),
});

const functionDeclaration = z.strictObject({
  name: z.string().regex(NAME),
  description: z.string(),
  parametersJsonSchema: z.record(z.string(), z.unknown()).optional(),
});

/** The fields of `generateContent` in v1beta that a request of text and tools can have. */
export const generateRequest = z.strictObject({
  systemInstruction: z
    .strictObject({ role: z.string().optional(), parts: z.array(z.strictObject({ text: z.string() })).min(1) })
    .optional(),
  contents: z.array(content).min(1),
  tools: z.array(z.strictObject({ functionDeclarations: z.array(functionDeclaration).min(1) })).optional(),
  toolConfig: z
    .strictObject({
      functionCallingConfig: z.strictObject({
        mode: z.enum(['AUTO', 'ANY', 'NONE', 'VALIDATED']),
        allowedFunctionNames: z.array(z.string()).optional(),
      }),
    })
    .optional(),
  safetySettings: z.array(z.unknown()).max(0).optional(),
  generationConfig: z
    .strictObject({
      maxOutputTokens: z.int().min(1).max(65_536).optional(),
      candidateCount: z.literal(1).optional(),
      temperature: z.number().optional(),
      thinkingConfig: z
        .strictObject({
          thinkingLevel: z.enum(['minimal', 'low', 'medium', 'high']).optional(),
          thinkingBudget: z.int().optional(),
          includeThoughts: z.boolean().optional(),
        })
        .optional(),
    })
    .optional(),
});

export type GenerateRequest = z.infer<typeof generateRequest>;
export type RequestContent = GenerateRequest['contents'][number];
export type RequestPart = RequestContent['parts'][number];
