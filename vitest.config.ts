import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Whole processes against local servers: run by name, `npx vitest run test/acceptance/paper`, until their time on a busy machine is known.
    exclude: process.argv.some((argument) => argument.includes('test/acceptance/paper')) ? [] : ['test/acceptance/paper*.test.ts'],
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
