import type { z } from 'zod';
import { type ConfigProblem, valueText } from './config-problem.ts';
import type { Setting } from './setting.ts';
import { unitHint } from './unit-hint.ts';

/** Says of a value that its setting does not accept what is wrong with it and what to write instead. */
export function valueProblem(wrong: {
  readonly setting: Setting;
  readonly value: unknown;
  readonly origin: string;
  readonly error: z.ZodError;
}): ConfigProblem {
  const { setting, value, origin, error } = wrong;
  const expected = `write ${setting.expects}; the default is ${valueText('', setting.default)}`;
  return {
    key: setting.key,
    value: valueText(setting.key, value),
    reason: `${reasonOf(error.issues[0], value)} (${origin})`,
    fix: unitHint(setting, value) ?? expected,
  };
}

function reasonOf(issue: z.core.$ZodIssue | undefined, value: unknown): string {
  if (value === null) return 'has no value';
  switch (issue?.code) {
    case 'too_small':
      return issue.origin === 'number' ? `is below ${issue.minimum}, the smallest that is allowed` : issue.message;
    case 'too_big':
      return issue.origin === 'number' ? `is above ${issue.maximum}, the largest that is allowed` : issue.message;
    case 'invalid_type':
      return issue.path.length > 0
        ? `has an item that is not ${issue.expected}`
        : `is ${kindOf(value)}, not ${wordFor(issue.expected)}`;
    case 'invalid_value':
      return 'is none of the choices';
    case 'invalid_format':
    case 'custom':
      return issue.message;
    default:
      return issue?.message ?? 'is not accepted';
  }
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return 'a text';
  if (typeof value === 'boolean') return 'yes or no';
  return typeof value === 'number' && !Number.isFinite(value) ? 'no finite number' : `a ${typeof value}`;
}

function wordFor(expected: string): string {
  if (expected === 'int') return 'a whole number';
  if (expected === 'array') return 'a list';
  return expected === 'string' ? 'a text' : `a ${expected}`;
}
