import { z } from 'zod';
import { invariant } from '../domain/invariant.ts';
import type { LlmTool } from '../ports/llm-provider.ts';
import type { Tool } from './tool.ts';

const described = new WeakMap<Tool, LlmTool>();

/** A tool as every vendor's adapter takes it. Made once for each tool, so that the bytes of all requests are the same. */
export function toLlmTool(tool: Tool): LlmTool {
  const known = described.get(tool);
  if (known !== undefined) return known;
  const made: LlmTool = { name: tool.name, description: tool.description, inputSchema: toJsonSchema(tool.input) };
  described.set(tool, made);
  return made;
}

/**
 * The schema as plain JSON that each vendor can take or narrow: everything inline, `anyOf` in place of `oneOf`, no `$schema`,
 * none of the bounds and patterns that zod adds by itself.
 */
function toJsonSchema(input: z.ZodType): Readonly<Record<string, unknown>> {
  const made = z.toJSONSchema(input, {
    io: 'input',
    target: 'draft-2020-12',
    reused: 'inline',
    cycles: 'throw',
    override: ({ jsonSchema }) => simplify(jsonSchema),
  });
  const { $schema: _dialect, ...schema }: Record<string, unknown> = JSON.parse(JSON.stringify(made));
  invariant(schema['type'] === 'object', `a tool's input is an object, not ${JSON.stringify(schema['type'])}`);
  return schema;
}

function simplify(schema: z.core.JSONSchema.BaseSchema): void {
  if (schema.oneOf !== undefined) {
    schema.anyOf = schema.oneOf;
    delete schema.oneOf;
  }
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
  if (schema.format !== undefined) delete schema.pattern;
  delete schema.propertyNames;
}
