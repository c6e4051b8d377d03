import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '../../domain/fault.ts';
import type { LimitApproval, LimitApprovals } from '../../ports/limit-approvals.ts';

/** Approvals as JSON files of a folder, one each. A file appears whole or not at all. */
export class FileLimitApprovals implements LimitApprovals {
  readonly #folder: string;

  constructor({ folder }: { readonly folder: string }) {
    this.#folder = folder;
  }

  async find(name: string): Promise<LimitApproval | null> {
    try {
      const read: unknown = JSON.parse(await readFile(this.#pathOf(name), 'utf8'));
      return isApproval(read) ? read : null;
    } catch (error) {
      if (error instanceof SyntaxError || isMissing(error)) return null;
      throw storageFault('read', error);
    }
  }

  async save(name: string, approval: LimitApproval): Promise<void> {
    const path = this.#pathOf(name);
    try {
      await mkdir(this.#folder, { recursive: true });
      await writeFile(`${path}.new`, `${JSON.stringify(approval, null, 2)}\n`);
      await rename(`${path}.new`, path);
    } catch (error) {
      throw storageFault('written', error);
    }
  }

  #pathOf(name: string): string {
    return join(this.#folder, `${name}.json`);
  }
}

function isApproval(value: unknown): value is LimitApproval {
  if (typeof value !== 'object' || value === null) return false;
  const { revision, values, by, at } = value as Readonly<Record<string, unknown>>;
  const isWhole = Number.isSafeInteger(revision) && Number.isSafeInteger(at) && typeof by === 'string';
  return isWhole && typeof values === 'object' && values !== null && Object.values(values).every(Number.isFinite);
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

function storageFault(what: string, error: unknown): Fault {
  const message = error instanceof Error ? error.message : String(error);
  return new Fault('storage', `the approval cannot be ${what}: ${message}`, { cause: error });
}
