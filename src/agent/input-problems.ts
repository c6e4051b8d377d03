import type { z } from 'zod';
import type { InputProblem } from './tool.ts';

const SHOWN_LENGTH_MAX = 60;
const PROBLEMS_MAX = 8;

/** Says of each thing that a schema rejects where it is, what was expected and what was there. */
export function describeIssues(issues: readonly z.core.$ZodIssue[], input: unknown): readonly InputProblem[] {
  return issues.flatMap((issue) => describeIssue(issue, input)).slice(0, PROBLEMS_MAX);
}

function describeIssue(issue: z.core.$ZodIssue, input: unknown): readonly InputProblem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: pathText([...issue.path, key]),
      expected: 'no such key',
      got: shown(valueAt(input, [...issue.path, key])),
    }));
  }
  return [{ path: pathText(issue.path), expected: issue.message, got: shown(valueAt(input, issue.path)) }];
}

function pathText(path: readonly PropertyKey[]): string {
  return path.length === 0 ? 'input' : path.map(String).join('.').slice(0, SHOWN_LENGTH_MAX);
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    input,
  );
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = typeof value === 'number' ? String(value) : JSON.stringify(value);
  return text.length > SHOWN_LENGTH_MAX ? `${text.slice(0, SHOWN_LENGTH_MAX)}…` : text;
}
