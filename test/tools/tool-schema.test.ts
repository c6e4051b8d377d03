import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineTool } from '../../src/agent/tool.ts';
import { toLlmTool } from '../../src/agent/tool-schema.ts';
import { InvariantError } from '../../src/domain/invariant.ts';
import { ROLE_TOOLS, TOOLS } from '../../tools/index.ts';

const KEYWORDS_NOT_USED = ['$schema', '$ref', '$defs', 'oneOf', 'allOf', 'propertyNames', 'default'];

describe('the tools as models see them', () => {
  it('are these, in this order', () => {
    expect(TOOLS.map(({ name }) => name)).toEqual([
      'get_market_context',
      'get_portfolio',
      'propose_trade',
      'set_stop_loss',
      'finish_session',
    ]);
  });

  it('are beside these of the other roles', () => {
    expect(Object.values(ROLE_TOOLS).map(({ name }) => name)).toEqual([
      'give_report',
      'review_proposals',
      'raise_objections',
      'revise_proposal',
    ]);
  });

  for (const tool of [...TOOLS, ...Object.values(ROLE_TOOLS)]) {
    describe(tool.name, () => {
      const { inputSchema } = toLlmTool(tool);

      it('has this schema', () => {
        expect(inputSchema).toMatchSnapshot();
      });

      it('is plain JSON with an object at its root', () => {
        expect(JSON.parse(JSON.stringify(inputSchema))).toEqual(inputSchema);
        expect(inputSchema['type']).toBe('object');
      });

      it('uses no keyword that a vendor rejects', () => {
        const used = keysOf(inputSchema);
        for (const keyword of KEYWORDS_NOT_USED) expect(used).not.toContain(keyword);
      });

      it('closes every object to further keys', () => {
        for (const schema of objectsOf(inputSchema)) expect(schema['additionalProperties']).toBe(false);
      });

      it('is made once, so that the bytes of all requests are the same', () => {
        expect(toLlmTool(tool)).toBe(toLlmTool(tool));
      });

      it('has a name that every vendor accepts', () => {
        expect(tool.name).toMatch(/^[a-zA-Z0-9_]{1,64}$/);
      });
    });
  }

  it('drops the bounds and patterns that zod adds by itself', () => {
    const tool = defineTool({
      name: 'count',
      description: '',
      input: z.strictObject({ count: z.number().int(), at: z.iso.datetime() }),
      callsMax: 1,
      run: () => ({ value: null, text: () => '' }),
    });
    expect(toLlmTool(tool).inputSchema['properties']).toEqual({
      count: { type: 'integer' },
      at: { type: 'string', format: 'date-time' },
    });
  });

  it('refuses a tool whose input is no object', () => {
    const tool = defineTool({
      name: 'bare',
      description: '',
      input: z.string(),
      callsMax: 1,
      run: () => ({ value: null, text: () => '' }),
    });
    expect(() => toLlmTool(tool)).toThrow(InvariantError);
  });
});

function nodesOf(node: unknown): readonly Readonly<Record<string, unknown>>[] {
  if (typeof node !== 'object' || node === null) return [];
  const below = Object.values(node).flatMap(nodesOf);
  return Array.isArray(node) ? below : [{ ...node }, ...below];
}

function keysOf(schema: unknown): readonly string[] {
  return nodesOf(schema).flatMap((node) => Object.keys(node));
}

function objectsOf(schema: unknown): readonly Readonly<Record<string, unknown>>[] {
  return nodesOf(schema).filter((node) => node['type'] === 'object');
}
