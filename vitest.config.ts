import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/canary-search.ts'],
    setupFiles: ['test/support/canary-environment.ts'],
    sequence: { shuffle: { files: true, tests: true } },
    // One process per core of the smallest machine in use; own processes, because tests hold locks and sockets.
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 20_000,
  },
});
