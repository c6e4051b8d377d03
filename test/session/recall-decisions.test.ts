import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadTokenCounter } from '../../src/app/count-tokens.ts';
import { price, quoteAmount } from '../../src/domain/decimal.ts';
import { DEFAULT_SYMBOLS } from '../../src/domain/market-symbol.ts';
import type { OwnerNote } from '../../src/domain/owner-note.ts';
import { decodeProposal, type Proposal, type ProposalState } from '../../src/domain/proposal.ts';
import { HOUR_MS } from '../../src/domain/time.ts';
import type { RememberedRefusal, RememberedTrade } from '../../src/session/decision-memory.ts';
import { type MemoryFacts, recallDecisions } from '../../src/session/recall-decisions.ts';
import { ENTRY_PROPOSAL, LOOSER_STOP_PROPOSAL, OWNER, START } from '../report/stories/journal-fixture.ts';
import { INJECTION_TEXTS, MARKUP_TEXTS } from '../support/hostile-texts.ts';

const TOKENS_MAX = 500;
const NOTHING: MemoryFacts = { now: START, trades: [], refusals: [], proposals: [], notes: [] };

function proposalIn(state: ProposalState, id = 'P1'): Proposal {
  return { ...decodeProposal({ ...ENTRY_PROPOSAL, id }), state };
}

const BOUGHT: RememberedTrade = {
  at: START,
  symbol: 'ETHUSDT',
  proposalId: 'P1',
  reason: 'signal',
  price: price('2512.5'),
  stopPrice: price('2437'),
  sale: null,
};

function soldBy(reason: RememberedTrade['reason'], sale: Partial<NonNullable<RememberedTrade['sale']>> = {}): RememberedTrade {
  const realised = { pnl: quoteAmount('-37.21'), riskMultiple: -1.03, endedPosition: true, ...sale };
  return { ...BOUGHT, at: START + HOUR_MS, proposalId: null, reason, price: price('2436.1'), stopPrice: null, sale: realised };
}

function recall(facts: Partial<MemoryFacts>): readonly string[] {
  return recallDecisions({ ...NOTHING, ...facts });
}

describe('what models are told of the past', () => {
  it('is nothing where nothing happened', () => {
    expect(recall({})).toEqual([]);
  });

  it('is when something was bought, with which stop, and what its end realised in USDT and in risk', () => {
    expect(recall({ trades: [soldBy('protection'), BOUGHT] })).toEqual([
      'ETHUSDT 01-15 14:00 P1 bought at 2512.5, stop 2437',
      'ETHUSDT 01-15 15:00 stop hit, sold at 2436.1: -37.21 USDT, -1.0 R',
    ]);
  });

  it.each([
    ['signal', {}, 'sold at'],
    ['close-command', {}, 'a person sold at'],
    ['emergency-exit', {}, 'emergency exit, sold at'],
    ['unknown', {}, 'an order of nobody here sold at'],
    ['signal', { endedPosition: false }, 'sold a part at'],
  ] as const)('says how a sale by %s %j came about', (reason, sale, words) => {
    expect(recall({ trades: [soldBy(reason, sale)] })[0]).toContain(`15:00 ${words} 2436.1: -37.21 USDT`);
  });

  it('names no multiple of a risk that is not known', () => {
    expect(recall({ trades: [soldBy('signal', { riskMultiple: null })] })[0]).not.toContain(' R');
  });

  it.each<[ProposalState, string]>([
    [{ tag: 'rejected', by: OWNER, at: START, why: null }, 'rejected by a person'],
    [{ tag: 'rejected', by: OWNER, at: START, why: 'too <b>large</b>' }, 'rejected by a person, who wrote "too large"'],
    [{ tag: 'expired', at: START }, 'nobody answered in time'],
    [{ tag: 'superseded', at: START, byProposalId: 'P2' }, 'replaced by P2'],
    [{ tag: 'blocked', at: START, reasons: [{ code: 'advisor-only' }] }, 'refused on fresh prices: advisor-only'],
    [{ tag: 'failed', at: START, why: 'unfilled' }, 'nothing was traded: unfilled'],
  ])('says of a proposal that came to %j why', (state, words) => {
    expect(recall({ proposals: [proposalIn(state)] })).toEqual([`ETHUSDT 01-15 14:00 P1 open: ${words}`]);
  });

  it('tells a stop that was moved, and no executed trade a second time', () => {
    const executed: ProposalState = {
      tag: 'executed',
      at: START,
      clientOrderId: null,
      filledQuantity: '0',
      averagePrice: null,
    };
    const moved = { ...decodeProposal(LOOSER_STOP_PROPOSAL), state: executed };
    expect(recall({ proposals: [proposalIn(executed), moved] })).toEqual(['ETHUSDT 01-15 14:00 P3 move-stop to 2400: done']);
  });

  it('tells what is open, what the guard refused, and the notes that still hold', () => {
    const refusal: RememberedRefusal = {
      symbol: 'SOLUSDT',
      action: 'open',
      codes: ['position-size', 'cash-reserve'],
      count: 3,
      lastAt: START,
    };
    const note: OwnerNote = { number: 2, text: 'FOMC at "18:00"', expiresAt: START + HOUR_MS };
    expect(
      recall({
        proposals: [proposalIn({ tag: 'staged' }), proposalIn({ tag: 'executing', clientOrderId: null }, 'P4')],
        refusals: [refusal, { ...refusal, count: 1 }],
        notes: [note, { ...note, number: 1, expiresAt: START }],
      }),
    ).toEqual([
      'SOLUSDT open refused by the guard 3 times, last 01-15 14:00: position-size, cash-reserve',
      'SOLUSDT open refused by the guard last 01-15 14:00: position-size, cash-reserve',
      'ETHUSDT P1 open: waits for a person until 01-15 14:16',
      'ETHUSDT P4 open: is under way',
      `The owner's note 2, until 01-15 15:00: "FOMC at '18:00'"`,
    ]);
  });

  const texts = fc.oneof(
    fc.constantFrom(...INJECTION_TEXTS, ...MARKUP_TEXTS),
    fc.string({ unit: 'binary', maxLength: 400 }),
    fc.string({ unit: 'grapheme', maxLength: 400 }),
  );

  it('quotes every word of a person on one line, capped, without what could end the block', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const lines = recall({
          proposals: [proposalIn({ tag: 'rejected', by: OWNER, at: START, why: text })],
          notes: [{ number: 1, text, expiresAt: START + 1 }],
        });
        for (const line of lines) {
          expect(line).not.toMatch(/[<>{}`\p{C}\u2028\u2029]/u);
          expect(line.match(/"/g)).toHaveLength(2);
          expect([...line].length).toBeLessThan(360);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('is at most about 500 tokens, and keeps what is open and what the owner noted', async () => {
    const countTokens = await loadTokenCounter();
    const symbols = DEFAULT_SYMBOLS;
    const trades = symbols.flatMap((symbol) => [BOUGHT, soldBy('protection'), BOUGHT].map((trade) => ({ ...trade, symbol })));
    const refusals = symbols.map(
      (symbol): RememberedRefusal => ({
        symbol,
        action: 'open',
        codes: ['position-size', 'gross-exposure', 'cash-reserve', 'open-positions'],
        count: 12,
        lastAt: START,
      }),
    );
    const cyrillic = 'Не покупать перед заседанием ФРС и смотреть на объём. '.repeat(10);
    const states: readonly ProposalState[] = [
      { tag: 'staged' },
      { tag: 'rejected', by: OWNER, at: START, why: 'too much of the same for one day' },
      { tag: 'expired', at: START },
    ];
    const proposals = symbols.flatMap((symbol, place) =>
      states.map((state, index): Proposal => {
        const proposal = proposalIn(state, `P${place * 10 + index}`);
        return { ...proposal, signal: { ...proposal.signal, symbol } };
      }),
    );
    for (const text of [cyrillic, 'Buy less before the meeting of the bank. '.repeat(10), '🦀寺€'.repeat(100)]) {
      const notes = [1, 2, 3, 4, 5].map((number) => ({ number, text, expiresAt: START + number }));
      const lines = recall({ trades, refusals, proposals, notes });
      expect(countTokens(lines.join('\n')), text).toBeLessThanOrEqual(TOKENS_MAX);
      expect(lines.filter((line) => line.includes('waits for a person'))).toHaveLength(symbols.length);
      expect(lines.some((line) => line.startsWith("The owner's note"))).toBe(!text.includes('🦀'));
    }
    const usual = recall({ trades, refusals, proposals: proposals.slice(0, 5), notes: [] });
    expect(countTokens(usual.join('\n'))).toBeLessThanOrEqual(TOKENS_MAX);
    expect(usual.filter((line) => line.includes('stop hit'))).toHaveLength(symbols.length);
  });
});
