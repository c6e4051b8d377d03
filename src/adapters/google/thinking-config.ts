import type { LlmEffort } from '../../domain/llm-effort.ts';

/** What 2.5 models may think, in tokens. Pro cannot be silenced: 128 is its least. */
const BUDGETS = { none: 128, low: 1_024, medium: 8_192, high: 24_576, max: 24_576 } as const;

/** How much the model thinks, in the words of its family; null leaves it to the model. */
export function thinkingConfig(effort: LlmEffort | undefined, model: string): object | null {
  if (effort === undefined || effort === 'default') return null;
  if (model.startsWith('gemini-2.5')) return { thinkingBudget: BUDGETS[effort] };
  if (effort === 'none') return { thinkingLevel: /^gemini-3(\.[0-6])?(-|$)/.test(model) ? 'minimal' : 'low' };
  return { thinkingLevel: effort === 'max' ? 'high' : effort };
}
