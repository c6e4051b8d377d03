/** One line of a benchmark's table: what was wanted and what came out. */
export interface Measurement {
  readonly what: string;
  /** Null for a number that is told without a goal. */
  readonly goal: { readonly atMost: number } | { readonly atLeast: number } | null;
  readonly measured: number;
  readonly unit: '' | 'tokens' | '%' | 'ms' | 's' | 'MB' | 'USD';
}

export function isMet({ goal, measured }: Measurement): boolean {
  if (goal === null) return true;
  return 'atMost' in goal ? measured <= goal.atMost : measured >= goal.atLeast;
}

/** As a table in Markdown, so that it can stand in a document. */
export function toTable(measurements: readonly Measurement[]): string {
  const rows = measurements.map((measurement) => {
    const cells = [measurement.what, goalText(measurement), withUnit(measurement.measured, measurement.unit)];
    return `| ${[...cells, measurement.goal === null ? '' : isMet(measurement) ? 'met' : 'MISSED'].join(' | ')} |`;
  });
  return ['| what | goal | measured | |', '|---|---|---|---|', ...rows].join('\n');
}

function goalText({ goal, unit }: Measurement): string {
  if (goal === null) return '';
  return 'atMost' in goal ? `≤ ${withUnit(goal.atMost, unit)}` : `≥ ${withUnit(goal.atLeast, unit)}`;
}

function withUnit(value: number, unit: Measurement['unit']): string {
  return `${Number(value.toPrecision(value >= 100 ? 4 : 3))}${unit === '' ? '' : ` ${unit}`}`;
}

export function mean(samples: readonly number[]): number {
  return samples.reduce((sum, sample) => sum + sample, 0) / samples.length;
}

/** `share` 0.5 is the median. */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((one, other) => one - other);
  return sorted[Math.min(Math.floor(sorted.length * share), sorted.length - 1)] ?? Number.NaN;
}
