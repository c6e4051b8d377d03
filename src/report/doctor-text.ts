import { countText } from './format-number.ts';

/** `skipped`: there was nothing to look at, or no time or reason to. */
export type DoctorState = 'ok' | 'warning' | 'problem' | 'skipped';

/** What one look at the installation found. */
export interface DoctorCheck {
  /** What was looked at, in one or two words. */
  readonly name: string;
  readonly state: DoctorState;
  readonly text: string;
  /** What to do about it; null where nothing is to be done. */
  readonly fix: string | null;
}

const MARKS: Readonly<Record<DoctorState, string>> = { ok: '✔', warning: '!', problem: '✖', skipped: '–' };
const GAP = '  ';

/** One line for each check, its fix below it, and what it comes to at the end. */
export function doctorText(checks: readonly DoctorCheck[]): string {
  const nameLength = Math.max(...checks.map(({ name }) => name.length));
  const lines = checks.flatMap(({ name, state, text, fix }) => [
    `${MARKS[state]} ${name.padEnd(nameLength)}${GAP}${text}`,
    ...(fix === null ? [] : [`  ${' '.repeat(nameLength)}${GAP}→ ${fix}`]),
  ]);
  return [...lines, '', summaryText(checks)].join('\n');
}

function summaryText(checks: readonly DoctorCheck[]): string {
  const count = (wanted: DoctorState) => checks.filter(({ state }) => state === wanted).length;
  const [problems, warnings] = [count('problem'), count('warning')];
  if (problems === 0 && warnings === 0) return 'No problem was found.';
  const found = [
    ...(problems === 0 ? [] : [countText(problems, 'problem')]),
    ...(warnings === 0 ? [] : [countText(warnings, 'warning')]),
  ];
  return `${found.join(' and ')}; the lines with → say what to do.`;
}
