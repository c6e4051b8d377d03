import type { LlmEffort } from '../../domain/llm-effort.ts';
import { EFFORT_VALUES, type EffortValue, type EndpointTraits } from './endpoint-traits.ts';

/** The levels of OpenAI's models by the beginning of their names; the first that fits counts. No level: the model does not reason. */
const LEVELS_OF_MODEL: readonly (readonly [name: RegExp, levels: readonly EffortValue[]])[] = [
  [/^gpt-6-astra|^gpt-6\.1-sol/, ['low', 'medium', 'high', 'xhigh', 'max']],
  [/^gpt-(5\.[6-9]|[6-9])/, ['none', 'low', 'medium', 'high', 'xhigh', 'max']],
  [/^gpt-5\.[2-5]/, ['none', 'low', 'medium', 'high', 'xhigh']],
  [/^gpt-5\.1/, ['none', 'low', 'medium', 'high']],
  [/^gpt-5/, ['minimal', 'low', 'medium', 'high']],
  [/^gpt-[34]|^chatgpt-/, []],
];
const LEVELS_OF_OTHERS: readonly EffortValue[] = ['low', 'medium', 'high'];

/** Models that do not reason refuse to be asked for their reasoning. */
export function reasons(model: string): boolean {
  return levelsOf(model, 'per-model').length > 0;
}

/** The level that is sent: the nearest one that the model has, the lesser of two; null for none at all. */
export function effortValue(
  effort: LlmEffort | undefined,
  { model, traits }: { readonly model: string; readonly traits: Pick<EndpointTraits, 'effort'> },
): EffortValue | null {
  if (effort === undefined || effort === 'default') return null;
  const wanted = EFFORT_VALUES.indexOf(effort);
  const distance = (value: EffortValue): number => Math.abs(EFFORT_VALUES.indexOf(value) - wanted);
  const [nearest] = levelsOf(model, traits.effort).toSorted((one, other) => distance(one) - distance(other));
  return nearest ?? null;
}

function levelsOf(model: string, effort: EndpointTraits['effort']): readonly EffortValue[] {
  if (effort !== 'per-model') return effort;
  return LEVELS_OF_MODEL.find(([name]) => name.test(model))?.[1] ?? LEVELS_OF_OTHERS;
}
