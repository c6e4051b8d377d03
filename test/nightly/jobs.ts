/** A job that is too long for every change. It passes when its command ends with 0. */
export interface NightlyJob {
  readonly name: string;
  readonly command: string;
  readonly operands: readonly string[];
}

/** Run one after the other, in this order. */
export const nightlyJobs: readonly NightlyJob[] = [
  {
    name: 'all tests, ten times the property runs',
    command: 'npx',
    operands: ['vitest', 'run', '--config', 'test/nightly/vitest.config.ts'],
  },
  {
    name: 'real processes that take long',
    command: 'npx',
    operands: ['vitest', 'run', '--config', 'test/nightly/vitest.processes.config.ts'],
  },
  {
    name: 'the steps of the Dockerfile, on its Node',
    command: 'npx',
    operands: ['-y', '-p', 'node@24', 'bash', 'scripts/prove-docker-steps.sh'],
  },
];
