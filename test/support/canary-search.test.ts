import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { artefactFolder } from './artefact-folder.ts';
import { canarySecrets } from './canary.ts';
import { childEnvironment } from './child-environment.ts';
import { projectRoot } from './project-root.ts';

/** Runs one test in a project of its own that has this project's set-up and teardown. */
function runTestThat(statement: string): { readonly exitCode: number | null; readonly errors: string } {
  const root = artefactFolder('canary-run');
  try {
    mkdirSync(join(root, 'tmp'));
    symlinkSync(join(projectRoot, 'node_modules'), join(root, 'node_modules'));
    const search = join(projectRoot, 'test/support/canary-search.ts');
    const environment = join(projectRoot, 'test/support/canary-environment.ts');
    writeFileSync(
      join(root, 'vitest.config.mjs'),
      `export default { test: { globalSetup: [${JSON.stringify(search)}], setupFiles: [${JSON.stringify(environment)}] } };`,
    );
    writeFileSync(
      join(root, 'planted.test.mjs'),
      `import { writeFileSync } from 'node:fs'; import { tmpdir } from 'node:os'; import { it } from 'vitest';
       it('passes', () => { ${statement} });`,
    );
    const run = spawnSync(process.execPath, [join(projectRoot, 'node_modules/vitest/vitest.mjs'), 'run'], {
      cwd: root,
      env: childEnvironment({ TMPDIR: join(root, 'tmp') }),
      encoding: 'utf8',
    });
    return { exitCode: run.status, errors: run.stderr };
  } finally {
    // The outer run's search must not find what this test planted.
    rmSync(root, { recursive: true });
  }
}

describe('the search for canaries', { timeout: 60_000 }, () => {
  it('fails a run whose tests pass but wrote a secret, and names the file', () => {
    const { exitCode, errors } = runTestThat(`writeFileSync(tmpdir() + '/journal.jsonl', process.env.TELEGRAM_BOT_TOKEN);`);
    expect(errors).toMatch(/A canary secret was written into 1 file\(s\)[\s\S]+journal\.jsonl/);
    expect(errors).not.toContain(canarySecrets['TELEGRAM_BOT_TOKEN']);
    expect(exitCode).toBe(1);
  });

  it('lets a run pass that wrote none', () => {
    expect(runTestThat(`writeFileSync(tmpdir() + '/journal.jsonl', 'facts');`).exitCode).toBe(0);
  });
});
