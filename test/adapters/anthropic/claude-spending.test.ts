import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Budget } from '../../../src/agent/budget.ts';
import { BudgetedProvider } from '../../../src/agent/budgeted-provider.ts';
import { RetryingProvider } from '../../../src/agent/retrying-provider.ts';
import { runAgent } from '../../../src/agent/run-agent.ts';
import { parseModels } from '../../../src/configuration/parse-models.ts';
import { sessionIdOf } from '../../../src/domain/journal-entry.ts';
import { dayStart } from '../../../src/domain/time.ts';
import { modelCalledFact } from '../../../src/session/model-called-fact.ts';
import { SpendRegister } from '../../../src/session/spend-register.ts';
import { assignment } from '../../agent/assignment.ts';
import { createMemoryJournal } from '../../support/memory-journal.ts';
import type { ScriptedAnswer } from '../../support/servers/anthropic-server.ts';
import { API_KEY, claudeRig, MODEL, START_AT } from './claude-rig.ts';

const TEXT = readFileSync(new URL('../../../config/models.yaml', import.meta.url), 'utf8');
const SESSION = sessionIdOf(START_AT);
const OVERLOADED: ScriptedAnswer = { kind: 'error', status: 529, type: 'overloaded_error', message: `Bearer ${API_KEY}` };
const LOOK: ScriptedAnswer = {
  kind: 'message',
  outputTokens: 300,
  content: [
    { type: 'thinking', thinking: 'I look first.' },
    { type: 'tool_use', name: 'get_portfolio', input: {} },
  ],
};
const FINISH: ScriptedAnswer = {
  kind: 'message',
  outputTokens: 40,
  content: [{ type: 'tool_use', name: 'finish_session', input: { summary: 'Hold.' } }],
};

/** Everything between a conversation and the wire, joined as a process joins it. */
async function spendingRig(script: readonly ScriptedAnswer[], sessionUsdMax: number) {
  const { provider: inner, server, clock } = await claudeRig(script);
  const catalogue = parseModels({ name: 'models.yaml', text: TEXT });
  if (catalogue.tag === 'invalid') throw new Error(JSON.stringify(catalogue.problems));
  const journal = createMemoryJournal();
  const ledger = new SpendRegister();
  const limits = {
    callUsdMax: 10,
    sessionUsdMax,
    dayUsdMax: 10,
    sessionTokensMax: 1e6,
    dayTokensMax: 1e7,
    sessionCallsMax: 100,
    dayCallsMax: 100,
  };
  const budgeted = new BudgetedProvider({
    inner,
    clock,
    models: catalogue.models,
    budget: new Budget({ limits, ledger }),
    record: async (spend) => {
      const fact = modelCalledFact(spend);
      const { entries, durable } = journal.append([{ at: clock.now(), bookId: 'main', sessionId: spend.sessionId, fact }]);
      for (const entry of entries) ledger.apply(entry);
      await durable;
    },
  });
  const base = assignment(new RetryingProvider({ inner: budgeted, clock }), { clock, deadlineAt: START_AT + 60_000 });
  const seat = { ...base.seat, model: MODEL };
  return { server, clock, journal, ledger, run: () => runAgent({ ...base, sessionId: SESSION, seat }) };
}

describe('a session with Claude', () => {
  it('survives an overload, and its calls cost what the server counted at the prices of the day', async () => {
    const { server, clock, journal, ledger, run } = await spendingRig([OVERLOADED, LOOK, FINISH], 1);
    const running = run();
    await expect.poll(() => clock.nextTimerAt).toBe(START_AT + 2_000);
    await clock.advanceTo(START_AT + 2_000);
    expect(await running).toMatchObject({ outcome: 'finished', turns: 2 });
    const cost = server.usages
      .map(
        (usage) =>
          2 * (usage['input_tokens'] ?? 0) +
          0.1 * (usage['cache_read_input_tokens'] ?? 0) +
          2.5 * (usage['cache_creation_input_tokens'] ?? 0),
      )
      .reduce((sum, input) => sum + input, 10 * 340);
    const spent = ledger.spentInSession(SESSION);
    expect(spent.costUsd.toNumber()).toBeCloseTo(cost / 1_000_000, 10);
    expect(ledger.spentOnDay(dayStart(START_AT))).toEqual(spent);
    expect(journal.entries.map(({ fact }) => 'stop' in fact && fact.stop)).toEqual(['overloaded', 'tool-calls', 'tool-calls']);
    expect(JSON.stringify(journal.entries)).not.toContain(API_KEY);
  });

  it('ends before the call that could cost more than it may', async () => {
    const { server, run } = await spendingRig([LOOK, FINISH], 0.04);
    expect(await run()).toMatchObject({
      outcome: 'budget-exhausted',
      turns: 1,
      summary: expect.stringContaining('of 0.04 USD'),
    });
    expect(server.requests).toHaveLength(1);
  });
});
