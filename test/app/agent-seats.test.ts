import { describe, expect, it } from 'vitest';
import { agentSeats, seatMode } from '../../src/app/agent-seats.ts';
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

interface Wanted {
  readonly agents: readonly string[];
  readonly changes?: Partial<AgentConfiguration>;
  readonly elsewhere?: ReadonlyMap<string, string>;
}

function arranged(mode: Mode, keys: readonly string[], { changes = {}, agents, elsewhere = new Map() }: Wanted) {
  const configured = Object.fromEntries(agents.map((agent) => [agent, { ...AGENT, ...changes }]));
  const configuration = { llm: { [mode]: { agents: configured } } } as unknown as Configuration;
  const provider = (name: string): LlmProvider => ({ name, respond: () => Promise.resolve(fails('network')) });
  const providers = new Map([...keys, 'rules'].map((name) => [name, provider(name)]));
  return { configuration, sources: { providers, rolePrompts: new Map([['part', 'Your part.']]), elsewhere } };
}

/** Who sits where, with keys of these providers. */
function seats(mode: Mode, keys: readonly string[], wanted: Wanted) {
  const { configuration, sources } = arranged(mode, keys, wanted);
  return agentSeats(configuration, mode, sources);
}

/** The same as a value. */
function seating(mode: Mode, keys: readonly string[], wanted: Wanted) {
  const { configuration, sources } = arranged(mode, keys, wanted);
  return seatMode(configuration, mode, sources);
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

describe('a mode that cannot be filled is told with the key and what to do', () => {
  it.each([
    ['a vendor without its key', { provider: 'openai' }, 'provider', 'openai', 'set OPENAI_API_KEY'],
    ['a part without words', { prompt: 'nobody' }, 'prompt', 'nobody', 'write one of part'],
  ] as const)('%s', (_name, changes, field, value, fix) => {
    expect(seating('single', [], { agents: ['trader'], changes })).toMatchObject({
      tag: 'unavailable',
      key: `llm.single.agents.trader.${field}`,
      value,
      fix: expect.stringContaining(fix),
    });
  });

  it('and is seated otherwise', () => {
    expect(seating('single', [], { agents: ['trader'] })).toMatchObject({ tag: 'seated', seats: [{ model: 'trend' }] });
  });
});

describe('an endpoint of somebody else', () => {
  const elsewhere = new Map([['openai', 'localhost:11434']]);

  it('needs a named model, since it does not have the vendor’s usual one', () => {
    expect(() => seats('single', ['openai'], { agents: ['trader'], elsewhere })).toThrow(
      'llm.single.agents.trader.model = auto: the endpoint at localhost:11434',
    );
  });

  it('needs one for those that stand in, too', () => {
    const changes = { fallbackProvider: 'openai' } as const;
    expect(() => seats('single', ['anthropic', 'openai'], { agents: ['trader'], changes, elsewhere })).toThrow(
      'llm.single.agents.trader.fallbackModel = auto',
    );
  });

  it('is asked for the model that is named', () => {
    const changes = { model: 'qwen4:30b' };
    expect(seats('single', ['openai'], { agents: ['trader'], changes, elsewhere })[0]?.model).toBe('qwen4:30b');
  });
});
