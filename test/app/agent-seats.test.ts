import { describe, expect, it } from 'vitest';
import { agentSeats } from '../../src/app/agent-seats.ts';
import type { AgentConfiguration, Configuration } from '../../src/configuration/configuration.ts';
import type { Mode } from '../../src/domain/control-state.ts';
import type { LlmProvider } from '../../src/ports/llm-provider.ts';
import { fails } from '../support/scripted-llm.ts';

const AGENT: AgentConfiguration = {
  provider: 'auto',
  model: 'auto',
  fallbackProvider: 'none',
  fallbackModel: 'auto',
  effort: 'default',
  prompt: 'part',
  contextLevel: 'basic',
  outputTokensMax: 1_000,
  turnsMax: 4,
  callsMax: 8,
};

/** Who sits where, as `agent provider model`, with keys of these providers. */
function seats(
  mode: Mode,
  keys: readonly string[],
  { changes = {}, agents }: { changes?: Partial<AgentConfiguration>; agents: readonly string[] },
) {
  const configured = Object.fromEntries(agents.map((agent) => [agent, { ...AGENT, ...changes }]));
  const configuration = { llm: { [mode]: { agents: configured } } } as unknown as Configuration;
  const provider = (name: string): LlmProvider => ({ name, respond: () => Promise.resolve(fails('network')) });
  const providers = new Map([...keys, 'rules'].map((name) => [name, provider(name)]));
  return agentSeats(configuration, mode, { providers, rolePrompts: new Map([['part', 'Your part.']]) });
}

const TRIO = { agents: ['first', 'second', 'third'] };
const names = (found: ReturnType<typeof seats>) => found.map(({ provider }) => provider.name);

describe('the seats of a mode under auto', () => {
  it.each([
    ['three vendors', ['openai', 'google', 'anthropic'], ['anthropic', 'openai', 'google']],
    ['two vendors', ['openai', 'google'], ['openai', 'google', 'openai']],
    ['one vendor', ['google'], ['google', 'google', 'google']],
    ['no key', [], ['rules', 'rules', 'rules']],
  ])('go in turn to %s in the ensemble', (_name, keys, expected) => {
    expect(names(seats('ensemble', keys, TRIO))).toEqual(expected);
  });

  it.each([
    ['two keys', ['anthropic', 'openai'], ['anthropic', 'openai']],
    ['one key', ['openai'], ['openai', 'openai']],
    ['no key', [], ['rules', 'rules']],
  ])('give the critic another vendor where it can be: %s', (_name, keys, expected) => {
    expect(names(seats('sequential', keys, { agents: ['proposer', 'critic'] }))).toEqual(expected);
  });

  it('name the usual model of the vendor', () => {
    expect(seats('single', ['openai'], { agents: ['trader'] })[0]?.model).toBe('gpt-6.1-terra');
  });
});

describe('the one who stands in', () => {
  it('is there when its key is', () => {
    const [seat] = seats('single', ['anthropic', 'google'], { agents: ['trader'], changes: { fallbackProvider: 'google' } });
    expect(seat?.fallbacks).toMatchObject([{ provider: { name: 'google' }, model: 'gemini-3.8-flash' }]);
  });

  it('is nobody without its key', () => {
    const [seat] = seats('single', ['anthropic'], { agents: ['trader'], changes: { fallbackProvider: 'google' } });
    expect(seat?.fallbacks).toEqual([]);
  });
});

it('names the key of an agent whose vendor has none', () => {
  expect(() => seats('single', [], { agents: ['trader'], changes: { provider: 'openai' } })).toThrow(
    'llm.single.agents.trader.provider = openai',
  );
});

it('names the key of an agent whose part is not there', () => {
  expect(() => seats('single', [], { agents: ['trader'], changes: { prompt: 'nobody' } })).toThrow(
    'llm.single.agents.trader.prompt = nobody',
  );
});
