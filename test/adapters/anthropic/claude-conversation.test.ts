import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { AgentRun } from '../../../src/agent/agent-run.ts';
import { runAgent } from '../../../src/agent/run-agent.ts';
import { assignment } from '../../agent/assignment.ts';
import { blocksOf, messagesRequest } from '../../support/servers/anthropic-request.ts';
import type { AnthropicServer, ScriptedAnswer } from '../../support/servers/anthropic-server.ts';
import { proposal } from '../../tools/call-tool.ts';
import { API_KEY, type ClaudeRig, claudeRig, limits, MODEL, request, START_AT, says } from './claude-rig.ts';
import { realWords } from './real-session.ts';

const LOOK_AND_PROPOSE: ScriptedAnswer = {
  kind: 'message',
  content: [
    { type: 'thinking', thinking: 'The trend is up. I look at the book, then propose.' },
    { type: 'text', text: 'Looking.' },
    { type: 'tool_use', name: 'get_portfolio', input: {} },
    { type: 'tool_use', name: 'propose_trade', input: proposal() },
    { type: 'tool_use', name: 'no_such_tool', input: { a: 1.5, b: [null, { c: 'd' }] } },
  ],
};
const THINK_AGAIN: ScriptedAnswer = {
  kind: 'message',
  content: [
    { type: 'thinking', thinking: '' },
    { type: 'tool_use', name: 'get_portfolio', input: {} },
  ],
};
const FINISH: ScriptedAnswer = {
  kind: 'message',
  content: [{ type: 'tool_use', name: 'finish_session', input: { summary: 'Bought BTC.' } }],
};

async function converse({ provider, clock }: ClaudeRig, words?: Awaited<ReturnType<typeof realWords>>): Promise<AgentRun> {
  const base = assignment(provider, { clock, deadlineAt: START_AT + 60_000 });
  const { system, task } = words ?? { system: 'You are the trader.', task: 'Decide.' };
  return runAgent({ ...base, seat: { ...base.seat, model: MODEL }, system: () => system, task: () => task });
}

function bodies({ requests }: AnthropicServer) {
  return requests.map(({ json }) => messagesRequest.parse(json));
}

describe('a conversation with Claude', () => {
  it('goes over thinking, parallel calls and their results to the end', async () => {
    const rig = await claudeRig([LOOK_AND_PROPOSE, THINK_AGAIN, FINISH]);
    const run = await converse(rig);
    expect(run).toMatchObject({ outcome: 'finished', turns: 3, summary: 'Bought BTC.', provider: 'anthropic', model: MODEL });
    expect(run.toolCalls.map(({ name, ok }) => `${name} ${ok}`)).toEqual([
      'get_portfolio true',
      'propose_trade true',
      'no_such_tool false',
      'get_portfolio true',
      'finish_session true',
    ]);
    expect(rig.server.requests.map(({ rejection }) => rejection)).toEqual([null, null, null]);
  });

  it('only ever grows: what was sent is sent again, byte for byte', async () => {
    const { server, ...rig } = await claudeRig([LOOK_AND_PROPOSE, THINK_AGAIN, FINISH]);
    await converse({ server, ...rig });
    const sent = server.requests.map(({ json }) => z.looseObject({ messages: z.array(z.unknown()) }).parse(json));
    for (const [index, { messages, cache_control: _automatic, ...rest }] of sent.entries()) {
      const next = sent[index + 1];
      if (next === undefined) break;
      const { messages: grown, cache_control: _later, ...restNext } = next;
      expect(JSON.stringify(restNext)).toBe(JSON.stringify(rest));
      expect(JSON.stringify(grown.slice(0, messages.length))).toBe(JSON.stringify(messages));
      expect(grown).toHaveLength(messages.length + 2);
    }
  });

  it('echoes an answer as it came, thinking and its signature included', async () => {
    const { server, ...rig } = await claudeRig([LOOK_AND_PROPOSE, FINISH]);
    const run = await converse({ server, ...rig });
    const answer = run.messages.find(({ role }) => role === 'assistant');
    const echoed = bodies(server)[1]?.messages[1];
    expect(JSON.stringify(echoed?.content)).toBe(
      JSON.stringify(z.object({ raw: z.looseObject({}) }).parse(answer).raw['content']),
    );
    expect(JSON.stringify(echoed)).toContain('"caller":{"type":"direct"}');
  });

  it('answers all calls of a turn in one message that holds results alone, in their order', async () => {
    const { server, ...rig } = await claudeRig([LOOK_AND_PROPOSE, FINISH]);
    await converse({ server, ...rig });
    const [, , results] = bodies(server)[1]?.messages ?? [];
    if (results === undefined) throw new Error('there are no results');
    expect(blocksOf(results)).toMatchObject([
      { type: 'tool_result', tool_use_id: 'toolu_1_2', is_error: false },
      { type: 'tool_result', tool_use_id: 'toolu_1_3', is_error: false },
      { type: 'tool_result', tool_use_id: 'toolu_1_4', is_error: true },
    ]);
  });

  it('reads more than 80 % of the second turn from the cache, by the reckoning of the server', async () => {
    const { server, ...rig } = await claudeRig([LOOK_AND_PROPOSE, THINK_AGAIN, FINISH]);
    const run = await converse({ server, ...rig }, await realWords());
    const [first, ...later] = server.usages;
    expect(first).toMatchObject({ cache_read_input_tokens: 0, input_tokens: 0 });
    for (const { input_tokens: fresh = 0, cache_read_input_tokens: read = 0, cache_creation_input_tokens: written = 0 } of later)
      expect(read / (fresh + read + written)).toBeGreaterThan(0.8);
    expect(run.usage.cacheReadTokens).toBe(
      server.usages.reduce((sum, usage) => sum + (usage['cache_read_input_tokens'] ?? 0), 0),
    );
  });

  it('reads tools and system of an earlier session from the cache while it lives', async () => {
    const rig = await claudeRig(() => FINISH);
    const { system, task } = await realWords();
    await converse(rig, { system, task });
    await converse(rig, { system, task: `${task} Another hour.` });
    rig.server.advance(300_001);
    await converse(rig, { system, task });
    const [, warm, cold] = rig.server.usages;
    expect(warm?.['cache_read_input_tokens']).toBeGreaterThan(1000);
    expect(cold?.['cache_read_input_tokens']).toBe(0);
  });

  it('reminds a model that stops without finishing, behind its own unchanged answer', async () => {
    const rig = await claudeRig([
      {
        kind: 'message',
        content: [
          { type: 'thinking', thinking: 'Hm.' },
          { type: 'text', text: 'I hold.' },
        ],
      },
      FINISH,
    ]);
    expect(await converse(rig)).toMatchObject({ outcome: 'finished', turns: 2 });
  });

  it.each([
    ['a truncated answer', { stopReason: 'max_tokens' }, 'truncated'],
    ['an answer that fills its context', { stopReason: 'model_context_window_exceeded' }, 'truncated'],
    ['a refusal', { stopReason: 'refusal' }, 'refused'],
    ['a paused turn', { stopReason: 'pause_turn' }, 'provider-failed'],
    ['a stop sequence that nobody set', { stopReason: 'stop_sequence' }, 'provider-failed'],
    ['a stop reason of the future', { stopReason: 'enlightenment' }, 'provider-failed'],
    ['calls that are as long as the limit', { outputTokens: 2000 }, 'truncated'],
  ])('runs no call of %s', async (_name, changes, outcome) => {
    const rig = await claudeRig([{ ...LOOK_AND_PROPOSE, ...changes } as ScriptedAnswer]);
    expect(await converse(rig)).toMatchObject({ outcome, toolCalls: [], signals: [] });
  });

  it('sends nothing to another model but text and calls', async () => {
    const { server, provider, clock } = await claudeRig([LOOK_AND_PROPOSE, FINISH]);
    const { messages } = await converse({ server, provider, clock });
    server.script([says('I hold.')]);
    expect(await provider.respond(request({ model: 'claude-opus-5-5', messages }), limits())).toMatchObject({ stop: 'end' });
    const body = JSON.stringify(server.requests.at(-1)?.json);
    expect(body).not.toContain('thinking');
    expect(body).toContain('"tool_use"');
  });

  it('leaves the key in the header alone', async () => {
    const { server, ...rig } = await claudeRig([LOOK_AND_PROPOSE, FINISH]);
    const run = await converse({ server, ...rig });
    expect(JSON.stringify(run)).not.toContain(API_KEY);
    for (const { text, headers } of server.requests) {
      expect(text).not.toContain(API_KEY);
      expect(headers.authorization).toBe(`Bearer ${API_KEY}`);
    }
  });

  it('asks for as much thought as the request wants, and leaves it to the model by default', async () => {
    const chosen = await claudeRig([says('I hold.')]);
    await chosen.provider.respond({ ...request(), effort: 'low' }, limits());
    const usual = await claudeRig([says('I hold.')]);
    await usual.provider.respond(request(), limits());
    expect(chosen.server.requests[0]?.json).toHaveProperty('output_config', { effort: 'low' });
    expect(usual.server.requests[0]?.json).not.toHaveProperty('output_config');
  });
});
