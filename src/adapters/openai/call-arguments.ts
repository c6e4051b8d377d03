import type { LlmTool } from '../../ports/llm-provider.ts';
import { toStrictSchema, withoutStrictNulls } from './strict-schema.ts';

/**
 * The input in the arguments of a call. Arguments that are no JSON stay the text that they are: no tool takes a text as its input, so the
 * model is told and can call again.
 */
export function parseArguments(text: string, tool: LlmTool | undefined): unknown {
  // A call of a tool without fields has no arguments at all on some servers.
  if (text.trim() === '') return {};
  try {
    const input: unknown = JSON.parse(text);
    return tool === undefined || toStrictSchema(tool.inputSchema) === null ? input : withoutStrictNulls(input, tool.inputSchema);
  } catch {
    return text;
  }
}

/** The arguments of a call that another model made. */
export function argumentsText(input: unknown): string {
  return typeof input === 'object' && input !== null ? JSON.stringify(input) : '{}';
}
