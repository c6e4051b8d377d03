import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { AgentRun } from '../../../src/agent/agent-run.ts';
import { runAgent } from '../../../src/agent/run-agent.ts';
import { assignment } from '../../agent/assignment.ts';
import { type GenerateRequest, generateRequest } from '../../support/servers/google-request.ts';
import { NO_SIGNATURE } from '../../support/servers/google-request-rules.ts';
import type { ScriptedAnswer } from '../../support/servers/google-scripted-answer.ts';
import type { GoogleServer } from '../../support/servers/google-server.ts';
import { proposal } from '../../tools/call-tool.ts';
import { API_KEY, calls, type GeminiRig, geminiRig, limits, MODEL, request, START_AT, says } from './gemini-rig.ts';

const LOOK_AND_PROPOSE: Extract<ScriptedAnswer, { readonly kind: 'content' }> = {
  kind: 'content',
  parts: [
    { text: 'The trend is up. I look at the book, then propose.', thought: true },
    { text: 'Looking.' },
    { functionCall: { name: 'get_portfolio' } },
    { functionCall: { name: 'propose_trade', args: proposal() } },
    { functionCall: { name: 'no_such_tool', args: { a: 1.5, b: [null, { c: 'd' }] } } },
  ],
};
const LOOK_AGAIN = calls('get_portfolio');
const FINISH = calls('finish_session', { summary: 'Bought BTC.' });
const LONG_TASK = `Decide. ${'The market moved in the hour. '.repeat(1_000)}`;

async function converse({ provider, clock }: GeminiRig, task = 'Decide.'): Promise<AgentRun> {
  const base = assignment(provider, { clock, deadlineAt: START_AT + 60_000 });
  return runAgent({ ...base, seat: { ...base.seat, model: MODEL }, system: () => 'You are the trader.', task: () => task });
}

function bodies({ requests }: GoogleServer): readonly GenerateRequest[] {
  return requests.map(({ json }) => generateRequest.parse(json));
}

function rejections({ requests }: GoogleServer): readonly (string | null)[] {
  return requests.map(({ rejection }) => rejection);
}

describe('a conversation with Gemini', () => {
  it('goes over thoughts, parallel calls and their results to the end', async () => {
    const rig = await geminiRig([LOOK_AND_PROPOSE, LOOK_AGAIN, FINISH]);
    const run = await converse(rig);
    expect(rejections(rig.server)).toEqual([null, null, null]);
    expect(run).toMatchObject({ outcome: 'finished', turns: 3, summary: 'Bought BTC.', provider: 'google', model: MODEL });
    expect(run.toolCalls.map(({ name, ok }) => `${name} ${ok}`)).toEqual([
      'get_portfolio true',
      'propose_trade true',
      'no_such_tool false',
      'get_portfolio true',
      'finish_session true',
    ]);
  });

  it('only ever grows: what was sent is sent again, byte for byte', async () => {
    const rig = await geminiRig([LOOK_AND_PROPOSE, LOOK_AGAIN, FINISH]);
    await converse(rig);
    const sent = rig.server.requests.map(({ json }) => z.looseObject({ contents: z.array(z.unknown()) }).parse(json));
    for (const [index, { contents, ...rest }] of sent.slice(0, -1).entries()) {
      const { contents: grown = [], ...restNext } = sent[index + 1] ?? {};
      expect(JSON.stringify(restNext)).toBe(JSON.stringify(rest));
      expect(JSON.stringify(grown.slice(0, contents.length))).toBe(JSON.stringify(contents));
      expect(grown).toHaveLength(contents.length + 2);
    }
  });

  it('echoes an answer as it came, thoughts and signature in their places', async () => {
    const rig = await geminiRig([LOOK_AND_PROPOSE, FINISH]);
    const run = await converse(rig);
    const answer = z
      .object({ raw: z.object({ content: z.unknown() }) })
      .parse(run.messages.find(({ role }) => role === 'assistant'));
    const echoed = bodies(rig.server)[1]?.contents[1];
    expect(JSON.stringify(rig.server.requests[1]?.json)).toContain(JSON.stringify(answer.raw.content));
    expect(echoed?.parts.map(({ thoughtSignature }) => thoughtSignature !== undefined)).toEqual([
      false,
      false,
      true,
      false,
      false,
    ]);
    expect(echoed?.parts[0]).toMatchObject({ thought: true });
  });

  it('answers all calls of a turn in one content, one part each, in order and under their ids', async () => {
    const rig = await geminiRig([LOOK_AND_PROPOSE, FINISH]);
    await converse(rig);
    expect(bodies(rig.server)[1]?.contents[2]?.parts).toEqual([
      { functionResponse: { id: 'call_1_2', name: 'get_portfolio', response: { output: expect.any(String) } } },
      { functionResponse: { id: 'call_1_3', name: 'propose_trade', response: { output: expect.any(String) } } },
      { functionResponse: { id: 'call_1_4', name: 'no_such_tool', response: { error: expect.any(String) } } },
    ]);
  });

  it('derives ids for calls that have none, and keeps them to itself', async () => {
    const rig = await geminiRig([{ ...LOOK_AND_PROPOSE, ids: 'none' }, { ...LOOK_AND_PROPOSE, ids: 'none' }, FINISH]);
    const run = await converse(rig);
    expect(rejections(rig.server)).toEqual([null, null, null]);
    const ids = run.messages.flatMap((message) => (message.role === 'assistant' ? message.toolCalls.map(({ id }) => id) : []));
    expect(ids.slice(0, 6)).toEqual(['1-0', '1-1', '1-2', '3-0', '3-1', '3-2'].map((place) => `gemini-call-${place}`));
    expect(rig.server.requests.map(({ text }) => text).join()).not.toContain('gemini-call-');
  });

  it('reads what it sent before from the cache, and counts it once', async () => {
    const rig = await geminiRig([LOOK_AND_PROPOSE, LOOK_AGAIN, FINISH]);
    const run = await converse(rig, LONG_TASK);
    const [first, ...later] = rig.server.usages;
    expect(first).not.toHaveProperty('cachedContentTokenCount');
    for (const { promptTokenCount = 0, cachedContentTokenCount = 0 } of later)
      expect(cachedContentTokenCount / promptTokenCount).toBeGreaterThan(0.8);
    const sum = (name: string): number => rig.server.usages.reduce((total, usage) => total + (usage[name] ?? 0), 0);
    expect(run.usage).toEqual({
      inputTokens: sum('promptTokenCount') - sum('cachedContentTokenCount'),
      cacheReadTokens: sum('cachedContentTokenCount'),
      outputTokens: sum('candidatesTokenCount'),
      cacheWriteTokens: 0,
    });
  });

  it('reminds a model that stops without finishing, behind its own unchanged answer', async () => {
    const rig = await geminiRig([{ kind: 'content', parts: [{ text: 'Hm.', thought: true }, { text: 'I hold.' }] }, FINISH]);
    expect(await converse(rig)).toMatchObject({ outcome: 'finished', turns: 2 });
    expect(rejections(rig.server)).toEqual([null, null]);
  });

  it.each([
    ['a truncated answer', { finishReason: 'MAX_TOKENS' }, 'truncated'],
    ['an answer that goes on elsewhere', { finishReason: 'CONTINUATION' }, 'truncated'],
    ['a refusal', { finishReason: 'SAFETY' }, 'refused'],
    ['a reason of the future', { finishReason: 'ENLIGHTENMENT' }, 'provider-failed'],
    ['calls that are as long as the limit', { outputTokens: 1000, thoughtTokens: 1000 }, 'truncated'],
  ])('runs no call of %s', async (_name, changes, outcome) => {
    const rig = await geminiRig([{ ...LOOK_AND_PROPOSE, ...changes }]);
    expect(await converse(rig)).toMatchObject({ outcome, toolCalls: [], signals: [] });
  });

  it('sends nothing to another model but text and calls, under the documented stand-in for a signature', async () => {
    const rig = await geminiRig([LOOK_AND_PROPOSE, LOOK_AGAIN, FINISH]);
    const { messages } = await converse(rig);
    rig.server.script([says('I hold.')]);
    const asked = request({ model: 'gemini-4-argon', messages });
    expect(await rig.provider.respond(asked, limits())).toMatchObject({ stop: 'end' });
    const [, first, , second] = bodies(rig.server).at(-1)?.contents ?? [];
    expect(first?.parts).toMatchObject([
      { text: 'Looking.' },
      { functionCall: { id: 'call_1_2' }, thoughtSignature: NO_SIGNATURE },
      { functionCall: { id: 'call_1_3' } },
      { functionCall: { id: 'call_1_4' } },
    ]);
    expect(first?.parts[2]).not.toHaveProperty('thoughtSignature');
    expect(second?.parts).toMatchObject([{ thoughtSignature: NO_SIGNATURE }]);
    expect(rig.server.requests.at(-1)?.text).not.toContain('"thought"');
  });

  it.each([
    ['text and a call of another vendor', 'I look.', 'toolu_1'],
    ['a call whose id looks like one that is derived here', '', 'gemini-call-1-0'],
  ])('takes over a conversation with %s', async (_name, text, id) => {
    const rig = await geminiRig([says('I hold.')]);
    const messages = [
      ...request().messages,
      { role: 'assistant', text, toolCalls: [{ id, name: 'get_portfolio', input: {} }], raw: { vendor: 'anthropic' } },
      { role: 'tool', results: [{ callId: id, toolName: 'get_portfolio', ok: true, value: null, text: () => 'cash 100' }] },
    ] as const;
    expect(await rig.provider.respond(request({ messages }), limits())).toMatchObject({ stop: 'end', text: 'I hold.' });
  });

  it('joins what the user says behind results, and behind an answer of which nothing is left, to one content', async () => {
    const rig = await geminiRig([says('I hold.')]);
    const messages = [
      ...request().messages,
      { role: 'assistant', text: '', toolCalls: [], raw: { vendor: 'google', model: MODEL, content: { role: 'model' } } },
      { role: 'user', text: () => 'Go on.' },
    ] as const;
    expect(await rig.provider.respond(request({ messages }), limits())).toMatchObject({ stop: 'end' });
    expect(bodies(rig.server)[0]?.contents).toEqual([{ role: 'user', parts: [{ text: 'Decide.' }, { text: 'Go on.' }] }]);
  });

  it('leaves the key in the header alone', async () => {
    const rig = await geminiRig([LOOK_AND_PROPOSE, FINISH]);
    const run = await converse(rig);
    expect(JSON.stringify(run)).not.toContain(API_KEY);
    for (const { text, headers } of rig.server.requests) {
      expect(text).not.toContain(API_KEY);
      expect(headers['x-goog-api-key']).toBe(API_KEY);
    }
  });
});
