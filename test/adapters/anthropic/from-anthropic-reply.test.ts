import { describe, expect, it } from 'vitest';
import { fromAnthropicReply } from '../../../src/adapters/anthropic/from-anthropic-reply.ts';

const USAGE = {
  input_tokens: 10,
  output_tokens: 20,
  cache_read_input_tokens: 300,
  cache_creation_input_tokens: 40,
  service_tier: 'standard',
};
const CALL = { type: 'tool_use', id: 'toolu_1', name: 'get_portfolio', input: {} };
const THOUGHT = { type: 'thinking', thinking: 'Hm.', signature: 'c2ln' };
const TEXT = { type: 'text', text: 'I hold.', citations: null };
const SPENT = { inputTokens: 10, outputTokens: 20, cacheReadTokens: 300, cacheWriteTokens: 40 };

function message(content: readonly unknown[], stopReason: unknown, changes: object = {}): unknown {
  return { type: 'message', role: 'assistant', content, stop_reason: stopReason, usage: USAGE, ...changes };
}

function read(answer: unknown) {
  return fromAnthropicReply(answer, { model: 'claude-sonnet-5-5', outputTokensMax: 1000 });
}

describe('an answer of the Messages API', () => {
  it.each([
    ['calls', [THOUGHT, TEXT, CALL], 'tool_use', { stop: 'tool-calls', text: 'I hold.' }],
    ['text', [THOUGHT, TEXT], 'end_turn', { stop: 'end', text: 'I hold.' }],
    ['nothing', [], 'end_turn', { stop: 'empty', text: '' }],
    ['thinking alone', [THOUGHT], 'end_turn', { stop: 'empty' }],
    ['blank text', [{ type: 'text', text: ' \n' }], 'end_turn', { stop: 'empty' }],
    ['a cut off call', [CALL], 'max_tokens', { stop: 'truncated' }],
    ['a full context', [TEXT], 'model_context_window_exceeded', { stop: 'truncated' }],
    ['a refusal', [TEXT], 'refusal', { stop: 'refused', text: 'I hold.' }],
    ['a silent refusal', [], 'refusal', { stop: 'refused', text: 'refused, category not named' }],
    ['hidden thinking', [{ type: 'redacted_thinking', data: 'x' }, TEXT], 'end_turn', { stop: 'end' }],
  ])('with %s', (_name, content, stopReason, reply) => {
    expect(read(message(content, stopReason))).toMatchObject({ tag: 'answered', usage: SPENT, ...reply });
  });

  it('names the category of a refusal', () => {
    const refusal = message([], 'refusal', { stop_details: { type: 'refusal', category: 'cyber' } });
    expect(read(refusal)).toMatchObject({ text: 'refused, category cyber' });
  });

  it.each([
    ['stops for calls without one', [TEXT], 'tool_use'],
    ['ends its turn with a call', [CALL], 'end_turn'],
    ['pauses', [TEXT], 'pause_turn'],
    ['met a stop sequence', [TEXT], 'stop_sequence'],
    ['stops for a reason of the future', [TEXT], 'something_new'],
    ['has no stop reason', [TEXT], null],
    ['has two calls with one id', [CALL, CALL], 'tool_use'],
    ['has a call whose input is a text', [{ ...CALL, input: '{"symbol"' }], 'tool_use'],
    ['has a call whose input is a list', [{ ...CALL, input: [] }], 'tool_use'],
    ['has a call without an id', [{ ...CALL, id: '' }], 'tool_use'],
    ['has thinking without a signature', [{ type: 'thinking', thinking: 'Hm.' }], 'end_turn'],
    ['has a block of the future', [{ type: 'hologram' }], 'end_turn'],
  ])('is of no use when it %s, but has its cost', (_name, content, stopReason) => {
    expect(read(message(content, stopReason))).toMatchObject({ tag: 'failed', code: 'bad-payload', spent: SPENT });
  });

  it.each([
    ['no usage', { type: 'message', role: 'assistant', content: [TEXT], stop_reason: 'end_turn' }],
    ['usage that counts backwards', message([TEXT], 'end_turn', { usage: { input_tokens: -1, output_tokens: 0 } })],
    ['no object', '<html>'],
    ['nothing', undefined],
    ['null', null],
  ])('is of no use with %s, at an unknown cost', (_name, answer) => {
    expect(read(answer)).toMatchObject({ tag: 'failed', code: 'bad-payload', spent: 'unknown' });
  });

  it('counts tokens that a server does not mention as none', () => {
    const reply = read(
      message([TEXT], 'end_turn', { usage: { input_tokens: 1, output_tokens: 2, cache_read_input_tokens: null } }),
    );
    expect(reply).toMatchObject({ usage: { inputTokens: 1, outputTokens: 2, cacheReadTokens: 0, cacheWriteTokens: 0 } });
  });

  it('has run to its limit when it is as long, whatever it says of its stop', () => {
    const full = message([CALL], 'tool_use', { usage: { ...USAGE, output_tokens: 1000 } });
    expect(read(full)).toMatchObject({ stop: 'truncated' });
  });

  it('keeps its blocks as they came, with the model that made them', () => {
    const content = [
      { ...THOUGHT, extra: { kept: true } },
      { ...CALL, caller: { type: 'direct' } },
    ];
    const reply = read(message(content, 'tool_use'));
    expect(reply).toMatchObject({ raw: { vendor: 'anthropic', model: 'claude-sonnet-5-5', content } });
  });
});
