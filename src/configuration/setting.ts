import { z } from 'zod';
import { expectationOf, type SettingUnit } from './setting-schemas.ts';

/** One key of the configuration, the last part of a path: `session.deadlineSeconds`. Lists are one setting. */
export interface Setting {
  readonly key: string;
  readonly schema: z.ZodType;
  readonly default: unknown;
  readonly expects: string;
  readonly unit: SettingUnit | null;
}

/** Every setting of a schema, in the order of the schema. */
export function settingsOf(schema: z.ZodType, key = ''): readonly Setting[] {
  if (schema instanceof z.ZodObject) {
    return Object.entries<z.ZodType>(schema.shape).flatMap(([name, inner]) =>
      settingsOf(inner, key === '' ? name : `${key}.${name}`),
    );
  }
  return [{ key, schema, default: schema.parse(undefined), ...expectationOf(schema) }];
}

/** Values by their dotted keys as the tree that they describe. */
export function treeOf(values: ReadonlyMap<string, unknown>): Readonly<Record<string, unknown>> {
  const tree = emptyBranch();
  for (const [key, value] of values) {
    const path = key.split('.');
    let branch = tree;
    for (const name of path.slice(0, -1)) branch = branchAt(branch, name);
    branch[path.at(-1) ?? key] = value;
  }
  return tree;
}

type Branch = Record<string, unknown>;

/** Without a prototype, so that no key can reach one. */
function emptyBranch(): Branch {
  return Object.create(null) as Branch;
}

function branchAt(branch: Branch, name: string): Branch {
  const inner = (branch[name] ?? emptyBranch()) as Branch;
  branch[name] = inner;
  return inner;
}

/** A tree as values by their dotted keys; lists stay whole. */
export function valuesOf(tree: object, key = ''): ReadonlyMap<string, unknown> {
  return new Map(
    Object.entries(tree).flatMap(([name, value]: [string, unknown]) => {
      const path = key === '' ? name : `${key}.${name}`;
      return value !== null && typeof value === 'object' && !Array.isArray(value)
        ? [...valuesOf(value, path)]
        : [[path, value] as const];
    }),
  );
}
