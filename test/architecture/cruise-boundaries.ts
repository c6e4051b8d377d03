import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { cruise, type ICruiseOptions } from 'dependency-cruiser';
import extractDepcruiseOptions from 'dependency-cruiser/config-utl/extract-depcruise-options';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';
import { projectRoot } from '../support/project-root.ts';

const CRUISED_FOLDERS = ['src', 'tools'];

export interface BoundaryViolation {
  readonly rule: string;
  readonly reason: string;
  readonly from: string;
  readonly to: string;
}

export interface BoundaryReport {
  readonly filesSeen: readonly string[];
  /** TypeScript files on disk that the cruiser did not see: with a compiler it does not know, it sees none and reports no violation. */
  readonly filesUnseen: readonly string[];
  readonly violations: readonly BoundaryViolation[];
}

/**
 * Checks the imports of every file under `src/` and `tools/` of `root` against the project's import table.
 *
 * @param overrides Options of the cruiser that a test sets to blind it.
 */
export async function cruiseBoundaries(root: string, overrides: ICruiseOptions = {}): Promise<BoundaryReport> {
  const folders = CRUISED_FOLDERS.filter((folder) => existsSync(join(root, folder)));
  const options = await extractDepcruiseOptions(join(projectRoot, '.dependency-cruiser.mjs'));
  const tsConfig = extractTSConfig(join(projectRoot, 'tsconfig.json'));
  const { output } = await cruise(folders, { ...options, baseDir: root, ...overrides }, {}, { tsConfig });
  if (typeof output === 'string') throw new Error(`The cruiser gave a text in place of a result: ${output}`);
  const modules = new Set(output.modules.map((module) => module.source));
  const files = folders.flatMap((folder) => typescriptFiles(root, folder));
  return {
    filesSeen: files.filter((file) => modules.has(file)),
    filesUnseen: files.filter((file) => !modules.has(file)),
    violations: output.summary.violations.map((violation) => ({
      rule: violation.rule.name,
      reason: output.summary.ruleSetUsed?.forbidden?.find((rule) => rule.name === violation.rule.name)?.comment ?? '',
      from: violation.from,
      to: violation.cycle?.map((step) => step.name).join(' → ') ?? violation.to,
    })),
  };
}

/** What is wrong, a line each; empty when every file was seen and keeps to the table. */
export function describeBoundaryProblems(report: BoundaryReport): readonly string[] {
  return [
    ...(report.filesSeen.length === 0 ? ['The cruiser saw no TypeScript file at all: this check proves nothing.'] : []),
    ...report.filesUnseen.map((file) => `${file} was not seen by the cruiser.`),
    ...report.violations.map(({ rule, reason, from, to }) => `${from} → ${to}\n    ${rule}: ${reason}`),
  ];
}

function typescriptFiles(root: string, folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
}
