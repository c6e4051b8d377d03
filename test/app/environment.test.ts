import { describe, expect, it } from 'vitest';
import { hasModelKey, meansDemo, readEnvironment, secretsOf } from '../../src/app/environment.ts';
import { vendorsElsewhere } from '../../src/app/vendors-elsewhere.ts';

describe('the environment', () => {
  it.each([
    ['nothing', {}, true, false],
    ['empty keys', { OPENAI_API_KEY: ' ', TELEGRAM_BOT_TOKEN: '' }, true, false],
    ['a host without a key', { OPENAI_BASE_URL: 'http://localhost:11434/v1' }, true, false],
    ['Claude’s key', { ANTHROPIC_API_KEY: 'a' }, false, true],
    ['GPT’s key', { OPENAI_API_KEY: 'a' }, false, true],
    ['Gemini’s key', { GEMINI_API_KEY: 'a' }, false, true],
    ['a bot’s token', { TELEGRAM_BOT_TOKEN: 'a' }, false, false],
  ])('with %s', (_name, variables, demo, key) => {
    const environment = readEnvironment(variables);
    expect({ demo: meansDemo(environment), key: hasModelKey(environment) }).toEqual({ demo, key });
  });

  it('counts every key and the token among what is never written', () => {
    const keys = { ANTHROPIC_API_KEY: 'a', OPENAI_API_KEY: 'o', GEMINI_API_KEY: 'g', TELEGRAM_BOT_TOKEN: 't' };
    expect(secretsOf(readEnvironment(keys))).toEqual(expect.arrayContaining(['a', 'o', 'g', 't']));
  });
});

describe('a vendor elsewhere', () => {
  it.each([
    ['is nobody by default', {}, []],
    ['is not the vendor’s own host', { OPENAI_BASE_URL: 'https://api.openai.com/v1' }, []],
    ['is an endpoint of somebody else', { OPENAI_BASE_URL: 'http://localhost:11434/v1' }, [['openai', 'localhost:11434']]],
    ['is no gateway of another vendor', { ANTHROPIC_BASE_URL: 'https://gateway.invalid' }, []],
    ['is nobody at what is no address', { OPENAI_BASE_URL: 'localhost' }, []],
  ])('%s', (_name, variables, expected) => {
    expect([...vendorsElsewhere(readEnvironment(variables))]).toEqual(expected);
  });
});
