import { expect } from 'vitest';
import { runSteward } from './run-steward.ts';

/** A recorded session is run again from its tape, by a process of its own and in no time. */
export async function expectSameAgain(sessionId: string, dataDir: string): Promise<void> {
  const ended = await runSteward(['replay-session', sessionId, '--data-dir', dataDir]);
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  expect(ended.stdout).toMatch(/: (\d+) of \1 entries identical, cost 0 USD\n/);
}
