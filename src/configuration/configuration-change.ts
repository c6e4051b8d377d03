import { AUTONOMIES } from '../domain/control-state.ts';
import type { LimitDefinition } from '../domain/limit-definition.ts';

/** `loosens` gives the bot more room and needs a confirmation; `tightens` may always be done; `neutral` changes no room. */
export type ConfigurationEffect = 'tightens' | 'loosens' | 'neutral';

/** One key whose effective value changed, values as text. */
export interface ConfigurationChange {
  readonly key: string;
  readonly from: string;
  readonly to: string;
  readonly effect: ConfigurationEffect;
}

type Values = ReadonlyMap<string, unknown>;

export function changesBetween(
  before: Values,
  after: Values,
  limits: readonly LimitDefinition[],
): readonly ConfigurationChange[] {
  return [...after].flatMap(([key, to]) => {
    const from = before.get(key);
    if (textOf(from) === textOf(to)) return [];
    return [{ key, from: textOf(from), to: textOf(to), effect: effectOf({ key, from, to }, limits) }];
  });
}

export function effectOf(
  change: { readonly key: string; readonly from: unknown; readonly to: unknown },
  limits: readonly LimitDefinition[],
): ConfigurationEffect {
  const { key, from, to } = change;
  const limit = limits.find((definition) => `limits.${definition.key}` === key);
  if (limit !== undefined) return compare(from, to, { room: limit.stricter === 'lower' ? 'rises' : 'falls' });
  switch (key) {
    case 'capital.allotted':
    case 'proposals.expiryMinutes':
      return compare(from, to, { room: 'rises' });
    case 'autonomy':
      return compare(rank(from, AUTONOMIES), rank(to, AUTONOMIES), { room: 'rises' });
    case 'execution.entryKind':
      return compare(rank(from, ENTRY_KINDS), rank(to, ENTRY_KINDS), { room: 'rises' });
    case 'symbols':
      return effectOnSymbols(from, to);
    default:
      return 'neutral';
  }
}

/** A market order may pay any price; the collared one does not. */
const ENTRY_KINDS = ['collared-limit', 'market'];

/** `room` says whether the bot's room rises or falls with the number. What is no number on either side counts as loosening: it cannot be judged. */
function compare(from: unknown, to: unknown, { room }: { readonly room: 'rises' | 'falls' }): ConfigurationEffect {
  if (typeof from !== 'number' || typeof to !== 'number') return 'loosens';
  if (from === to) return 'neutral';
  return to > from === (room === 'rises') ? 'loosens' : 'tightens';
}

function rank(value: unknown, order: readonly string[]): number | null {
  const index = typeof value === 'string' ? order.indexOf(value) : -1;
  return index === -1 ? null : index;
}

function effectOnSymbols(from: unknown, to: unknown): ConfigurationEffect {
  if (!Array.isArray(from) || !Array.isArray(to)) return 'loosens';
  if (to.some((symbol) => !from.includes(symbol))) return 'loosens';
  return from.some((symbol) => !to.includes(symbol)) ? 'tightens' : 'neutral';
}

/** A value as it would stand in a file. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}
