import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { toStrictSchema, withoutStrictNulls } from '../../../src/adapters/openai/strict-schema.ts';
import { toLlmTool } from '../../../src/agent/tool-schema.ts';
import { TOOLS } from '../../../tools/index.ts';
import { proposal } from '../../tools/call-tool.ts';

const context = TOOLS.map(toLlmTool).find(({ name }) => name === 'get_market_context')?.inputSchema ?? {};

describe('a strict schema', () => {
  it.each(TOOLS.map((tool) => [tool.name, tool] as const))('of %s is as it was', (_name, tool) => {
    expect(toStrictSchema(toLlmTool(tool).inputSchema)).toMatchSnapshot();
  });

  it.each<readonly [tool: string, input: unknown, isValid: boolean]>([
    ['get_market_context', { symbols: null, level: 'basic', timeframe: null }, true],
    ['get_market_context', { level: 'basic' }, false],
    ['get_portfolio', {}, true],
    ['get_portfolio', { more: 1 }, false],
    ['propose_trade', proposal(), true],
    ['propose_trade', { symbol: 'BTCUSDT' }, false],
    ['finish_session', { summary: 'Done.' }, true],
    ['finish_session', { summary: '' }, false],
  ])('of %s judges %j as %s', (name, input, isValid) => {
    const tool = TOOLS.find((candidate) => candidate.name === name);
    if (tool === undefined) throw new Error(name);
    expect(new Ajv2020().validate(toStrictSchema(toLlmTool(tool).inputSchema) ?? false, input)).toBe(isValid);
  });

  it('gives back an input without the nulls that stand for what is left out, and keeps those that mean something', () => {
    expect(withoutStrictNulls({ symbols: null, level: 'basic', timeframe: null }, context)).toEqual({ level: 'basic' });
    const trade = TOOLS.find(({ name }) => name === 'propose_trade');
    if (trade === undefined) throw new Error('no propose_trade');
    const input = proposal({ trade: { action: 'open', sizeStep: 0.5, stopPrice: 1, targetPrice: null } });
    expect(withoutStrictNulls(input, toLlmTool(trade).inputSchema)).toEqual(input);
  });

  it('does not exist for an object that is open', () => {
    expect(toStrictSchema({ type: 'object', properties: {} })).toBeNull();
  });
});
