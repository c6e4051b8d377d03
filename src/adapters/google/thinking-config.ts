import type { LlmEffort } from '../../domain/llm-effort.ts';

/** What 2.5 models may think, in tokens. Pro cannot be silenced, and 128 is its least; it alone may think more than 24,576. */
const BUDGETS = { none: 0, low: 1_024, medium: 8_192, high: 24_576, max: 24_576 } as const;
const PRO_BUDGETS = { ...BUDGETS, none: 128, max: 32_768 } as const;

/** The flash models that know the level `minimal`; later ones, and every pro, think a little at least. */
const HAS_MINIMAL = /^gemini-3(\.[0-6])?-flash/;

/** How much the model thinks, in the words of its family; null leaves it to the model. */
export function thinkingConfig(effort: LlmEffort | undefined, model: string): object | null {
  if (effort === undefined || effort === 'default') return null;
  if (model.startsWith('gemini-2.5-pro')) return { thinkingBudget: PRO_BUDGETS[effort] };
  if (model.startsWith('gemini-2.5')) return { thinkingBudget: BUDGETS[effort] };
  if (effort === 'none') return { thinkingLevel: HAS_MINIMAL.test(model) ? 'minimal' : 'low' };
  return { thinkingLevel: effort === 'max' ? 'high' : effort };
}
