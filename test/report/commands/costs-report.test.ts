import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quoteAmount, usdAmount } from '../../../src/domain/decimal.ts';
import { type CostsFacts, type CostsOfModel, costsReport } from '../../../src/report/commands/costs-report.ts';
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

const FACTS: CostsFacts = {
  venue: 'paper',
  now: Date.UTC(2026, 10, 25, 14),
  session: { costUsd: usdAmount('0.0712'), tokens: 61_000, unpricedCalls: 0 },
  day: { costUsd: usdAmount('0.4213'), tokens: 374_295, unpricedCalls: 0 },
  month: { costUsd: usdAmount('9.5'), tokens: 8_400_000, unpricedCalls: 0 },
  models: [MODEL],
  budget: { sessionUsdMax: 0.5, dayUsdMax: 3, sessionTokensMax: 200_000, dayTokensMax: 2_000_000 },
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
        Today     0.42 USD  3.00 USD
         tokens     374.3k        2M
        Month     9.50 USD          
         tokens       8.4M          
      claude-sonnet-5-5 · 12 calls · 0.42 USD
        Input       950
        Cached     340k
        To cache    21k
        Output    12.3k
      Trading fees today: 1.23 USDT."
    `);
  });

  it('says that a cost is unknown where no price is known, never that it is nothing', () => {
    const unpriced = { ...MODEL, model: 'some-new-model', costUsd: usdAmount(0), unpricedCalls: 12 };
    const spent = { costUsd: usdAmount(0), tokens: 374_295, unpricedCalls: 12 };
    const text = messageText(costsReport({ ...FACTS, session: null, day: spent, month: spent, models: [unpriced] }, 'en'));
    expect(text).toContain('12 calls of unknown cost');
    expect(text).toContain('unknown');
    expect(text).toContain('only the limits of tokens hold');
    expect(text).not.toMatch(/0\.00 USD today/);
  });

  it('tells known and unknown costs side by side', () => {
    const day = { ...FACTS.day, unpricedCalls: 2 };
    const models = [{ ...MODEL, unpricedCalls: 2 }];
    const text = messageText(costsReport({ ...FACTS, day, models }, 'en'));
    expect(text).toContain('0.42 USD+?');
    expect(text).toContain('0.42 USD + 2 calls of unknown cost');
  });

  it.each([
    { name: 'USD', day: { ...FACTS.day, costUsd: usdAmount(3) } },
    { name: 'tokens', day: { ...FACTS.day, tokens: 2_000_000 } },
  ])('says first that the budget of $name is used up', ({ day }) => {
    expect(messageText(costsReport({ ...FACTS, day }, 'en'))).toMatch(/🟠 Budget of the day/);
  });

  it('tells fills whose fee nobody knows', () => {
    const fees = { paid: quoteAmount('1'), unknownCount: 2 };
    expect(messageText(costsReport({ ...FACTS, fees }, 'en'))).toContain('2 fills whose fee is unknown');
  });

  it('says so when no model was called', () => {
    const none = { costUsd: usdAmount(0), tokens: 0, unpricedCalls: 0 };
    const text = messageText(costsReport({ ...FACTS, session: null, day: none, models: [] }, 'en'));
    expect(text).toContain('No model was called today.');
    expect(text).toContain('3.00 USD left');
  });

  it('fits a phone whatever the numbers', () => {
    const amounts = fc
      .integer({ min: 0, max: 2_000_000_000 })
      .map((micros) => usdAmount(micros).div(1_000_000) as ReturnType<typeof usdAmount>);
    const spent = fc.record({ costUsd: amounts, tokens: fc.nat(2_000_000_000), unpricedCalls: fc.nat(9_999) });
    fc.assert(
      fc.property(spent, spent, fc.nat(2_000_000_000), (day, month, tokens) => {
        const usage = { inputTokens: tokens, outputTokens: tokens, cacheReadTokens: tokens, cacheWriteTokens: tokens };
        const report = costsReport({ ...FACTS, session: day, day, month, models: [{ ...MODEL, ...day, usage }] }, 'en');
        for (const block of report.blocks) {
          if (block.kind === 'headline') expect([...block.text].length).toBeLessThanOrEqual(53);
          if (block.kind !== 'table') continue;
          for (const line of tableLines(block)) expect([...line].length).toBeLessThanOrEqual(30);
        }
      }),
    );
  });
});
