import { describe, expect, it } from 'vitest';
import { systemHttpTransport } from '../../src/adapters/system/http-transport.ts';
import { readEnvironment } from '../../src/app/environment.ts';
import { LlmFactory } from '../../src/app/llm-factory.ts';
import { openaiTraits } from '../../src/app/openai-traits.ts';
import type { OpenaiEndpointConfiguration } from '../../src/configuration/configuration.ts';
import { SpendRegister } from '../../src/session/spend-register.ts';
import { committedModels } from '../agent/committed-models.ts';
import { StandClock } from '../support/stand-clock.ts';

const AUTO: OpenaiEndpointConfiguration = {
  api: 'auto',
  tokenField: 'auto',
  systemRole: 'auto',
  strictTools: 'auto',
  parallelCalls: 'auto',
};

const LIMITS = {
  callUsdMax: 1,
  sessionUsdMax: 1,
  dayUsdMax: 1,
  sessionTokensMax: 1_000,
  dayTokensMax: 1_000,
  sessionCallsMax: 10,
  dayCallsMax: 10,
};

function providers(variables: Record<string, string>) {
  const factory = new LlmFactory({
    environment: readEnvironment(variables),
    http: systemHttpTransport,
    clock: new StandClock(Date.UTC(2026, 10, 25)),
    models: committedModels(),
    openaiEndpoint: AUTO,
  });
  return factory.makeProviders({ limits: LIMITS, ledger: new SpendRegister(), record: () => Promise.resolve() });
}

describe('the providers', () => {
  it.each([
    ['no key', {}, ['rules']],
    ['one key', { GEMINI_API_KEY: 'g' }, ['rules', 'google']],
    [
      'all keys',
      { GEMINI_API_KEY: 'g', OPENAI_API_KEY: 'o', ANTHROPIC_API_KEY: 'a' },
      ['rules', 'anthropic', 'openai', 'google'],
    ],
  ])('with %s', (_name, variables, names) => {
    const made = providers(variables);
    expect([...made.keys()]).toEqual(names);
    for (const [name, provider] of made) expect(provider.name).toBe(name);
  });

  it.each([
    ['ANTHROPIC_API_KEY', 'ANTHROPIC_BASE_URL'],
    ['OPENAI_API_KEY', 'OPENAI_BASE_URL'],
    ['GEMINI_API_KEY', 'GEMINI_BASE_URL'],
  ])('of %s are refused at a host that is no address, which is not told', (key, host) => {
    expect(() => providers({ [key]: 'k', [host]: 'me:password' })).not.toThrow('password');
    expect(() => providers({ [key]: 'k', [host]: '//nowhere' })).toThrow(`${host} is no address`);
  });
});

describe('what is stated of an OpenAI-compatible endpoint', () => {
  it('is nothing by itself, so that what is known of its host stands', () => {
    expect(openaiTraits(AUTO)).toEqual({});
  });

  it('is laid over it', () => {
    const stated: OpenaiEndpointConfiguration = {
      api: 'chat',
      tokenField: 'max_tokens',
      systemRole: 'system',
      strictTools: 'on',
      parallelCalls: 'off',
    };
    expect(openaiTraits(stated)).toEqual({
      api: 'chat',
      tokenField: 'max_tokens',
      systemRole: 'system',
      strict: true,
      parallel: false,
    });
  });
});
