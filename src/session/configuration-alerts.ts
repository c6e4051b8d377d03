import type { ConfigProblem } from '../configuration/config-problem.ts';
import type { JournalFact } from '../domain/journal-entry.ts';
import type { AlertRegister } from './alert-register.ts';
import type { KeptLimit } from './kept-limits.ts';

export const WRONG_FILES_ALERT = 'configuration-wrong';
const KEPT_LIMITS_ALERT = 'limits-kept';

/** So much is told of wrong files; the doctor tells the rest. */
const PROBLEMS_MAX = 8;
const PROBLEM_LENGTH_MAX = 180;

/** Told once for the same problems, and once more when they become others. */
export function wrongFilesFacts(alerts: AlertRegister, problems: readonly ConfigProblem[]): readonly JournalFact[] {
  const listed = problems.slice(0, PROBLEMS_MAX).map((problem, index) => [`problem${index + 1}`, problemText(problem)] as const);
  return raised(alerts, WRONG_FILES_ALERT, { count: String(problems.length), ...Object.fromEntries(listed) });
}

/** Limits that stay strict until they are approved on the host: raised while there are some, resolved when there is none. */
export function keptLimitsFacts(alerts: AlertRegister, kept: readonly KeptLimit[]): readonly JournalFact[] {
  if (kept.length === 0) return resolved(alerts, KEPT_LIMITS_ALERT);
  return raised(
    alerts,
    KEPT_LIMITS_ALERT,
    Object.fromEntries(kept.map(({ key, kept: value, asked }) => [key, `${value} → ${asked}`])),
  );
}

export function resolved(alerts: AlertRegister, key: string): readonly JournalFact[] {
  return alerts.isStanding(key) ? [{ kind: 'alert-resolved', key }] : [];
}

function raised(alerts: AlertRegister, key: string, facts: Readonly<Record<string, string>>): readonly JournalFact[] {
  const told = alerts.factsOf(key);
  if (told !== null && JSON.stringify(told) === JSON.stringify(facts)) return [];
  return [{ kind: 'alert-raised', key, level: 'warning', facts }];
}

function problemText({ key, value, reason, fix }: ConfigProblem): string {
  const text = `${key}${value === null ? '' : ` = ${value}`}: ${reason}; ${fix}`;
  return text.length > PROBLEM_LENGTH_MAX ? `${text.slice(0, PROBLEM_LENGTH_MAX - 1)}…` : text;
}
