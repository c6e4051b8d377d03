import type { LimitDefinition } from '../domain/limit-definition.ts';
import { UNIT_WORDS } from './setting-schemas.ts';

/**
 * The section `limits` of steward.yaml, made of the list of limits: every key with its default, and above it what it means,
 * its unit, its compiled range and which end of it is the stricter one.
 */
export function renderLimitsYaml(definitions: readonly LimitDefinition[]): string {
  const entries = definitions.map((limit) =>
    [
      `  # ${limit.meaning}`,
      `  # Unit: ${UNIT_WORDS[limit.unit]}. Default ${limit.default}. ${rangeOf(limit)} Rule: ${limit.rule}.`,
      `  ${limit.key}: ${limit.default}`,
    ].join('\n'),
  );
  return `limits:\n${entries.join('\n\n')}\n`;
}

function rangeOf({ floor, ceiling, stricter }: LimitDefinition): string {
  const [first, last] = stricter === 'lower' ? ['strictest', 'loosest'] : ['loosest', 'strictest'];
  return `From ${floor} (${first}) to ${ceiling} (${last}); the range is compiled in.`;
}
