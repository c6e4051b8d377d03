import { describe, expect, it } from 'vitest';
import { toAnthropicRequest } from '../../../src/adapters/anthropic/to-anthropic-request.ts';
import type { LlmMessage } from '../../../src/ports/llm-provider.ts';
import { MODEL, request } from './claude-rig.ts';

const CACHED = { type: 'ephemeral' };
const TASK: LlmMessage = { role: 'user', text: () => 'Decide.' };
const CALLS: LlmMessage = {
  role: 'assistant',
  text: 'Looking.',
  toolCalls: [{ id: 'toolu_1', name: 'get_portfolio', input: {} }],
  raw: { vendor: 'anthropic', model: MODEL, content: [{ type: 'thinking', thinking: '', signature: 'c2ln' }] },
};
const RESULTS: LlmMessage = {
  role: 'tool',
  results: [{ callId: 'toolu_1', toolName: 'get_portfolio', ok: true, value: null, text: () => 'cash 100' }],
};

function body(messages: readonly LlmMessage[], model = MODEL) {
  return toAnthropicRequest(request({ messages, model }));
}

describe('a request to the Messages API', () => {
  it('has none of the fields that current models refuse', () => {
    const made = body([TASK]);
    for (const field of ['temperature', 'top_p', 'top_k', 'thinking', 'stop_sequences']) expect(made).not.toHaveProperty(field);
    expect(made.tool_choice).toEqual({ type: 'auto' });
  });

  it('names no choice of tools when there are none', () => {
    const made = toAnthropicRequest(request({ tools: [] }));
    expect(made).not.toHaveProperty('tools');
    expect(made).not.toHaveProperty('tool_choice');
  });

  it('breaks its cache after tools and system, after the first message, and after the last block of later turns', () => {
    const first = body([TASK]);
    expect(first.system).toEqual([{ type: 'text', text: 'You are the trader.', cache_control: CACHED }]);
    expect(first.messages[0]?.content).toEqual([{ type: 'text', text: 'Decide.', cache_control: CACHED }]);
    expect(first).not.toHaveProperty('cache_control');
    const later = body([TASK, CALLS, RESULTS, { role: 'user', text: () => 'Finish.' }]);
    expect(later.cache_control).toEqual(CACHED);
    expect(JSON.stringify(later).split('"cache_control"')).toHaveLength(4);
  });

  it('has the same bytes of system and tools each time', () => {
    const [first, later] = [body([TASK]), body([TASK, CALLS, RESULTS])];
    expect(JSON.stringify(later.system)).toBe(JSON.stringify(first.system));
    expect(JSON.stringify(later.tools)).toBe(JSON.stringify(first.tools));
  });

  it('gives the payload of the same model back as the object that it was', () => {
    expect(body([TASK, CALLS, RESULTS]).messages[1]?.content).toBe((CALLS.raw as { readonly content: unknown }).content);
  });

  it.each([
    ['another model', CALLS],
    ['another vendor', { ...CALLS, raw: { output: [] } }],
    ['a plain strategy', { ...CALLS, raw: null }],
  ])('gives text and calls of %s', (_name, message) => {
    expect(body([TASK, message, RESULTS], 'claude-opus-5-5').messages[1]?.content).toEqual([
      { type: 'text', text: 'Looking.' },
      { type: 'tool_use', id: 'toolu_1', name: 'get_portfolio', input: {} },
    ]);
  });

  it('leaves out an answer of which nothing is left', () => {
    const silent: LlmMessage = { role: 'assistant', text: ' ', toolCalls: [], raw: null };
    expect(body([TASK, silent, TASK]).messages.map(({ role }) => role)).toEqual(['user', 'user']);
  });

  it.each([
    ['none', 'low'],
    ['low', 'low'],
    ['medium', 'medium'],
    ['high', 'high'],
    ['max', 'max'],
  ] as const)('asks for the effort %s as %s', (effort, asked) => {
    expect(toAnthropicRequest({ ...request(), effort }).output_config).toEqual({ effort: asked });
  });

  it.each(['default', undefined] as const)('leaves the effort %s to the model', (effort) => {
    expect(toAnthropicRequest({ ...request(), ...(effort === undefined ? {} : { effort }) })).not.toHaveProperty('output_config');
  });
});
