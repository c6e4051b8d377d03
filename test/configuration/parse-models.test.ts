import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ConfigurationManager } from '../../src/configuration/configuration-manager.ts';
import { parseModels } from '../../src/configuration/parse-models.ts';
import type { ModelCatalogue } from '../../src/domain/language-model.ts';
import { RISK_LIMITS } from '../../src/risk/limits.ts';

const COMMITTED = readFileSync(new URL('../../config/models.yaml', import.meta.url), 'utf8');

const GOOD = `
models:
  - id: claude-one
    vendor: anthropic
    contextTokens: 200000
    tokenizerFactor: 1.35
    trainingCutoff: 2025-06-30
    retiresOn: 2027-01-01
    note: Legacy.
    prices:
      - { from: 2026-01-01, input: 2, cacheRead: 0.1, cacheWrite5m: 2.5, output: 10 }
      - from: 2026-10-01
        input: 4
        cacheRead: 0.2
        cacheWrite5m: 5
        output: 20
        longContext: { aboveInputTokens: 100000, input: 8, cacheRead: 0.4, cacheWrite5m: 10, output: 40 }
`;

const ENDED = `
  - id: claude-zero
    vendor: anthropic
    contextTokens: 200000
    tokenizerFactor: 1.1
    retiresOn: 2026-06-15
    successor:
      model: claude-one
      why: the next of the family
`;

function parse(text: string) {
  return parseModels({ name: 'models.yaml', text });
}

function loaded(text: string): ModelCatalogue {
  const outcome = parse(text);
  if (outcome.tag === 'invalid') throw new Error(JSON.stringify(outcome.problems));
  return outcome.models;
}

function problemsOf(text: string) {
  const outcome = parse(text);
  return outcome.tag === 'invalid' ? outcome.problems : [];
}

describe('the catalogue of models', () => {
  it('is read with dates as instants and what is left out as null', () => {
    expect(loaded(GOOD).get('claude-one')).toEqual({
      id: 'claude-one',
      vendor: 'anthropic',
      contextTokens: 200_000,
      tokenizerFactor: 1.35,
      trainingCutoffAt: Date.UTC(2025, 5, 30),
      retiresAt: Date.UTC(2027, 0, 1),
      successor: null,
      note: 'Legacy.',
      datedPrices: [
        { from: Date.UTC(2026, 0, 1), prices: { input: 2, cacheRead: 0.1, cacheWrite5m: 2.5, output: 10 }, longContext: null },
        {
          from: Date.UTC(2026, 9, 1),
          prices: { input: 4, cacheRead: 0.2, cacheWrite5m: 5, output: 20 },
          longContext: { aboveInputTokens: 100_000, prices: { input: 8, cacheRead: 0.4, cacheWrite5m: 10, output: 40 } },
        },
      ],
    });
    const bare = loaded(GOOD.replace(/ {4}(trainingCutoff|retiresOn|note):.*\n/g, '')).get('claude-one');
    expect(bare).toMatchObject({ trainingCutoffAt: null, retiresAt: null, note: null });
  });

  it.each([
    ['a text where a number belongs', ['input: 2,', 'input: two,'], 'claude-one.prices[0].input', '"two"', 'is no amount'],
    ['a price below nothing', ['output: 10 ', 'output: -10 '], 'claude-one.prices[0].output', '-10', 'is below 0'],
    ['a missing price', ['cacheRead: 0.1, ', ''], 'claude-one.prices[0].cacheRead', null, 'is missing'],
    [
      'a day that does not exist',
      ['2026-01-01', '2026-02-30'],
      'claude-one.prices[0].from',
      '"2026-02-30"',
      'is no date that exists',
    ],
    [
      'a time of day',
      ['2026-01-01', '2026-01-01T12:00'],
      'claude-one.prices[0].from',
      '"2026-01-01T12:00"',
      'is no date that exists',
    ],
    ['rows that do not rise', ['2026-10-01', '2026-01-01'], 'claude-one.prices', null, 'has rows whose dates do not rise'],
    ['an unknown key', ['note:', 'nota:'], 'claude-one.nota', '"Legacy."', 'there is no such key'],
    [
      'an unknown key of a price',
      ['input: 2,', 'input: 2, inputs: 3,'],
      'claude-one.prices[0].inputs',
      '3',
      'there is no such key',
    ],
    ['half a token', ['200000', '200000.5'], 'claude-one.contextTokens', '200000.5', 'is no whole number'],
    ['an id with spaces', ['id: claude-one', 'id: claude one'], 'claude one.id', '"claude one"', 'is no name'],
  ])('is refused for %s', (_name, [from, to], key, value, reason) => {
    expect(problemsOf(GOOD.replace(from ?? '', to ?? ''))).toMatchObject([{ key: `models.yaml: ${key}`, value, reason }]);
  });

  it('tells all problems at once, each with what to write instead', () => {
    const problems = problemsOf(
      GOOD.replace('vendor: anthropic', 'vendor: 7').replace('1.35', '99').replace('input: 8', 'input: dear'),
    );
    expect(problems.map(({ key }) => key)).toEqual([
      'models.yaml: claude-one.vendor',
      'models.yaml: claude-one.tokenizerFactor',
      'models.yaml: claude-one.prices[1].longContext.input',
    ]);
    expect(problems.map(({ fix }) => fix)).toEqual([
      'write anthropic, openai or google',
      'write a number from 0.5 to 5; 1 is the tokenizer o200k',
      'write USD per 1,000,000 tokens, like 2.5',
    ]);
  });

  it('is refused when a model stands there twice', () => {
    const [, entry = ''] = GOOD.split('models:\n');
    expect(problemsOf(GOOD + entry)).toMatchObject([{ key: 'models.yaml: claude-one.id', reason: 'stands there twice' }]);
  });

  it('knows what to name instead of a model that ends, whose prices may be forgotten', () => {
    const models = loaded(`${GOOD.replace('    retiresOn: 2027-01-01\n', '')}${ENDED}`);
    expect(models.get('claude-zero')).toMatchObject({
      retiresAt: Date.UTC(2026, 5, 15),
      successor: { model: 'claude-one', why: 'the next of the family' },
      datedPrices: [],
    });
  });

  it.each([
    ['is not there', GOOD + ENDED.replace('model: claude-one', 'model: claude-two'), 'successor.model', 'is not in this file'],
    ['ends, too', GOOD + ENDED, 'successor.model', 'ends, too'],
  ])('is refused when a successor %s', (_name, text, field, reason) => {
    expect(problemsOf(text)).toMatchObject([{ key: `models.yaml: claude-zero.${field}`, reason }]);
  });

  it('is refused when a model that goes on has no prices', () => {
    const text = `models:\n${ENDED.replace(/ {4}(retiresOn|successor| {2}model| {2}why):?.*\n/g, '')}`;
    expect(problemsOf(text)).toMatchObject([{ key: 'models.yaml: claude-zero.prices', reason: 'is missing' }]);
  });

  it.each([
    ['no YAML', 'models: [', 'models.yaml:1'],
    ['a key twice', GOOD.replace('vendor: anthropic', 'vendor: anthropic\n    vendor: openai'), 'models.yaml:5'],
    [
      'an alias',
      GOOD.replace('note: Legacy.', 'note: &words Legacy.').replace('vendor: anthropic', 'vendor: *words'),
      'models.yaml',
    ],
    ['an anchor', GOOD.replace('note: Legacy.', 'note: &words Legacy.'), 'models.yaml'],
    ['a tag', GOOD.replace('note: Legacy.', 'note: !!str Legacy.'), 'models.yaml'],
    ['nothing', '', 'models.yaml'],
    ['a list', '- one', 'models.yaml'],
    ['something else besides', `${GOOD}prices: []\n`, 'models.yaml: prices'],
  ])('is refused for %s', (_name, text, key) => {
    expect(problemsOf(text)[0]).toMatchObject({ key });
  });
});

describe('the committed catalogue', () => {
  it('is accepted and knows the models that Steward names', () => {
    expect([...loaded(COMMITTED).keys()]).toEqual(
      expect.arrayContaining(['claude-opus-5-5', 'claude-sonnet-5-5', 'claude-haiku-5-5', 'gpt-6.1-terra', 'gemini-3.8-flash']),
    );
  });

  it('has prices of which reading the cache is the cheapest, and output the dearest', () => {
    for (const { id, datedPrices } of loaded(COMMITTED).values())
      for (const { prices, longContext } of datedPrices)
        for (const { input, cacheRead, cacheWrite5m, output } of [prices, ...(longContext === null ? [] : [longContext.prices])])
          expect(0 < cacheRead && cacheRead < input && input <= cacheWrite5m && cacheWrite5m < output, id).toBe(true);
  });

  it.each([
    ['claude-sonnet-4', '2026-06-15', 'claude-sonnet-5-5'],
    ['claude-sonnet-4-5', '2026-11-30', 'claude-sonnet-5-5'],
    ['gpt-4.1', '2027-01-14', 'gpt-6.1-terra'],
    ['o3', '2026-12-11', 'gpt-6.1-sol'],
    ['gemini-2.5-pro', '2026-12-01', 'gemini-3.8-flash'],
  ])('tells what to name instead of %s, which ends on %s', (id, end, model) => {
    const found = loaded(COMMITTED).get(id);
    expect(found).toMatchObject({ retiresAt: Date.parse(end), successor: { model } });
    expect(found?.successor?.why.length).toBeGreaterThan(10);
  });

  it('knows what the vendor answers a model with that it has switched off, and at which price', () => {
    const { 'gemini-2.5-pro': old, 'gemini-3.8-flash': heir } = Object.fromEntries(loaded(COMMITTED));
    expect(old?.datedPrices.at(-1)).toEqual(heir?.datedPrices.at(-1));
  });

  it('explains every key', () => {
    const [head = '', entries = ''] = COMMITTED.split('\nmodels:');
    const keys = new Set([...entries.matchAll(/(?<=[\s{,])([A-Za-z0-9]+): /g)].map(([, key]) => key));
    expect(keys.size).toBeGreaterThan(10);
    for (const key of keys) expect(head, key).toMatch(new RegExp(`^#   ${key} `, 'm'));
  });

  it('may lie in the folder of the settings', () => {
    const manager = new ConfigurationManager({ limitDefinitions: RISK_LIMITS });
    expect(manager.loadConfiguration({ files: [{ name: 'models.yaml', text: COMMITTED }] })).toMatchObject({ tag: 'loaded' });
  });
});
