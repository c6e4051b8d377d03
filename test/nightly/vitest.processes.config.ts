import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import processes from '../../vitest.processes.config.ts';
import { LONG_PROCESS_TESTS } from '../real-process-tests.ts';

/** The real processes that take long: with the settings of the others. */
export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: { ...processes.test, include: [...LONG_PROCESS_TESTS], testTimeout: 120_000 },
});
