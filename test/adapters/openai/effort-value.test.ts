import { describe, expect, it } from 'vitest';
import { effortValue } from '../../../src/adapters/openai/effort-value.ts';
import { traitsOf } from '../../../src/adapters/openai/endpoint-traits.ts';
import { toChatRequest } from '../../../src/adapters/openai/to-chat-request.ts';
import { toResponsesRequest } from '../../../src/adapters/openai/to-responses-request.ts';
import { request } from './gpt-rig.ts';

const OPENAI = traitsOf('https://api.openai.com/v1');

describe('the effort', () => {
  it.each([
    ['gpt-6.1-sol', 'none', 'low'],
    ['gpt-6-astra', 'none', 'low'],
    ['gpt-6.1-terra', 'none', 'none'],
    ['gpt-5.6-luna', 'max', 'max'],
    ['gpt-5.5', 'max', 'xhigh'],
    ['gpt-5-mini', 'none', 'minimal'],
    ['o3', 'max', 'high'],
    ['gpt-4.1', 'high', null],
    ['gpt-6.1-sol', 'default', null],
  ] as const)('of %s at %s is %s', (model, effort, value) => {
    expect(effortValue(effort, { model, traits: OPENAI })).toBe(value);
  });

  it('of DeepSeek is a switch', () => {
    const traits = traitsOf('https://api.deepseek.com');
    expect(toChatRequest(request({ effort: 'none' }), traits)).toMatchObject({ thinking: { type: 'disabled' } });
    expect(toChatRequest(request({ effort: 'high' }), traits)).not.toHaveProperty('reasoning_effort');
  });
});

describe('a request to the Responses API', () => {
  it('leaves nothing there and names no temperature', () => {
    const body = toResponsesRequest(request(), OPENAI);
    expect(body).toMatchObject({ store: false, include: ['reasoning.encrypted_content'] });
    expect(body).not.toHaveProperty('temperature');
    expect(toResponsesRequest(request({ model: 'gpt-4.1' }), OPENAI)).not.toHaveProperty('include');
  });

  it('has the same cache key for the same role only', () => {
    const keyOf = (system: string) => toResponsesRequest(request({ system: () => system }), OPENAI).prompt_cache_key;
    expect(keyOf('a')).toBe(keyOf('a'));
    expect(keyOf('a')).not.toBe(keyOf('b'));
  });
});

describe('the traits of an endpoint', () => {
  it.each([
    ['http://localhost:11434/v1', { api: 'chat', cutsPrompts: true }],
    ['https://api.deepseek.com', { echoFields: ['reasoning_content'], tokenField: 'max_tokens' }],
    ['https://models.example/v1', { api: 'chat', strict: false, usage: 'may-miss', systemRole: 'system' }],
  ])('at %s are known', (url, traits) => {
    expect(traitsOf(url)).toMatchObject(traits);
  });

  it('can be overruled', () => {
    expect(traitsOf('https://models.example/v1', { strict: true })).toMatchObject({ api: 'chat', strict: true });
  });
});
