import { describe, expect, it } from 'vitest';
import { tryModel } from '../../src/agent/try-model.ts';
import { usdAmount, ZERO_USD } from '../../src/domain/decimal.ts';
import { SECOND_MS } from '../../src/domain/time.ts';
import type { LlmCallLimits, LlmProvider, LlmReply } from '../../src/ports/llm-provider.ts';
import { SimulatedClock } from '../../src/simulator/simulated-clock.ts';
import { answers, fails, says, scriptedLlm } from '../support/scripted-llm.ts';
import { MODELS } from './priced-models.ts';

const START_AT = Date.UTC(2026, 10, 25, 13);
const USAGE = { inputTokens: 30, outputTokens: 20, cacheReadTokens: 0, cacheWriteTokens: 0 };

function trial(reply: LlmReply, model = 'priced') {
  const clock = new SimulatedClock({ startAt: START_AT });
  const llm = scriptedLlm(async () => {
    await clock.advanceTo(START_AT + 1_200);
    return reply;
  });
  const limits: LlmCallLimits[] = [];
  const provider: LlmProvider = {
    name: 'scripted',
    respond: (request, given) => {
      limits.push(given);
      return llm.respond(request, given);
    },
  };
  const { signal } = new AbortController();
  const result = tryModel({ provider: 'scripted', model, effort: 'high' }, { provider, models: MODELS, clock, signal });
  return { result, limits, requests: llm.requests };
}

describe('a model that is tried', () => {
  it('is asked one small thing without tools, at the effort that is wanted, outside of any session', async () => {
    const { result, limits, requests } = trial(says('ready'));
    await result;
    expect(requests).toMatchObject([{ model: 'priced', effort: 'high', tools: [] }]);
    expect(requests[0]?.outputTokensMax).toBeLessThanOrEqual(1_000);
    expect(limits).toMatchObject([{ deadlineAt: START_AT + 30 * SECOND_MS }]);
    expect(limits[0]).not.toHaveProperty('sessionId');
  });

  it('has answered with its time and its price', async () => {
    const cost = usdAmount('0.00026');
    expect(await trial(answers('end', { text: 'ready', usage: USAGE })).result).toEqual({
      tag: 'answered',
      durationMs: 1_200,
      costUsd: cost,
    });
  });

  it('has answered though it was cut off: it is there', async () => {
    expect(await trial(answers('truncated', { usage: USAGE })).result).toMatchObject({ tag: 'answered' });
  });

  it('costs an unknown sum when nobody knows its price, and nothing when it used nothing', async () => {
    expect(await trial(answers('end', { usage: USAGE }), 'no-such').result).toMatchObject({ tag: 'answered', costUsd: null });
    const nothing = { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 };
    expect(await trial(answers('end', { usage: nothing }), 'no-such').result).toMatchObject({ costUsd: ZERO_USD });
  });

  it.each(['model-unknown', 'unauthorised', 'budget', 'circuit-open', 'timeout'] as const)('has failed with %s', async (code) => {
    expect(await trial(fails(code, 'why it failed')).result).toEqual({ tag: 'failed', code, message: 'why it failed' });
  });

  it.each(['refused', 'empty'] as const)('has failed when its answer is %s', async (stop) => {
    expect(await trial(answers(stop)).result).toMatchObject({ tag: 'failed', code: stop });
  });
});
