import { describe, expect, it } from 'vitest';
import { deliberateInPair } from '../../src/agent/configurations/duplicate_pairs.ts';
import { deliberateInEnsemble } from '../../src/agent/configurations/ensemble.ts';
import { deliberateSpecialized } from '../../src/agent/configurations/specialized.ts';
import type { Configuration } from '../../src/agent/deliberation.ts';
import { compilePrompts } from '../../src/agent/prompts.ts';
import { type DurationMs, SECOND_MS } from '../../src/domain/time.ts';
import type { LlmProvider } from '../../src/ports/llm-provider.ts';
import { SimulatedClock } from '../../src/simulator/simulated-clock.ts';
import { callsOfRole, type RoleScript } from '../support/role-script.ts';
import { calls } from '../support/scripted-llm.ts';
import { START_AT, seatFor } from './assignment.ts';
import { SNAPSHOT } from './configurations/scripts.ts';
import { deliberationInput } from './deliberation-input.ts';
import { promptTexts } from './project-prompts.ts';

const PROMPTS = compilePrompts(promptTexts());
const DEADLINE_MS = 600 * SECOND_MS;
const SCRIPT: RoleScript = {
  entries: [
    { symbol: 'BTCUSDT', sizeStep: 1, stopPrice: 40_000, targetPrice: 46_000, reasoning: 'Up.', evidence: ['BTC.price'] },
  ],
  stance: 1,
  summary: 'One entry.',
};

/** A model whose answers each take so long on the clock. */
function slowModel(clock: SimulatedClock, seconds: number): LlmProvider {
  return {
    name: 'slow',
    async respond({ messages }) {
      const words = messages.flatMap((message) => (message.role === 'user' ? [message.text()] : []));
      const turn = messages.filter(({ role }) => role === 'assistant').length;
      await new Promise<void>((resolve) => {
        clock.at(clock.now() + seconds * SECOND_MS, resolve);
      });
      const reply = calls(...callsOfRole({ words, turn }, SCRIPT));
      return { ...reply, toolCalls: reply.toolCalls.map((call) => ({ ...call, id: `turn-${turn}-${call.id}` })) };
    },
  };
}

/** How long a session takes on the clock, when nothing but models takes time. */
async function durationOf(
  configuration: Configuration,
  seats: Readonly<Record<string, readonly [role: string, seconds: number]>>,
): Promise<DurationMs> {
  const clock = new SimulatedClock({ startAt: START_AT });
  const work = configuration(
    deliberationInput({
      snapshot: SNAPSHOT,
      prompts: PROMPTS,
      clock,
      deadlineAt: START_AT + DEADLINE_MS,
      seats: Object.entries(seats).map(([agent, [role, seconds]]) =>
        seatFor(slowModel(clock, seconds), { agent, rolePrompt: PROMPTS.roles.get(role) ?? '' }),
      ),
    }),
  );
  let runs: readonly string[] | null = null;
  const done = work.then((deliberation) => {
    runs = deliberation.runs.map(({ outcome }) => outcome);
    return clock.now();
  });
  while (runs === null) {
    await new Promise((resolve) => setImmediate(resolve));
    const next = clock.nextTimerAt;
    if (runs === null && next !== null) await clock.advanceTo(next);
  }
  const endedAt = await done;
  expect(runs).toEqual((runs as readonly string[]).map(() => 'finished'));
  return endedAt - START_AT;
}

describe('agents that do not know of each other', () => {
  it('of an ensemble take as long as the slowest voter', async () => {
    const seats = { first: ['trader', 3], second: ['trader', 20], third: ['trader', 8] } as const;
    expect(await durationOf(deliberateInEnsemble, seats)).toBe(2 * 20 * SECOND_MS);
  });

  it('of a pair take one answer longer than one of them, since the second waits until the cache holds what both are told', async () => {
    expect(await durationOf(deliberateInPair, { trader: ['trader', 7] })).toBe(3 * 7 * SECOND_MS);
  });

  it('of the mode specialized take as long as the slowest analyst, then the trader, then the officer', async () => {
    const seats = {
      technical: ['technical', 4],
      context: ['context', 15],
      memory: ['memory', 9],
      trader: ['decider', 10],
      riskOfficer: ['risk-officer', 2],
    } as const;
    expect(await durationOf(deliberateSpecialized, seats)).toBe((15 + 2 * 10 + 2) * SECOND_MS);
  });
});
