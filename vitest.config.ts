import { defineConfig } from 'vitest/config';
import { LONG_PROCESS_TESTS, REAL_PROCESS_TESTS } from './test/real-process-tests.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Real processes that are killed and started again have a part, and a command, of their own: vitest.processes.config.ts.
    exclude: [...REAL_PROCESS_TESTS, ...LONG_PROCESS_TESTS],
    globalSetup: ['test/support/canary-search.ts', 'test/support/build-programs.ts'],
    setupFiles: ['test/support/canary-environment.ts'],
    sequence: { shuffle: { files: true, tests: true } },
    // One process per core of the smallest machine in use; own processes, because tests hold locks and sockets.
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 20_000,
  },
});
