import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { geminiSchema } from '../../../src/adapters/google/gemini-schema.ts';
import { toLlmTool } from '../../../src/agent/tool-schema.ts';
import { ROLE_TOOLS, TOOLS } from '../../../tools/index.ts';
import { unknownKeyword } from '../../support/servers/google-schema-rules.ts';
import { proposal } from '../../tools/call-tool.ts';

const ALL_TOOLS = [...TOOLS, ...Object.values(ROLE_TOOLS)].map((tool) => [tool.name, tool] as const);

// One for all: making it takes longer than compiling a schema.
const ajv = new Ajv2020({ strict: true, allowUnionTypes: true });

function valid(schema: Readonly<Record<string, unknown>>, input: unknown): boolean {
  return ajv.validate(schema, input);
}

describe("Gemini's schema", () => {
  it.each(ALL_TOOLS)('of %s is as it was', (_name, tool) => {
    expect(geminiSchema(toLlmTool(tool).inputSchema)).toMatchSnapshot();
  });

  it.each(ALL_TOOLS)('of %s has no keyword that the vendor does not know', (_name, tool) => {
    const { inputSchema } = toLlmTool(tool);
    const before = JSON.stringify(inputSchema);
    expect(unknownKeyword(geminiSchema(inputSchema))).toBeNull();
    expect(JSON.stringify(inputSchema)).toBe(before);
  });

  it.each<readonly [tool: string, input: unknown, isValid: boolean]>([
    ['get_market_context', { level: 'basic' }, true],
    ['get_market_context', { level: 'deep' }, false],
    ['get_portfolio', {}, true],
    ['get_portfolio', { more: 1 }, false],
    ['propose_trade', proposal(), true],
    ['propose_trade', proposal({ trade: { action: 'hold' } }), true],
    ['propose_trade', proposal({ trade: { action: 'hold', sizeStep: 1 } }), false],
    ['propose_trade', proposal({ trade: { action: 'wait' } }), false],
    ['propose_trade', proposal({ confidenceFraction: 1.1 }), false],
    ['propose_trade', proposal({ evidence: [] }), false],
    ['propose_trade', { symbol: 'BTCUSDT' }, false],
    ['finish_session', { summary: 'Done.' }, true],
    ['finish_session', {}, false],
  ])('of %s judges %j as %s', (name, input, isValid) => {
    const tool = TOOLS.find((candidate) => candidate.name === name);
    if (tool === undefined) throw new Error(name);
    expect(valid(geminiSchema(toLlmTool(tool).inputSchema), input)).toBe(isValid);
  });

  it('lets through whatever the schema itself does', () => {
    const bound = fc.integer({ min: -20, max: 20 }).map((half) => half / 2);
    const schemas = fc.record(
      {
        type: fc.constantFrom('integer', 'number'),
        minimum: bound,
        exclusiveMinimum: bound,
        maximum: bound,
        exclusiveMaximum: bound,
      },
      { requiredKeys: ['type'] },
    );
    fc.assert(
      fc.property(schemas, fc.integer({ min: -12, max: 12 }), (schema, value) => {
        const isValid = valid(geminiSchema(schema), value);
        if (schema.type === 'integer') expect(isValid).toBe(valid(schema, value));
        else if (valid(schema, value)) expect(isValid).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it.each<readonly [name: string, schema: Readonly<Record<string, unknown>>, made: object]>([
    ['a constant as its only value', { const: 'open' }, { enum: ['open'] }],
    ['null as a value', { const: null }, { enum: [null] }],
    [
      'whole numbers between exclusive bounds',
      { type: 'integer', exclusiveMinimum: 0, exclusiveMaximum: 5 },
      { type: 'integer', minimum: 1, maximum: 4 },
    ],
    ['the narrower of two lower bounds', { type: 'integer', minimum: 3, exclusiveMinimum: 1 }, { type: 'integer', minimum: 3 }],
    ['the narrower of two upper bounds', { type: 'integer', maximum: 9, exclusiveMaximum: 5.5 }, { type: 'integer', maximum: 5 }],
    [
      'bounds of other numbers in words',
      { type: 'number', exclusiveMinimum: 0 },
      { type: 'number', description: '(exclusiveMinimum: 0)' },
    ],
    [
      'what texts must look like behind what they are',
      { type: 'string', description: 'A symbol.', maxLength: 9, pattern: '^[A-Z]+$' },
      { type: 'string', description: 'A symbol. (maxLength: 9, pattern: "^[A-Z]+$")' },
    ],
    [
      'properties with the names of keywords',
      { type: 'object', properties: { pattern: { type: 'string' }, enum: { type: 'integer', exclusiveMinimum: 1 } } },
      { type: 'object', properties: { pattern: { type: 'string' }, enum: { type: 'integer', minimum: 2 } } },
    ],
    ['alternatives', { anyOf: [{ const: 1 }, { type: 'null' }] }, { anyOf: [{ enum: [1] }, { type: 'null' }] }],
    ['a list of values as it is', { enum: [{ default: 1 }, 'a'] }, { enum: [{ default: 1 }, 'a'] }],
  ])('tells %s', (_name, schema, made) => {
    expect(geminiSchema(schema)).toEqual(made);
  });
});
