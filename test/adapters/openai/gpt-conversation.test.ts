import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { AgentRun } from '../../../src/agent/agent-run.ts';
import { runAgent } from '../../../src/agent/run-agent.ts';
import { assignment } from '../../agent/assignment.ts';
import type { ScriptedAnswer } from '../../support/servers/openai-server.ts';
import { proposal } from '../../tools/call-tool.ts';
import { gptRig, limits, MODEL, request, START_AT } from './gpt-rig.ts';

const SCRIPT: readonly ScriptedAnswer[] = [
  {
    kind: 'message',
    reasoning: 'The trend is up.',
    text: 'Looking.',
    calls: [
      { name: 'get_market_context', input: { symbols: null, level: 'basic', timeframe: null } },
      { name: 'propose_trade', input: proposal() },
      { name: 'get_portfolio', input: '{"half":' },
    ],
  },
  { kind: 'message', reasoning: '', calls: [{ name: 'get_portfolio', input: {} }] },
  { kind: 'message', calls: [{ name: 'finish_session', input: { summary: 'Bought BTC.' } }] },
];

async function converse(
  { provider, clock }: Awaited<ReturnType<typeof gptRig>>,
  system = 'You are the trader.',
): Promise<AgentRun> {
  const base = assignment(provider, { clock, deadlineAt: START_AT + 60_000 });
  return runAgent({ ...base, seat: { ...base.seat, model: MODEL }, system: () => system, task: () => 'Decide.' });
}

describe('a conversation with an OpenAI model', () => {
  it.each(['openai', 'openrouter', 'deepseek', 'ollama'] as const)(
    'goes over calls and their results to the end at %s',
    async (dialect) => {
      const rig = await gptRig(SCRIPT, { dialect });
      const run = await converse(rig);
      expect(rig.server.requests.map(({ rejection }) => rejection)).toEqual([null, null, null]);
      expect(run).toMatchObject({ outcome: 'finished', turns: 3, summary: 'Bought BTC.' });
      expect(run.toolCalls.map(({ name, ok }) => `${name} ${ok}`)).toEqual([
        `get_market_context ${dialect === 'openai'}`,
        'propose_trade true',
        'get_portfolio false',
        'get_portfolio true',
        'finish_session true',
      ]);
    },
  );

  it('echoes all items in order and unchanged, and only ever grows', async () => {
    const rig = await gptRig(SCRIPT);
    const run = await converse(rig);
    const inputs = rig.server.requests.map(({ json }) => z.looseObject({ input: z.array(z.unknown()) }).parse(json).input);
    const answer = run.messages.find(({ role }) => role === 'assistant');
    const raw = z.object({ raw: z.looseObject({ output: z.array(z.unknown()) }) }).parse(answer).raw;
    expect(JSON.stringify(inputs[1]?.slice(1, 1 + raw.output.length))).toBe(JSON.stringify(raw.output));
    expect(JSON.stringify(inputs[2]?.slice(0, inputs[1]?.length))).toBe(JSON.stringify(inputs[1]));
  });

  it('reads its own prompt from the cache, with numbers that do not overlap', async () => {
    const rig = await gptRig(SCRIPT);
    await converse(rig, 'A long text about the market and its rules. '.repeat(200));
    const { server, provider } = await gptRig([
      { kind: 'message', text: 'One.' },
      { kind: 'message', text: 'Two.' },
    ]);
    const long = request({ system: () => 'A long text about the market and its rules. '.repeat(200) });
    const first = await provider.respond(long, limits());
    const second = await provider.respond(long, limits());
    expect(server.requests[0]?.text).toBe(server.requests[1]?.text);
    expect(first).toMatchObject({ usage: { cacheReadTokens: 0, inputTokens: 0, cacheWriteTokens: expect.any(Number) } });
    expect(second.tag === 'answered' && second.usage.cacheReadTokens).toBeGreaterThan(1_024);
  });

  it('echoes fields that only the endpoint understands', async () => {
    const fields = {
      reasoning_details: [{ type: 'reasoning.encrypted', data: 'x' }],
      reasoning_content: 'So.',
      extra_content: { a: 1 },
    };
    const calls = [{ name: 'get_portfolio', input: {} }];
    const { server, provider } = await gptRig(
      [
        { kind: 'message', calls, fields },
        { kind: 'message', text: 'Done.' },
      ],
      { dialect: 'openrouter' },
    );
    const reply = await provider.respond(request(), limits());
    if (reply.tag === 'failed') throw new Error(reply.message);
    const results = reply.toolCalls.map(({ id, name }) => ({
      callId: id,
      toolName: name,
      ok: true,
      value: null,
      text: () => 'empty',
    }));
    const messages = [...request().messages, { role: 'assistant' as const, ...reply }, { role: 'tool' as const, results }];
    expect(await provider.respond(request({ messages }), limits())).toMatchObject({ stop: 'end' });
    expect(server.requests[1]?.json).toMatchObject({ messages: [{}, {}, { role: 'assistant', ...fields }, { role: 'tool' }] });
  });

  it('shows another model only text and calls', async () => {
    const { server, provider } = await gptRig([SCRIPT[1] ?? { kind: 'hang' }, { kind: 'message', text: 'Done.' }]);
    const reply = await provider.respond(request(), limits());
    if (reply.tag === 'failed') throw new Error(reply.message);
    const results = reply.toolCalls.map(({ id, name }) => ({
      callId: id,
      toolName: name,
      ok: true,
      value: null,
      text: () => 'empty',
    }));
    const messages = [...request().messages, { role: 'assistant' as const, ...reply }, { role: 'tool' as const, results }];
    await provider.respond(request({ messages, model: 'gpt-4.1' }), limits());
    expect(server.requests[1]).toMatchObject({ rejection: null, text: expect.not.stringContaining('encrypted') });
  });
});
