import type { GenerateRequest } from './google-request.ts';

type ThinkingConfig = NonNullable<NonNullable<GenerateRequest['generationConfig']>['thinkingConfig']>;

/** What the family of a model lets a request say about thinking; null when it says nothing wrong. */
export function thinkingProblem(model: string, config: ThinkingConfig | undefined): string | null {
  if (config === undefined) return null;
  const { thinkingLevel: level, thinkingBudget: budget } = config;
  if (level !== undefined && budget !== undefined) return 'You can only set one of thinking_budget and thinking_level.';
  if (model.startsWith('gemini-2.5')) return ofBudgets(model, config);
  if (budget !== undefined && model.startsWith('gemini-4')) return 'Thinking budget is not supported for this model.';
  if (level === 'minimal' && !/^gemini-3(\.[0-6])?-flash/.test(model)) {
    return 'Thinking level MINIMAL is not supported for this model.';
  }
  return null;
}

function ofBudgets(model: string, { thinkingLevel: level, thinkingBudget: budget }: ThinkingConfig): string | null {
  if (level !== undefined) return 'Thinking level is not supported for this model.';
  if (budget === undefined || budget === -1) return null;
  const [least, most] = model.includes('pro') ? [128, 32_768] : [model.includes('lite') ? 512 : 1, 24_576];
  const mayBeOff = !model.includes('pro');
  if (budget === 0 && mayBeOff) return null;
  return budget < least || budget > most
    ? `The thinking budget ${budget} is invalid. Please choose a value between ${least} and ${most}.`
    : null;
}
