import { describe, expect, it } from 'vitest';
import { ConfigurationManager, type ConfigurationOutcome } from '../../src/configuration/configuration-manager.ts';
import { RISK_LIMITS } from '../../src/risk/limits.ts';

const manager = new ConfigurationManager({ limitDefinitions: RISK_LIMITS });

const load = (text: string, overrides: Readonly<Record<string, string>> = {}) =>
  manager.loadConfiguration({ files: [{ name: 'steward.yaml', text }], overrides });

function loaded(outcome: ConfigurationOutcome) {
  if (outcome.tag === 'invalid') throw new Error(JSON.stringify(outcome.problems, null, 2));
  return outcome;
}

function problemsOf(outcome: ConfigurationOutcome) {
  return outcome.tag === 'invalid' ? outcome.problems : [];
}

describe('the effective configuration', () => {
  it('is all defaults without files', () => {
    const { configuration, origins } = loaded(manager.loadConfiguration({ files: [] }));
    expect(configuration.symbols).toEqual(['BTCUSDT', 'ETHUSDT', 'BNBUSDT', 'ADAUSDT', 'SOLUSDT']);
    expect(configuration.autonomy).toBe('auto');
    expect(configuration.limits).toEqual(Object.fromEntries(RISK_LIMITS.map((limit) => [limit.key, limit.default])));
    expect(configuration.llm.single.agents.trader).toEqual({
      provider: 'auto',
      model: 'auto',
      fallbackProvider: 'none',
      fallbackModel: 'auto',
      effort: 'default',
      prompt: 'trader',
      contextLevel: 'enhanced',
      outputTokensMax: 16_000,
      turnsMax: 8,
      callsMax: 32,
    });
    expect(new Set(Object.values(origins))).toEqual(new Set(['default']));
  });

  it.each(['', '# only a comment', 'limits:', 'limits: {}', 'null'])('is all defaults with the text %j', (text) => {
    expect(loaded(load(text)).configuration).toEqual(loaded(manager.loadConfiguration({ files: [] })).configuration);
  });

  it('takes the command line before a file and a file before a default, and says so', () => {
    const { configuration, origins } = loaded(
      manager.loadConfiguration({
        files: [
          { name: 'steward.yaml', text: 'autonomy: advisor\nlimits:\n  cooldownHours: 12\nsymbols: [BTCUSDT]' },
          { name: 'llm/single.yaml', text: 'agents:\n  trader:\n    provider: anthropic\n    model: claude-sonnet-5-5' },
        ],
        overrides: { autonomy: 'auto', symbols: '[ETHUSDT, SOLUSDT]', 'limits.openPositionsMax': '2' },
      }),
    );
    expect(configuration).toMatchObject({
      autonomy: 'auto',
      symbols: ['ETHUSDT', 'SOLUSDT'],
      limits: { cooldownHours: 12, openPositionsMax: 2 },
      llm: { single: { agents: { trader: { provider: 'anthropic', model: 'claude-sonnet-5-5', outputTokensMax: 16_000 } } } },
    });
    expect(origins).toMatchObject({
      autonomy: 'command line',
      symbols: 'command line',
      'limits.cooldownHours': 'steward.yaml',
      'llm.single.agents.trader.model': 'llm/single.yaml',
      'llm.single.agents.trader.outputTokensMax': 'default',
      language: 'default',
    });
  });

  it('has one hash for equal values, wherever they came from, and another for others', () => {
    const byDefault = loaded(load('')).hash;
    expect(loaded(load('language: en\nautonomy: auto')).hash).toBe(byDefault);
    expect(loaded(load('autonomy: auto\nlanguage: en')).hash).toBe(byDefault);
    expect(loaded(load('', { autonomy: 'auto' })).hash).toBe(byDefault);
    expect(loaded(load('autonomy: confirm')).hash).not.toBe(byDefault);
    expect(loaded(load('limits: { cooldownHours: 7 }')).hash).not.toBe(byDefault);
  });
});

describe('a problem', () => {
  it('is told with all others at once', () => {
    const problems = problemsOf(
      manager.loadConfiguration({
        files: [
          {
            name: 'steward.yaml',
            text: 'autonomie: auto\nlimits:\n  positionFractionMax: 0.6\n  cooldownHours: 0\nlanguage: de',
          },
          { name: 'llm/single.yaml', text: 'agents:\n  trader:\n    outputTokensMax: many' },
        ],
        overrides: { 'budget.dayCallsMax': '1.5' },
      }),
    );
    expect(problems.map(({ key }) => key).sort()).toEqual([
      'autonomie',
      'budget.dayCallsMax',
      'language',
      'limits.cooldownHours',
      'limits.positionFractionMax',
      'llm.single.agents.trader.outputTokensMax',
    ]);
  });

  it.each<
    [string, string, { readonly key: string; readonly value: string | null; readonly reason: string; readonly fix: string }]
  >([
    [
      'names the compiled ceiling',
      'limits: { positionFractionMax: 0.6 }',
      {
        key: 'limits.positionFractionMax',
        value: '0.6',
        reason: 'is above 0.5, the largest that is allowed (steward.yaml)',
        fix: 'write a fraction (0.25 is 25 percent) from 0.01 to 0.5; the default is 0.25',
      },
    ],
    [
      'suspects percent',
      'limits: { positionFractionMax: 25 }',
      {
        key: 'limits.positionFractionMax',
        value: '25',
        reason: 'is above 0.5, the largest that is allowed (steward.yaml)',
        fix: 'write 0.25 if 25 was meant in percent',
      },
    ],
    [
      'suspects hours in seconds',
      'limits: { dataAgeSecondsMax: 2 }',
      {
        key: 'limits.dataAgeSecondsMax',
        value: '2',
        reason: 'is below 300, the smallest that is allowed (steward.yaml)',
        fix: 'write 7200 if 2 was meant in hours',
      },
    ],
    [
      'suspects seconds in minutes',
      'proposals: { expiryMinutes: 1800 }',
      {
        key: 'proposals.expiryMinutes',
        value: '1800',
        reason: 'is above 720, the largest that is allowed (steward.yaml)',
        fix: 'write 30 if 1800 was meant in seconds',
      },
    ],
    [
      'reads a percent sign',
      'limits: { dailyLossFractionMax: 3% }',
      {
        key: 'limits.dailyLossFractionMax',
        value: '"3%"',
        reason: 'is a text, not a number (steward.yaml)',
        fix: 'write 0.03, without quotes or signs',
      },
    ],
    [
      'sees a number in quotes',
      'session: { deadlineSeconds: "90" }',
      {
        key: 'session.deadlineSeconds',
        value: '"90"',
        reason: 'is a text, not a number (steward.yaml)',
        fix: 'write 90, without quotes or signs',
      },
    ],
    [
      'refuses what is no finite number',
      'limits: { cooldownHours: .inf }',
      {
        key: 'limits.cooldownHours',
        value: 'Infinity',
        reason: 'is no finite number, not a number (steward.yaml)',
        fix: 'write a number of hours from 1 to 168; the default is 6',
      },
    ],
    [
      'refuses half an entry',
      'limits: { entriesPerDayMax: 2.5 }',
      {
        key: 'limits.entriesPerDayMax',
        value: '2.5',
        reason: 'is a number, not a whole number (steward.yaml)',
        fix: 'write a whole number from 1 to 50; the default is 10',
      },
    ],
    [
      'sees that a value is missing',
      'autonomy:',
      {
        key: 'autonomy',
        value: 'null',
        reason: 'has no value (steward.yaml)',
        fix: 'write one of advisor, confirm, auto; the default is "auto"',
      },
    ],
    [
      'lists the choices',
      'autonomy: yolo',
      {
        key: 'autonomy',
        value: '"yolo"',
        reason: 'is none of the choices (steward.yaml)',
        fix: 'write one of advisor, confirm, auto; the default is "auto"',
      },
    ],
    [
      'shows a limit of tokens, which is no secret',
      'budget: { dayTokensMax: 12 }',
      {
        key: 'budget.dayTokensMax',
        value: '12',
        reason: 'is below 1000, the smallest that is allowed (steward.yaml)',
        fix: 'write a whole number of tokens from 1000 to 100000000; the default is 2000000',
      },
    ],
    [
      'knows the bounds of an agent no longer as those of every session',
      'session: { turnsMax: 8 }',
      {
        key: 'session.turnsMax',
        value: '8',
        reason: 'there is no such key (steward.yaml)',
        fix: 'it belongs to each agent: write turnsMax below the agent in llm/<mode>.yaml',
      },
    ],
    [
      'suggests the nearest key',
      'limits: { positionFractionMaximum: 0.2 }',
      {
        key: 'limits.positionFractionMaximum',
        value: '0.2',
        reason: 'there is no such key (steward.yaml)',
        fix: 'did you mean limits.positionFractionMax? Otherwise remove it',
      },
    ],
    [
      'suggests the right section',
      'cooldownHours: 3',
      {
        key: 'cooldownHours',
        value: '3',
        reason: 'there is no such key (steward.yaml)',
        fix: 'did you mean limits.cooldownHours? Otherwise remove it',
      },
    ],
    [
      'suggests nothing that is far',
      'leverage: 10',
      { key: 'leverage', value: '10', reason: 'there is no such key (steward.yaml)', fix: 'remove it' },
    ],
    [
      'hides what may be a secret',
      'telegram: { botToken: 12345:abcdef }',
      {
        key: 'telegram.botToken',
        value: '(hidden)',
        reason: 'there is no such key (steward.yaml)',
        fix: 'secrets are given as environment variables, see .env.example',
      },
    ],
    [
      'sees a value where a section belongs',
      'capital: 500',
      {
        key: 'capital',
        value: '500',
        reason: 'is a section and has no value of its own (steward.yaml)',
        fix: 'set its keys, like capital.allotted',
      },
    ],
    [
      'does not take the keys of another file',
      'llm: { single: { agents: { trader: { provider: rules } } } }',
      {
        key: 'llm.single.agents.trader.provider',
        value: '"rules"',
        reason: 'there is no such key (steward.yaml)',
        fix: 'remove it',
      },
    ],
    [
      'knows a symbol that is written otherwise',
      'symbols: [BTC/USDT]',
      {
        key: 'symbols',
        value: '["BTC/USDT"]',
        reason: 'every symbol is written as the exchange does, like BTCUSDT (steward.yaml)',
        fix: 'write a list of 1 to 10 symbols against USDT, like [BTCUSDT, ETHUSDT]; the default is ["BTCUSDT","ETHUSDT","BNBUSDT","ADAUSDT","SOLUSDT"]',
      },
    ],
  ])('%s', (_name, text, problem) => {
    expect(problemsOf(load(text))).toEqual([problem]);
  });

  it.each([
    ['symbols: [BTCUSDT, BTCUSDT]', 'a symbol stands there twice (steward.yaml)'],
    ['symbols: []', 'there must be at least one symbol (steward.yaml)'],
    ['symbols: BTCUSDT', 'is a text, not a list (steward.yaml)'],
    ['execution: { orderPrefix: my-bot }', 'has other signs than letters and digits, or more than 6 of them (steward.yaml)'],
    ['capital: { allotted: true }', 'is yes or no, not a number (steward.yaml)'],
  ])('of %j says: %s', (text, reason) => {
    expect(problemsOf(load(text)).map((problem) => problem.reason)).toEqual([reason]);
  });

  it.each(['stewart.yaml', 'steward.yml', 'llm/duplicate_pears.yaml', 'constructor'])(
    'is the file %s, which would have no effect',
    (name) => {
      const [problem, ...rest] = problemsOf(manager.loadConfiguration({ files: [{ name, text: '' }] }));
      expect(rest).toEqual([]);
      expect(problem).toMatchObject({ key: name, reason: 'no configuration file has this name, so it would have no effect' });
    },
  );

  it('is an override of an unknown key, or one that is no plain value', () => {
    const problems = problemsOf(load('', { 'limits.cooldownHour': '3', autonomy: 'auto\nmode: single', language: '*x' }));
    expect(problems.map(({ key }) => key)).toEqual(['limits.cooldownHour', 'autonomy', 'language']);
  });
});

describe('YAML that is more than plain data', () => {
  const nest = (depth: number) => `a: ${'['.repeat(depth)}`;
  const bomb = [
    'a: &a [x,x,x,x]',
    ...'bcdefgh'.split('').map((name, index) => `${name}: &${name} [${`*${'abcdefgh'[index]},`.repeat(9)}]`),
  ].join('\n');

  it.each([
    [
      'a key twice',
      'autonomy: auto\nmode: single\nautonomy: advisor',
      'steward.yaml:3',
      'the same key stands in its section twice',
    ],
    [
      'broken indentation',
      'limits:\n  cooldownHours: 3\n openPositionsMax: 2',
      'steward.yaml:3',
      'All mapping items must start at the same column',
    ],
    [
      'two documents',
      'autonomy: auto\n---\nautonomy: advisor',
      'steward.yaml:2',
      'Source contains multiple documents; please use YAML.parseAllDocuments()',
    ],
    ['an unknown tag', 'autonomy: !js/function "() => 1"', 'steward.yaml:1', 'Unresolved tag: !js/function'],
    ['a known tag', 'language: !!str en', 'language', 'carries the tag tag:yaml.org,2002:str (steward.yaml:1)'],
    ['an anchor', 'language: &l en', 'language', 'carries an anchor (steward.yaml:1)'],
    ['a list instead of keys', '- autonomy', 'steward.yaml:1', 'the file is no list of keys with values'],
    ['a key that is a number', 'autonomy: auto\n5: 3', 'steward.yaml:2', 'a key is no name'],
    ['a list of lists', 'symbols: [[BTCUSDT]]', 'symbols', 'has an item that is no plain value (steward.yaml:1)'],
  ])('is a problem: %s', (_name, text, key, reason) => {
    expect(problemsOf(load(text))).toEqual([expect.objectContaining({ key, reason })]);
  });

  it('reports every alias of a bomb without expanding one', () => {
    const startedAt = performance.now();
    expect(problemsOf(load(bomb)).length).toBeGreaterThan(7);
    expect(performance.now() - startedAt).toBeLessThan(1000);
  });

  it('is a problem when it is nested beyond all reason', () => {
    expect(problemsOf(load(nest(10_000))).length).toBeGreaterThan(0);
  });

  it('cannot reach a prototype', () => {
    const problems = problemsOf(
      load('__proto__:\n  polluted: 1\nconstructor:\n  prototype: { polluted: 1 }\nlimits:\n  __proto__: 1'),
    );
    expect(problems.map(({ key }) => key)).toEqual(['__proto__.polluted', 'constructor.prototype.polluted', 'limits.__proto__']);
    expect('polluted' in {}).toBe(false);
  });
});

describe('a change', () => {
  const configurationOf = (text: string) => loaded(load(text)).configuration;

  it('is told key by key with its effect', () => {
    const changes = manager.diffConfigurations({
      before: configurationOf('autonomy: confirm\nsymbols: [BTCUSDT, ETHUSDT]'),
      after: configurationOf('autonomy: auto\nsymbols: [BTCUSDT]\nlimits: { cooldownHours: 12, positionFractionMax: 0.3 }'),
    });
    expect(changes).toEqual([
      { key: 'symbols', from: '["BTCUSDT","ETHUSDT"]', to: '["BTCUSDT"]', effect: 'tightens' },
      { key: 'autonomy', from: 'confirm', to: 'auto', effect: 'loosens' },
      { key: 'limits.positionFractionMax', from: '0.25', to: '0.3', effect: 'loosens' },
      { key: 'limits.cooldownHours', from: '6', to: '12', effect: 'tightens' },
    ]);
  });

  it('is nothing between equal configurations', () => {
    expect(manager.diffConfigurations({ before: configurationOf(''), after: configurationOf('language: en') })).toEqual([]);
  });

  it.each(RISK_LIMITS)(
    'of the limit $key to its stricter end tightens, away from it loosens',
    ({ key, stricter, floor, ceiling }) => {
      const [strict, loose] = stricter === 'lower' ? [floor, ceiling] : [ceiling, floor];
      expect(manager.tightensOrLoosens({ key: `limits.${key}`, from: loose, to: strict })).toBe('tightens');
      expect(manager.tightensOrLoosens({ key: `limits.${key}`, from: strict, to: loose })).toBe('loosens');
    },
  );

  it.each<[string, unknown, unknown, 'tightens' | 'loosens' | 'neutral']>([
    ['autonomy', 'auto', 'advisor', 'tightens'],
    ['autonomy', 'advisor', 'confirm', 'loosens'],
    ['symbols', ['BTCUSDT'], ['BTCUSDT', 'ETHUSDT'], 'loosens'],
    ['symbols', ['BTCUSDT', 'ETHUSDT'], ['ETHUSDT', 'BTCUSDT'], 'neutral'],
    ['symbols', ['BTCUSDT'], ['ETHUSDT'], 'loosens'],
    ['capital.allotted', 100, 200, 'loosens'],
    ['proposals.expiryMinutes', 30, 10, 'tightens'],
    ['execution.entryKind', 'collared-limit', 'market', 'loosens'],
    ['execution.entryKind', 'market', 'collared-limit', 'tightens'],
    ['limits.cooldownHours', 6, 6, 'neutral'],
    ['limits.cooldownHours', 6, 'never', 'loosens'],
    ['llm.single.agents.trader.turnsMax', 8, 12, 'neutral'],
    ['budget.dayUsdMax', 3, 30, 'neutral'],
  ])('of %s from %j to %j: %s', (key, from, to, effect) => {
    expect(manager.tightensOrLoosens({ key, from, to })).toBe(effect);
  });
});
