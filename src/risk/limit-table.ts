import type { LimitUnit } from '../domain/limit-definition.ts';
import { DEFAULT_RISK_LIMITS, type LimitKey, RISK_LIMITS, type RiskLimits } from './limits.ts';

/** One limit as people read it; numbers are plain text in the limit's own unit. */
export interface LimitRow {
  readonly key: LimitKey;
  readonly value: string;
  readonly default: string;
  readonly range: string;
  readonly unit: LimitUnit;
  readonly stricter: 'lower' | 'higher';
  readonly meaning: string;
  readonly rule: string;
}

/** The limits with their effective values, in the order of the list. */
export function limitRows(limits: RiskLimits = DEFAULT_RISK_LIMITS): readonly LimitRow[] {
  return RISK_LIMITS.map((limit) => ({
    key: limit.key,
    value: String(limits[limit.key]),
    default: String(limit.default),
    range: `${limit.floor} to ${limit.ceiling}`,
    unit: limit.unit,
    stricter: limit.stricter,
    meaning: limit.meaning,
    rule: limit.rule,
  }));
}

/** The limits as a Markdown table: what README.md shows. */
export function renderLimitTable(): string {
  const rows = limitRows().map(
    (row) => `| \`${row.key}\` | ${row.default} | ${row.range} | ${row.unit} | ${row.stricter} | ${row.meaning} |`,
  );
  return ['| limit | default | range | unit | stricter | meaning |', '|---|---|---|---|---|---|', ...rows].join('\n');
}
