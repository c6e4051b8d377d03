import { describe, expect, it } from 'vitest';
import { costOfUsage } from '../../src/agent/cost-of-usage.ts';
import { pricesAt } from '../../src/agent/model-prices.ts';
import { worstCaseOf } from '../../src/agent/worst-case-cost.ts';
import type { AgentUsage } from '../../src/domain/journal-entry.ts';
import type { LlmMessage, LlmRequest } from '../../src/ports/llm-provider.ts';
import { CHANGE_AT, model, request } from './priced-models.ts';

function usage(changes: Partial<AgentUsage>): AgentUsage {
  return { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0, ...changes };
}

function costAt(at: number, used: AgentUsage): string | null {
  const dated = pricesAt(model(), at);
  return dated === null ? null : costOfUsage(used, dated).toFixed();
}

describe('the cost of a call', () => {
  it.each([
    ['input', { inputTokens: 1_000_000 }, '2'],
    ['input from the cache', { cacheReadTokens: 1_000_000 }, '0.1'],
    ['input to the cache', { cacheWriteTokens: 1_000_000 }, '2.5'],
    ['output', { outputTokens: 1_000_000 }, '10'],
    ['one token of each', { inputTokens: 1, cacheReadTokens: 1, cacheWriteTokens: 1, outputTokens: 1 }, '0.0000146'],
    ['nothing', {}, '0'],
  ])('counts %s exactly', (_name, used, cost) => {
    expect(costAt(CHANGE_AT - 1, usage(used))).toBe(cost);
  });

  it('follows the prices of the day', () => {
    expect(costAt(CHANGE_AT, usage({ outputTokens: 1_000_000 }))).toBe('20');
  });

  it('is unknown before the first prices are known, and for a model that nobody knows', () => {
    expect(costAt(0, usage({ inputTokens: 1 }))).toBeNull();
    expect(pricesAt(undefined, CHANGE_AT)).toBeNull();
  });

  it('is that of the long tier for the whole of a long request, cached tokens included', () => {
    const long = { aboveInputTokens: 1000, prices: { input: 20, cacheRead: 1, cacheWrite5m: 25, output: 100 } };
    const [first] = model().datedPrices;
    if (first === undefined) throw new Error('there are no prices');
    const tiered = { ...first, longContext: long };
    expect(costOfUsage(usage({ inputTokens: 500, cacheReadTokens: 500 }), tiered).toFixed()).toBe('0.00105');
    expect(costOfUsage(usage({ inputTokens: 500, cacheReadTokens: 501 }), tiered).toFixed()).toBe('0.010501');
  });
});

describe('the worst case of a call', () => {
  const SPOKEN: LlmMessage = { role: 'assistant', text: 'I look.', toolCalls: [], raw: null };

  function tokensOf(changes: Partial<LlmRequest>): number {
    return worstCaseOf(request(changes), model(), CHANGE_AT - 1).usage.cacheWriteTokens;
  }

  it('takes all input as written to the cache and the answer as long as it may be', () => {
    const { usage: used, costUsd } = worstCaseOf(request({ outputTokensMax: 3000 }), model(), CHANGE_AT - 1);
    expect(used).toMatchObject({ inputTokens: 0, cacheReadTokens: 0, outputTokens: 3000 });
    expect(costUsd?.toFixed()).toBe(((used.cacheWriteTokens * 2.5 + 30_000) / 1_000_000).toString());
  });

  it.each([
    ['system', { system: () => 'x'.repeat(1000) }],
    ['a tool', { tools: [{ name: 'look', description: 'x'.repeat(1000), inputSchema: {} }] }],
    ['a message', { messages: [{ role: 'user', text: () => 'x'.repeat(1000) }] }],
    ['an answer', { messages: [{ ...SPOKEN, text: 'x'.repeat(1000) }] }],
    ['the payload of an answer', { messages: [{ ...SPOKEN, raw: { thinking: 'x'.repeat(1000) } }] }],
    [
      'a result',
      {
        messages: [
          { role: 'tool', results: [{ callId: 'a', toolName: 'look', ok: true, value: null, text: () => 'x'.repeat(1000) }] },
        ],
      },
    ],
  ] satisfies readonly [string, Partial<LlmRequest>][])('counts %s', (_name, changes) => {
    expect(tokensOf(changes)).toBeGreaterThan(tokensOf({}) + 250);
  });

  it('is above what a tokenizer makes of signatures, prices, words and other scripts', () => {
    // The counts are those of gpt-tokenizer 4.0.0 for o200k_base.
    const base64 = Buffer.from(Array.from({ length: 3000 }, (_, index) => (index * 7919) % 256)).toString('base64');
    expect(tokensOf({ system: () => base64 })).toBeGreaterThan(2746);
    expect(tokensOf({ system: () => '42013.55,42100.1,0.00012\n'.repeat(20) })).toBeGreaterThan(300);
    expect(tokensOf({ system: () => ' market'.repeat(100) })).toBeGreaterThan(100);
    expect(tokensOf({ system: () => 'щ'.repeat(200) })).toBeGreaterThan(200);
  });

  it('of an unknown model has no cost, but more tokens than that of a known one', () => {
    const unknown = worstCaseOf(request(), undefined, CHANGE_AT);
    expect(unknown.costUsd).toBeNull();
    expect(unknown.usage.cacheWriteTokens).toBeGreaterThan(tokensOf({}));
  });
});
