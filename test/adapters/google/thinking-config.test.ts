import { describe, expect, it } from 'vitest';
import { thinkingConfig } from '../../../src/adapters/google/thinking-config.ts';
import { LLM_EFFORTS } from '../../../src/domain/llm-effort.ts';
import { generateRequest } from '../../support/servers/google-request.ts';
import { thinkingProblem } from '../../support/servers/google-thinking-rules.ts';
import { geminiRig, limits, MODEL, request, says } from './gemini-rig.ts';

const MODELS = [
  'gemini-4-argon',
  'gemini-3.8-flash',
  'gemini-3.7-flash',
  'gemini-3.6-flash',
  'gemini-3.5-flash',
  'gemini-3.5-flash-lite',
  'gemini-3.1-flash-lite',
  'gemini-3.1-pro-preview',
  'gemini-2.5-pro',
  'gemini-2.5-flash',
  'gemini-2.5-flash-lite',
];

describe('how much Gemini thinks', () => {
  it.each([
    ['gemini-3.8-flash', 'none', { thinkingLevel: 'low' }],
    ['gemini-4-argon', 'none', { thinkingLevel: 'low' }],
    ['gemini-3.6-flash', 'none', { thinkingLevel: 'minimal' }],
    ['gemini-3-flash', 'none', { thinkingLevel: 'minimal' }],
    ['gemini-3.1-pro-preview', 'none', { thinkingLevel: 'low' }],
    ['gemini-3.8-flash', 'low', { thinkingLevel: 'low' }],
    ['gemini-3.8-flash', 'medium', { thinkingLevel: 'medium' }],
    ['gemini-4-argon', 'high', { thinkingLevel: 'high' }],
    ['gemini-4-argon', 'max', { thinkingLevel: 'high' }],
    ['gemini-2.5-pro', 'none', { thinkingBudget: 128 }],
    ['gemini-2.5-pro', 'max', { thinkingBudget: 32_768 }],
    ['gemini-2.5-flash', 'none', { thinkingBudget: 0 }],
    ['gemini-2.5-flash', 'max', { thinkingBudget: 24_576 }],
    ['gemini-2.5-flash-lite', 'low', { thinkingBudget: 1_024 }],
    ['gemini-3.8-flash', 'default', null],
    ['gemini-2.5-pro', undefined, null],
  ] as const)('of %s at %s is %j', (model, effort, config) => {
    expect(thinkingConfig(effort, model)).toEqual(config);
  });

  it.each(MODELS.flatMap((model) => LLM_EFFORTS.map((effort) => [model, effort] as const)))(
    'is taken from %s at %s',
    (model, effort) => {
      const config = generateRequest.shape.generationConfig.parse({ thinkingConfig: thinkingConfig(effort, model) ?? {} });
      expect(thinkingProblem(model, config?.thinkingConfig)).toBeNull();
    },
  );

  it('stands in the request as the request asks, and nowhere by default', async () => {
    const { provider, server } = await geminiRig(() => says('I hold.'));
    await provider.respond(request({ effort: 'high', outputTokensMax: 900 }), limits());
    await provider.respond(request({ model: MODEL }), limits());
    const configs = server.requests.map(({ json }) => generateRequest.parse(json).generationConfig);
    expect(configs).toEqual([{ maxOutputTokens: 900, thinkingConfig: { thinkingLevel: 'high' } }, { maxOutputTokens: 2000 }]);
  });
});
