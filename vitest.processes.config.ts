import { defineConfig } from 'vitest/config';
import { REAL_PROCESS_TESTS } from './test/real-process-tests.ts';
import usual from './vitest.config.ts';

/** The tests that start and kill real processes: the same settings as all others, and time for the processes to start. */
export default defineConfig({
  test: {
    ...usual.test,
    include: [...REAL_PROCESS_TESTS],
    exclude: [],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
