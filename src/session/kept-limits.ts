import type { Configuration } from '../configuration/configuration.ts';
import { textOf } from '../configuration/configuration-change.ts';
import { hashOfValues } from '../configuration/configuration-hash.ts';
import type { LimitApproval } from '../ports/limit-approvals.ts';
import { type LimitRegister, stricterOf } from './limit-register.ts';
import type { OverrideRegister } from './override-register.ts';

/** A limit of the guard that the files ask to be looser than a person on the host let it be. */
export interface KeptLimit {
  /** Without its section: `positionFractionMax`. */
  readonly key: string;
  /** What holds until then. */
  readonly kept: number;
  readonly asked: number;
}

/** The limits that stay stricter than the files ask. Whoever has the journal and the files has the same ones. */
export function keptLimits(
  { limits }: Pick<Configuration, 'limits'>,
  registers: { readonly limits: LimitRegister; readonly overrides: OverrideRegister },
): readonly KeptLimit[] {
  return Object.entries(limits).flatMap(([key, asked]) => {
    const approved = registers.limits.valueOf(key);
    if (approved === null) return [];
    const override = registers.overrides.standing(`limits.${key}`);
    // An override whose key was edited ends, and leaves no more room than it gave.
    const isEdited = override !== null && override.fileValue !== textOf(asked);
    const inForce = isEdited ? stricterOf(key, Number(override.value), approved) : approved;
    return stricterOf(key, asked, inForce) === asked ? [] : [{ key, kept: inForce, asked }];
  });
}

/** The values that a person has to approve, by key. */
export function valuesToApprove(kept: readonly KeptLimit[]): Readonly<Record<string, number>> {
  return Object.fromEntries(kept.map(({ key, asked }) => [key, asked]));
}

/** The name under which an approval of exactly these values lies. */
export function approvalName({ revision, values }: Pick<LimitApproval, 'revision' | 'values'>): string {
  return hashOfValues(new Map<string, unknown>([['revision', revision], ...Object.entries(values)]));
}
