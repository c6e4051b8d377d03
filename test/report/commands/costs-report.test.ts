import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quoteAmount, usdAmount } from '../../../src/domain/decimal.ts';
import type { CostsFacts, CostsOfModel } from '../../../src/report/commands/costs-facts.ts';
import { costsReport } from '../../../src/report/commands/costs-report.ts';
import { messageText, tableLines } from '../message-text.ts';

const MODEL: CostsOfModel = {
  provider: 'anthropic',
  model: 'claude-sonnet-5-5',
  calls: 12,
  usage: { inputTokens: 950, outputTokens: 12_345, cacheReadTokens: 340_000, cacheWriteTokens: 21_000 },
  costUsd: usdAmount('0.4213'),
  tokens: 374_295,
  unpricedCalls: 0,
};

const OTHER: CostsOfModel = { ...MODEL, provider: 'openai', model: 'gpt-6.1-terra', calls: 40, costUsd: usdAmount('0.4') };

const BUDGET: CostsFacts['budget'] = {
  sessionUsdMax: 0.5,
  dayUsdMax: 3,
  sessionTokensMax: 200_000,
  dayTokensMax: 2_000_000,
  sessionCallsMax: 60,
  dayCallsMax: 1_000,
  economyAtFraction: 0.8,
  economyMode: 'single',
  economyModel: 'gpt-6-luna',
};

const FACTS: CostsFacts = {
  venue: 'paper',
  now: Date.UTC(2026, 10, 25, 14),
  session: { costUsd: usdAmount('0.0712'), tokens: 61_000, calls: 2, unpricedCalls: 0 },
  day: { costUsd: usdAmount('0.4213'), tokens: 374_295, calls: 12, unpricedCalls: 0 },
  month: { costUsd: usdAmount('9.5'), tokens: 8_400_000, calls: 340, unpricedCalls: 0 },
  models: { day: [MODEL], month: [{ ...MODEL, calls: 300, costUsd: usdAmount('9.1') }, OTHER] },
  modes: [
    { mode: 'ensemble', costUsd: usdAmount('6'), tokens: 4_000_000, calls: 180, unpricedCalls: 0 },
    { mode: 'single', costUsd: usdAmount('3.5'), tokens: 4_400_000, calls: 160, unpricedCalls: 0 },
  ],
  budget: BUDGET,
  stage: 'normal',
  fees: { paid: quoteAmount('1.234'), unknownCount: 0 },
};

describe('/costs', () => {
  it('tells what models cost, what is left, and what trades cost', () => {
    expect(messageText(costsReport(FACTS, 'en'))).toMatchInlineSnapshot(`
      "(silent)
      💵 Models 0.42 USD today · 2.58 USD left
      PAPER · 2026-11-25
                      Used    Budget
        Session  0.071 USD  0.50 USD
         tokens        61k      200k
         calls           2        60
        Today     0.42 USD  3.00 USD
         tokens     374.3k        2M
         calls          12        1k
        Month     9.50 USD          
         tokens       8.4M          
         calls         340          
      The budget is as usual; at 80 % of a limit of the day sessions become cheaper.
      claude-sonnet-5-5 · 12 calls · 0.42 USD
        Input       950
        Cached     340k
        To cache    21k
        Output    12.3k
      This month by model:
      claude-sonnet-5-5 · 300 calls · 9.10 USD
      gpt-6.1-terra · 40 calls · 0.40 USD
      This month by mode:
      ensemble · 180 calls · 6.00 USD
      single · 160 calls · 3.50 USD
      Trading fees today: 1.23 USDT."
    `);
  });

  it('says that a cost is unknown where no price is known, never that it is nothing', () => {
    const unpriced = { ...MODEL, model: 'some-new-model', costUsd: usdAmount(0), unpricedCalls: 12 };
    const spent = { costUsd: usdAmount(0), tokens: 374_295, calls: 12, unpricedCalls: 12 };
    const text = messageText(
      costsReport({ ...FACTS, session: null, day: spent, month: spent, models: { day: [unpriced], month: [] } }, 'en'),
    );
    expect(text).toContain('12 calls of unknown cost');
    expect(text).toContain('unknown');
    expect(text).toContain('only the limits of tokens and calls hold');
    expect(text).not.toMatch(/0\.00 USD today/);
  });

  it('tells known and unknown costs side by side', () => {
    const day = { ...FACTS.day, unpricedCalls: 2 };
    const models = { day: [{ ...MODEL, unpricedCalls: 2 }], month: [] };
    const text = messageText(costsReport({ ...FACTS, day, models }, 'en'));
    expect(text).toContain('0.42 USD+?');
    expect(text).toContain('0.42 USD + 2 calls of unknown cost');
  });

  it.each([
    { name: 'USD', day: { ...FACTS.day, costUsd: usdAmount(3) } },
    { name: 'tokens', day: { ...FACTS.day, tokens: 2_000_000 } },
    { name: 'calls', day: { ...FACTS.day, calls: 1_000 } },
  ])('says first that the budget of $name is used up', ({ day }) => {
    expect(messageText(costsReport({ ...FACTS, day }, 'en'))).toMatch(/🟠 Budget of the day/);
  });

  it.each([
    ['economy', BUDGET, 'sessions that begin now use mode single, model gpt-6-luna.'],
    ['economy', { ...BUDGET, economyMode: 'none', economyModel: 'auto' }, 'use what they always use'],
    ['hold', BUDGET, 'no model is asked before the next UTC day or a higher limit. Stops go on.'],
    ['normal', BUDGET, 'at 80 % of a limit of the day sessions become cheaper.'],
  ] as const)('says what the stage %s means', (stage, budget, words) => {
    const text = messageText(costsReport({ ...FACTS, stage, budget }, 'en'));
    expect(text).toContain(words);
    expect(text.includes('🟠')).toBe(stage !== 'normal');
  });

  it('lists the models of the month only where they differ from those of the day', () => {
    expect(messageText(costsReport({ ...FACTS, month: FACTS.day }, 'en'))).not.toContain('This month by model');
  });

  it('counts the models that it does not list', () => {
    const month = Array.from({ length: 8 }, (_, index) => ({ ...MODEL, model: `model-${index}` }));
    const text = messageText(costsReport({ ...FACTS, models: { day: [], month } }, 'en'));
    expect(text).toContain('model-4');
    expect(text).not.toContain('model-5');
    expect(text).toContain('and 3 more.');
  });

  it('tells fills whose fee nobody knows', () => {
    const fees = { paid: quoteAmount('1'), unknownCount: 2 };
    expect(messageText(costsReport({ ...FACTS, fees }, 'en'))).toContain('2 fills whose fee is unknown');
  });

  it('says so when no model was called', () => {
    const none = { costUsd: usdAmount(0), tokens: 0, calls: 0, unpricedCalls: 0 };
    const text = messageText(costsReport({ ...FACTS, session: null, day: none, models: { day: [], month: [] } }, 'en'));
    expect(text).toContain('No model was called today.');
    expect(text).toContain('3.00 USD left');
  });

  it('fits a phone whatever the numbers', () => {
    const amounts = fc
      .integer({ min: 0, max: 2_000_000_000 })
      .map((micros) => usdAmount(micros).div(1_000_000) as ReturnType<typeof usdAmount>);
    const spent = fc.record({
      costUsd: amounts,
      tokens: fc.nat(2_000_000_000),
      calls: fc.nat(99_999),
      unpricedCalls: fc.nat(9_999),
    });
    fc.assert(
      fc.property(spent, spent, fc.nat(2_000_000_000), (day, month, tokens) => {
        const usage = { inputTokens: tokens, outputTokens: tokens, cacheReadTokens: tokens, cacheWriteTokens: tokens };
        const models = { day: [{ ...MODEL, ...day, usage }], month: [{ ...MODEL, ...month, usage }] };
        const report = costsReport(
          { ...FACTS, session: day, day, month, models, modes: [{ mode: 'duplicate_pairs', ...month }] },
          'en',
        );
        for (const block of report.blocks) {
          if (block.kind === 'headline') expect([...block.text].length).toBeLessThanOrEqual(53);
          if (block.kind !== 'table') continue;
          for (const line of tableLines(block)) expect([...line].length).toBeLessThanOrEqual(30);
        }
      }),
    );
  });
});
