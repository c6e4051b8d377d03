import { describe, expect, it } from 'vitest';
import type { Encoded } from '../../src/domain/encoded.ts';
import type { ConfirmationReason, Reduction } from '../../src/domain/risk-verdict.ts';
import { explainConfirmationReason } from '../../src/report/explain-confirmation-reason.ts';
import { explainReduction } from '../../src/report/explain-reduction.ts';
import { explainTerms } from '../../src/report/explain-terms.ts';
import { explainVerdict, verdictSentences } from '../../src/report/explain-verdict.ts';

const ENTRY = {
  purpose: 'entry',
  symbol: 'BTCUSDT',
  quantity: '0.0115',
  referencePrice: '42000',
  priceMax: '42210',
  stopPrice: '39900',
  targetPrice: null,
} as const;

/** A new code without a text here does not compile. */
const CONFIRMATIONS: {
  readonly [Code in ConfirmationReason['code']]: readonly [Encoded<Extract<ConfirmationReason, { readonly code: Code }>>, string];
} = {
  'every-entry': [{ code: 'every-entry' }, 'Every entry is asked for at this autonomy.'],
  'notional-above': [
    { code: 'notional-above', notional: '1200', threshold: '500' },
    'The trade is worth 1,200.00 USDT; above 500.00 USDT a person is asked.',
  ],
  'share-above': [
    { code: 'share-above', shareFraction: '0.123', thresholdFraction: '0.1' },
    'The trade is 12.3 % of the book; above 10 % a person is asked.',
  ],
  'low-confidence': [
    { code: 'low-confidence', confidenceFraction: 0.45, thresholdFraction: '0.6' },
    'The confidence is 45 %; below 60 % a person is asked.',
  ],
  'new-symbol': [{ code: 'new-symbol', symbol: 'SOLUSDT' }, 'It would be the first trade in SOLUSDT.'],
  'first-trade': [{ code: 'first-trade' }, 'It would be the first trade of this book.'],
  'stop-loosened': [{ code: 'stop-loosened', from: '40000', to: '39000' }, 'The stop would fall from 40000 to 39000 USDT.'],
};

const REDUCTIONS: {
  readonly [Code in Reduction['code']]: readonly [Encoded<Extract<Reduction, { readonly code: Code }>>, string];
} = {
  'rounded-to-step': [
    { code: 'rounded-to-step', from: '0.011567', to: '0.0115' },
    'The quantity was rounded from 0.011567 to 0.0115, which the market accepts.',
  ],
  'aggregated-size': [{ code: 'aggregated-size', from: 1, to: 0.75 }, 'The size step 1 became 0.75, as the votes add up.'],
};

describe('explainConfirmationReason', () => {
  it.each(Object.values(CONFIRMATIONS))('says of %o', (reason, text) => {
    expect(explainConfirmationReason(reason, 'en')).toBe(text);
  });
});

describe('explainReduction', () => {
  it.each(Object.values(REDUCTIONS))('says of %o', (reduction, text) => {
    expect(explainReduction(reduction, 'en')).toBe(text);
  });
});

describe('explainTerms', () => {
  it.each([
    [
      'an entry with a target',
      { ...ENTRY, targetPrice: '46200' },
      'buy 0.0115 BTC at about 42000 USDT (483.00 USDT), paying at most 42210 USDT each; stop 39900 USDT (-5 %), target 46200 USDT (+10 %)',
    ],
    [
      'an exit',
      { purpose: 'exit', symbol: 'ADAUSDT', quantity: '1000', referencePrice: '0.45231' },
      'sell 1000 ADA at about 0.45231 USDT (452.31 USDT)',
    ],
    [
      'a stop',
      { purpose: 'stop', symbol: 'BTCUSDT', quantity: '0.0115', stopPrice: '39900' },
      'stop at 39900 USDT for 0.0115 BTC',
    ],
    [
      'a moved stop',
      { purpose: 'move-stop', symbol: 'BTCUSDT', stopPrice: '41000', referencePrice: '42000' },
      'move the stop of BTCUSDT to 41000 USDT (-2.38 %)',
    ],
  ] as const)('tells %s', (_name, terms, text) => {
    expect(explainTerms(terms, 'en')).toBe(text);
  });
});

describe('verdictSentences', () => {
  it('tells what is approved and what was rounded', () => {
    expect(verdictSentences({ tag: 'approved', terms: ENTRY, reductions: [REDUCTIONS['rounded-to-step'][0]] }, 'en')).toEqual([
      'Approved: buy 0.0115 BTC at about 42000 USDT (483.00 USDT), paying at most 42210 USDT each; stop 39900 USDT (-5 %), no target.',
      'The quantity was rounded from 0.011567 to 0.0115, which the market accepts.',
    ]);
  });

  it('tells why a person is asked', () => {
    const lines = verdictSentences(
      { tag: 'needs-confirmation', terms: ENTRY, reductions: [], why: [{ code: 'first-trade' }] },
      'en',
    );
    expect(lines[0]).toMatch(/^Approved if a person confirms: buy 0\.0115 BTC/);
    expect(lines.slice(1)).toEqual(['It would be the first trade of this book.']);
  });

  it('tells why it refuses and the most that would pass, rounded down', () => {
    const reasons = [{ code: 'position-size', value: '3120', valueMax: '2500' }] as const;
    expect(verdictSentences({ tag: 'refused', reasons, maximum: { quoteAmount: '812.409', sizeStep: 0.5 } }, 'en')).toEqual([
      'Refused.',
      'The position would be worth 3,120.00 USDT; at most 2,500.00 USDT is allowed.',
      'At most 812.40 USDT (size step 0.5) would pass.',
    ]);
  });

  it('says when no size step fits the most that would pass', () => {
    const record = {
      tag: 'refused',
      reasons: [{ code: 'stop-missing' }],
      maximum: { quoteAmount: '12', sizeStep: null },
    } as const;
    expect(verdictSentences(record, 'en').at(-1)).toBe(
      'At most 12.00 USDT would pass, which is less than the smallest size step.',
    );
    expect(verdictSentences({ ...record, maximum: null }, 'en')).toHaveLength(2);
  });
});

describe('explainVerdict', () => {
  it('puts the sentences in a row', () => {
    const record = { tag: 'refused', reasons: [{ code: 'stop-missing' }], maximum: null } as const;
    expect(explainVerdict(record, 'en')).toBe('Refused. The stop is missing: every entry needs one.');
  });
});
