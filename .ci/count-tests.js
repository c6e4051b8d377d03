/**
 * Reads vitest's JSON results.
 *   --any-failed FILE          exit code 0 when the file is there and holds a failed test, else 1
 *   --failed-parts N FILE...   prints the skipped and the failed tests by name, then `N passed, N failed`; exit code 1 unless nothing failed
 */
import { existsSync, readFileSync } from 'node:fs';

const [command, ...operands] = process.argv.slice(2);

if (command === '--any-failed') {
  process.exitCode = countOf(testsIn(operands), 'failed') > 0 ? 0 : 1;
} else {
  const tests = testsIn(operands.slice(1));
  for (const name of new Set(tests.filter((test) => !['passed', 'failed'].includes(test.status)).map((test) => test.fullName))) {
    console.log(`skipped: ${name}`);
  }
  for (const test of tests.filter(({ status }) => status === 'failed')) console.log(`failed: ${test.fullName}`);
  const passed = countOf(tests, 'passed');
  const failed = countOf(tests, 'failed') + Number(operands[0]);
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
}

function testsIn(files) {
  return files
    .filter((file) => existsSync(file))
    .flatMap((file) => JSON.parse(readFileSync(file, 'utf8')).testResults)
    .flatMap((file) => file.assertionResults);
}

function countOf(tests, status) {
  return tests.filter((test) => test.status === status).length;
}
