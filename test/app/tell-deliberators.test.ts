import { expect, it } from 'vitest';
import { tellDeliberators } from '../../src/app/tell-deliberators.ts';

const CLAUDE = { provider: 'anthropic', model: 'claude-sonnet-5-5' };
const GPT = { provider: 'openai', model: 'gpt-6.1-terra' };
const RULES = { provider: 'rules', model: 'trend' };

it.each([
  ['one model', 'single', [CLAUDE], 'claude-sonnet-5-5 deliberates'],
  ['the plain strategy', 'single', [RULES], 'rules deliberates'],
  ['a pair', 'duplicate_pairs', [GPT], 'gpt-6.1-terra deliberates twice over (mode duplicate_pairs)'],
  ['several', 'ensemble', [CLAUDE, GPT, CLAUDE], '3 agents deliberate (mode ensemble: claude-sonnet-5-5, gpt-6.1-terra)'],
] as const)('tells who deliberates: %s', (_name, mode, deliberators, text) => {
  expect(tellDeliberators(mode, deliberators)).toBe(text);
});
