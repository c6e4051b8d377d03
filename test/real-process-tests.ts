/** Tests of the bot as a process of its own, killed and started again, against servers on this machine. */
export const REAL_PROCESS_TESTS: readonly string[] = [
  'test/acceptance/kill.test.ts',
  'test/acceptance/paper.test.ts',
  'test/acceptance/paper-crash.test.ts',
];

/** The same, but longer than every change can wait for. */
export const LONG_PROCESS_TESTS: readonly string[] = ['test/acceptance/five-configurations.test.ts'];
