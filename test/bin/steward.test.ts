import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { childEnvironment } from '../support/child-environment.ts';
import { plantProject } from '../support/planted-project.ts';

const MAIN = `import { word } from './word.ts';\nconst code: number = Number(process.argv[2]);\nconsole.log(word);\nprocess.exitCode = code;\n`;
const SOURCES = { 'src/main.ts': MAIN, 'src/word.ts': `export const word: string = 'source';\n` };
const BUILT = { 'dist/src/main.js': `console.log('built');\nprocess.exitCode = Number(process.argv[2]);\n` };

function runSteward(
  files: Readonly<Record<string, string>>,
  argument: string,
): { readonly exitCode: number | null; readonly output: string } {
  const root = plantProject(files, ['bin', 'tsconfig.json']);
  const run = spawnSync(process.execPath, [join(root, 'bin/steward.js'), argument], {
    cwd: '/',
    env: childEnvironment(),
    encoding: 'utf8',
  });
  return { exitCode: run.status, output: run.stdout.trim() };
}

describe('the launcher', () => {
  it('runs the sources where nothing is built, from any working directory', () => {
    expect(runSteward(SOURCES, '0')).toEqual({ exitCode: 0, output: 'source' });
  });

  it('runs the built output where it is there', () => {
    expect(runSteward({ ...SOURCES, ...BUILT }, '0')).toEqual({ exitCode: 0, output: 'built' });
  });

  it.each(['1', '2'])('ends with the exit code %s of the program in both forms', (code) => {
    expect(runSteward(SOURCES, code).exitCode).toBe(Number(code));
    expect(runSteward({ ...SOURCES, ...BUILT }, code).exitCode).toBe(Number(code));
  });

  it('ends with 1 when the program throws', () => {
    expect(runSteward({ 'src/main.ts': `throw new Error('broken');\n` }, '0').exitCode).toBe(1);
  });
});
