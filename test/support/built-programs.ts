import { join } from 'node:path';
import { projectRoot } from './project-root.ts';

/** The variable that names the folder of programs that were built for this run; without it they are started from their sources. */
export const BUILT_PROGRAMS_NAME = 'STEWARD_TEST_PROGRAMS';
const MAIN = 'src/main.ts';
const TEST_PROGRAMS = [
  'test/support/crashing-demo.ts',
  'test/support/crashing-paper.ts',
  'test/crash-matrix/crashing-testnet.ts',
  'test/crash-matrix/resending-testnet.ts',
] as const;
export const PROGRAMS: readonly string[] = [MAIN, ...TEST_PROGRAMS];

/** The operands of Node that start `steward`: as it was built for this run, else as a user starts it. */
export function stewardOperands(): readonly string[] {
  const folder = process.env[BUILT_PROGRAMS_NAME];
  return folder === undefined ? ['bin/steward.js'] : [builtFile(folder, MAIN)];
}

/** The operands of Node that start a program of the tests: as it was built for this run, else its source. */
export function programOperands(source: (typeof TEST_PROGRAMS)[number]): readonly string[] {
  const folder = process.env[BUILT_PROGRAMS_NAME];
  return folder === undefined ? ['--import', 'tsx', join(projectRoot, source)] : [builtFile(folder, source)];
}

function builtFile(folder: string, source: string): string {
  return join(folder, source.replace(/\.ts$/, '.js'));
}
