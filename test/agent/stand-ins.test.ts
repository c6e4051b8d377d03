import { describe, expect, it } from 'vitest';
import { runAgent } from '../../src/agent/run-agent.ts';
import type { LlmFailure, LlmProvider } from '../../src/ports/llm-provider.ts';
import { calls, FINISH, fails, scriptedLlm } from '../support/scripted-llm.ts';
import { proposal } from '../tools/call-tool.ts';
import { assignment, seatFor } from './assignment.ts';

const PROPOSE = { name: 'propose_trade', input: proposal() };

function run(provider: LlmProvider, ...standIns: readonly LlmProvider[]) {
  const fallbacks = standIns.map((standIn, index) => ({ provider: standIn, model: `spare-${index + 1}` }));
  return runAgent(assignment(provider, { seat: seatFor(provider, { fallbacks }) }));
}

describe('a seat with a stand-in', () => {
  it.each<LlmFailure>(['timeout', 'overloaded', 'rate-limited', 'unauthorised', 'model-unknown', 'network', 'circuit-open'])(
    'goes on with it when its provider fails with %s',
    async (code) => {
      const spare = scriptedLlm([calls(FINISH)]);
      const made = await run(scriptedLlm([calls(PROPOSE), fails(code)]), spare);
      expect(made).toMatchObject({
        outcome: 'finished',
        model: 'spare-1',
        signals: [{ signal: { symbol: 'BTCUSDT' } }],
        stoodInFor: { provider: 'scripted', model: 'model-1', why: `${code}: scripted ${code}` },
      });
      expect(spare.requests[0]).toMatchObject({
        model: 'spare-1',
        messages: [{ role: 'user' }, { role: 'assistant', raw: null }, { role: 'tool' }],
      });
    },
  );

  it.each<readonly [LlmFailure, string]>([
    ['budget', 'budget-exhausted'],
    ['cancelled', 'cancelled'],
    ['tape-miss', 'provider-failed'],
  ])('does not when it is %s', async (code, outcome) => {
    const spare = scriptedLlm([]);
    const made = await run(scriptedLlm([fails(code)]), spare);
    expect(made.outcome).toBe(outcome);
    expect(made).not.toHaveProperty('stoodInFor');
    expect(spare.requests).toEqual([]);
  });

  it('abstains when nobody is left', async () => {
    const made = await run(scriptedLlm([fails('network')]), scriptedLlm([fails('overloaded')]));
    expect(made).toMatchObject({ outcome: 'provider-failed', model: 'spare-1', stoodInFor: { model: 'model-1' } });
  });
});
