/** Tests of the bot as a process of its own, killed and started again, against servers on this machine. */
export const REAL_PROCESS_TESTS: readonly string[] = [
  'test/acceptance/kill.test.ts',
  'test/acceptance/paper.test.ts',
  'test/acceptance/paper-crash.test.ts',
  'test/crash-matrix/crash-matrix.test.ts',
];

/** Longer than every change can wait for: real processes, and long lives. */
export const LONG_PROCESS_TESTS: readonly string[] = [
  'test/acceptance/five-configurations.test.ts',
  'test/acceptance/stream-faults.test.ts',
  'test/acceptance/pilot-sixty-days.test.ts',
];
