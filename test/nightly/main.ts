import { spawnSync } from 'node:child_process';
import { projectRoot } from '../support/project-root.ts';
import { nightlyJobs } from './jobs.ts';

const rows = nightlyJobs.map(({ name, command, operands }) => {
  console.log(`\n== ${name}`);
  const startedMs = performance.now();
  const { status } = spawnSync(command, operands, { cwd: projectRoot, stdio: 'inherit' });
  return { name, passed: status === 0, seconds: Math.round((performance.now() - startedMs) / 1000) };
});

console.log('\n| job | seconds | outcome |\n|---|---|---|');
for (const { name, passed, seconds } of rows) console.log(`| ${name} | ${seconds} | ${passed ? 'passed' : 'FAILED'} |`);
process.exitCode = rows.every((row) => row.passed) ? 0 : 1;
