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
    name: 'the whole crash matrix: a real process killed at each place, with each outcome of the call under way',
    command: 'npm',
    operands: ['run', '-s', 'crash-matrix'],
  },
  {
    name: 'the steps of the Dockerfile, on its Node',
    command: 'npx',
    operands: ['-y', '-p', 'node@24', 'bash', 'scripts/prove-docker-steps.sh'],
  },
  {
    name: 'the whole bot in simulated worlds, every fault and every invariant',
    command: 'npm',
    operands: ['run', '-s', 'simulate', '--', '--seeds', '12', '--hours', '72'],
  },
];
