/** Where two values part first. */
export interface ValueDifference {
  /** `signal.stopPrice`, `markets[0].close`; empty when the values differ as a whole. */
  readonly path: string;
  /** As JSON; null where there is none. */
  readonly recorded: string | null;
  readonly replayed: string | null;
}

/** @returns null when both are the same as JSON, the order of their keys included. */
export function firstDifference(recorded: unknown, replayed: unknown, path = ''): ValueDifference | null {
  if (JSON.stringify(recorded) === JSON.stringify(replayed)) return null;
  if (!isBranch(recorded) || !isBranch(replayed) || Array.isArray(recorded) !== Array.isArray(replayed))
    return { path, recorded: jsonOf(recorded), replayed: jsonOf(replayed) };
  const before = Object.entries(recorded);
  const now = Object.entries(replayed);
  for (let place = 0; place < Math.max(before.length, now.length); place += 1) {
    const [name] = before[place] ?? now[place] ?? [''];
    const inner = Array.isArray(recorded) ? `${path}[${name}]` : path === '' ? name : `${path}.${name}`;
    const difference = firstDifference(valueAt(recorded, name), valueAt(replayed, name), inner);
    if (difference !== null) return difference;
  }
  return { path, recorded: jsonOf(recorded), replayed: jsonOf(replayed) };
}

function isBranch(value: unknown): value is object {
  return value !== null && typeof value === 'object';
}

function valueAt(branch: object, name: string): unknown {
  return Object.hasOwn(branch, name) ? (branch as Readonly<Record<string, unknown>>)[name] : undefined;
}

function jsonOf(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value);
}
