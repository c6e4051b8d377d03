import { describe, expect, it } from 'vitest';
import { describeLlmProviderContract } from '../contract/llm-provider.contract.ts';
import { calls, FINISH, says, scriptedLlm } from '../support/scripted-llm.ts';

describeLlmProviderContract('the scripted provider', () =>
  scriptedLlm([calls(FINISH, { name: 'get_portfolio', input: {} }), calls(FINISH)]),
);

describe('the scripted provider', () => {
  const request = { model: 'any', system: () => '', messages: [], tools: [], outputTokensMax: 1 };
  const limits = { deadlineAt: 0, signal: new AbortController().signal };

  it('complains about replies that were never asked for', async () => {
    const llm = scriptedLlm([says('one'), says('two')]);
    await llm.respond(request, limits);
    expect(() => llm.assertAllUsed()).toThrow('1 of the scripted replies');
    await llm.respond(request, limits);
    expect(() => llm.assertAllUsed()).not.toThrow();
  });

  it('rejects when it is asked for more than the script holds', async () => {
    await expect(scriptedLlm([]).respond(request, limits)).rejects.toThrow('no reply for turn 1');
  });
});
