import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChatMessage } from '../../src/domain/chat-message.ts';
import { Decimal, fraction, price, quantity, quoteAmount } from '../../src/domain/decimal.ts';
import type { JournalFact } from '../../src/domain/journal-entry.ts';
import type { MarketSymbol } from '../../src/domain/market-symbol.ts';
import type { PortfolioRow, PortfolioTable } from '../../src/domain/portfolio-table.ts';
import { decodeProposal, type StoredProposal } from '../../src/domain/proposal.ts';
import { confirmReport } from '../../src/report/commands/confirm-report.ts';
import { decisionReport } from '../../src/report/commands/decision-report.ts';
import { pendingReport } from '../../src/report/commands/pending-report.ts';
import { portfolioReport } from '../../src/report/commands/portfolio-report.ts';
import { positionsReport } from '../../src/report/commands/positions-report.ts';
import { riskReport } from '../../src/report/commands/risk-report.ts';
import { statusReport } from '../../src/report/commands/status-report.ts';
import { tradesReport } from '../../src/report/commands/trades-report.ts';
import { MessageFold } from '../../src/report/stories/message-fold.ts';
import { TradeHistoryFold } from '../../src/report/stories/trade-history-fold.ts';
import { messageLength, tableLines } from './message-text.ts';
import { AS_OF, portfolioTable } from './portfolio-fixture.ts';
import {
  ENTRY_PROPOSAL,
  entryFilled,
  journalOf,
  OPENED,
  SESSION_ID,
  STARTED,
  stopHit,
  type TimedFact,
} from './stories/journal-fixture.ts';

const HEADLINE_LENGTH_MAX = 55;
const TABLE_WIDTH_MAX = 30;
const MESSAGE_LENGTH_MAX = 800;
/** Each run tells a whole life of a position; the numbers at the edges come often. */
const RUNS = 50;
const MARKUP = [
  '<b>',
  '</pre>',
  '&amp;',
  '<script>alert(1)</script>',
  '*_`[x](tg://user?id=1)',
  '\u001b[2J',
  '@everyone',
  '/panic',
  '\n\n# ',
  '"',
  '…',
];

const symbols = fc.constantFrom<MarketSymbol>('BTCUSDT', 'ETHUSDT', '1000000MOGUSDT', 'AVERYLONGCOINNAMEUSDT');
/** From 0.00001 to a million, and everything between. */
const prices = fc.oneof(
  fc.constantFrom('1000000', '0.00001', '999.995', '1e-8', '123456.789'),
  fc
    .tuple(fc.integer({ min: 1, max: 9_999_999 }), fc.integer({ min: -10, max: 0 }))
    .map(([digits, exponent]) => new Decimal(`${digits}e${exponent}`).toFixed()),
);
const quantities = fc
  .tuple(fc.integer({ min: 1, max: 9_999_999 }), fc.integer({ min: -8, max: 3 }))
  .map(([digits, exponent]) => new Decimal(`${digits}e${exponent}`).toFixed());
const reasonings = fc
  .array(fc.oneof(fc.string({ maxLength: 40 }), fc.constantFrom(...MARKUP)), { maxLength: 20 })
  .map((parts) => parts.join(' ').slice(0, 400));

const trades = fc.record({
  symbol: symbols,
  price: prices,
  quantity: quantities,
  stop: prices,
  equity: prices,
  reasoning: reasonings,
});
type Trade = typeof trades extends fc.Arbitrary<infer Value> ? Value : never;

function proposalOf(trade: Trade): StoredProposal {
  const { symbol, stop } = trade;
  return {
    ...ENTRY_PROPOSAL,
    signal: { ...ENTRY_PROPOSAL.signal, symbol, reasoning: trade.reasoning },
    terms: {
      purpose: 'entry',
      symbol,
      quantity: trade.quantity,
      referencePrice: trade.price,
      priceMax: trade.price,
      stopPrice: stop,
      targetPrice: trade.price,
    },
    confirmationReasons: [{ code: 'notional-above', notional: trade.price, threshold: stop }],
  };
}

/** A life of one position with these numbers: asked, bought, covered, moved, stopped out, reported. */
function lifeOf(trade: Trade): readonly TimedFact[] {
  const retold = (fact: JournalFact): JournalFact => {
    switch (fact.kind) {
      case 'order-intended': {
        const { order } = fact.intent.request;
        const changed = { ...order, symbol: trade.symbol, quantity: trade.quantity };
        return { ...fact, intent: { ...fact.intent, request: { kind: 'order', order: changed } } };
      }
      case 'order-changed':
        return fact.state.tag === 'filled' ? { ...fact, state: { ...fact.state, filledQuantity: trade.quantity } } : fact;
      case 'fill-booked':
        return {
          ...fact,
          fill: {
            ...fact.fill,
            symbol: trade.symbol,
            quantity: trade.quantity,
            price: fact.fill.side === 'buy' ? trade.price : trade.stop,
          },
        };
      case 'stop-set':
      case 'position-protected':
        return { ...fact, symbol: trade.symbol, stopPrice: trade.stop };
      default:
        return fact;
    }
  };
  const life: readonly TimedFact[] = [
    ...entryFilled(2),
    [3, { kind: 'stop-set', symbol: trade.symbol, stopPrice: trade.price, targetPrice: trade.price, by: 'P2' }],
    ...stopHit(90),
  ];
  return [
    [-60, OPENED, null],
    [0, STARTED],
    [0, { kind: 'signal-received', signalId: 's1', agent: 'trader', signal: proposalOf(trade).signal }],
    [1, { kind: 'proposal-staged', proposal: proposalOf(trade) }],
    ...life.map(([minute, fact, session]): TimedFact => [minute, retold(fact), session ?? SESSION_ID]),
    [91, { kind: 'equity-marked', cash: trade.price, equity: trade.equity, marks: {} }],
    [91, { kind: 'session-closed', outcome: { tag: 'completed' }, durationMs: 1 }],
    [92, { kind: 'proposal-staged', proposal: { ...proposalOf(trade), id: 'P2' } }],
    [93, { kind: 'proposal-changed', proposalId: 'P2', state: { tag: 'expired', at: AS_OF } }],
  ];
}

function rowOf(trade: Trade): PortfolioRow {
  const cost = new Decimal(trade.quantity).times(trade.stop);
  const value = new Decimal(trade.quantity).times(trade.price);
  return {
    symbol: trade.symbol,
    quantity: quantity(trade.quantity),
    averageCost: price(trade.stop),
    costBasis: quoteAmount(cost),
    stopPrice: price(trade.stop),
    targetPrice: price(trade.price),
    mark: price(trade.price),
    value: quoteAmount(value),
    pnl: quoteAmount(value.minus(cost)),
    pnlFraction: fraction(value.minus(cost).div(cost)),
    weightFraction: fraction(value.div(value.plus(trade.equity))),
    openedAt: AS_OF - 1_000_000,
  };
}

function commandReports(trade: Trade): readonly ChatMessage[] {
  const table: PortfolioTable = portfolioTable([rowOf(trade), rowOf({ ...trade, symbol: 'BTCUSDT' })], trade.equity);
  const proposal = decodeProposal(proposalOf(trade));
  const history = new TradeHistoryFold({ lengthMax: 3 });
  for (const entry of journalOf(lifeOf(trade))) history.apply(entry);
  const stops = new Map([[trade.symbol, { resting: price(trade.price), wanted: price(trade.stop) }]]);
  const command = { name: 'confirm', arguments: [] };
  return [
    statusReport(
      {
        venue: 'live',
        control: 'halted',
        autonomy: 'advisor',
        mode: 'duplicate_pairs',
        deliberators: ['rules, no model'],
        now: AS_OF,
        table,
        drawdownFractionMax: 0.1,
        stops: { covered: 1, positions: 2 },
        lastAuditAt: AS_OF,
        drifts: [{ asset: 'BTC', difference: quantity(trade.quantity) }],
        lastSession: null,
        nextSessionAt: null,
        openProposals: [],
      },
      'en',
    ),
    portfolioReport({ venue: 'live', table }, 'en'),
    positionsReport({ venue: 'live', table, stops }, 'en'),
    pendingReport({ venue: 'live', now: AS_OF, proposals: [proposal] }, 'en'),
    tradesReport({ venue: 'live', history: history.history() }, 'en'),
    decisionReport({ venue: 'live', proposalId: 'P1', result: { tag: 'too-late', proposal } }, 'en'),
    confirmReport(
      { venue: 'live', question: { what: 'close', rows: table.rows, fraction: 1 }, confirm: command, cancel: command },
      'en',
    ),
    riskReport(
      {
        venue: 'live',
        rows: [
          {
            key: 'positionFractionMax',
            meaning: 'm',
            value: Number(trade.price),
            limit: Number(trade.stop),
            unit: 'fraction',
            bound: 'maximum',
          },
          { key: 'confirmAboveQuote', meaning: 'm', value: null, limit: Number(trade.price), unit: 'quote', bound: 'maximum' },
        ],
        kept: [{ key: 'positionFractionMax', kept: Number(trade.price), asked: Number(trade.stop) }],
      },
      'en',
    ),
  ];
}

function expectReadable(message: ChatMessage): void {
  const [first, second] = message.blocks;
  expect(first?.kind).toBe('headline');
  if (first?.kind === 'headline') expect([...`${first.icon} ${first.text}`].length).toBeLessThanOrEqual(HEADLINE_LENGTH_MAX);
  expect(second?.kind).toBe('line');
  for (const block of message.blocks) {
    if (block.kind !== 'table') continue;
    expect(block.rows.every((row) => row.length === block.align.length)).toBe(true);
    for (const line of tableLines(block)) expect([...line].length).toBeLessThanOrEqual(TABLE_WIDTH_MAX);
  }
}

function tellLife(trade: Trade): readonly ChatMessage[] {
  const fold = new MessageFold({ venue: 'live', language: 'en' });
  return journalOf(lifeOf(trade)).flatMap((entry) => fold.apply(entry));
}

describe('every message, whatever its numbers', () => {
  it('has a first line, a badge and tables that a phone shows whole', () => {
    fc.assert(
      fc.property(trades, (trade) => {
        const told = tellLife(trade);
        expect(told.length).toBeGreaterThanOrEqual(5);
        for (const message of told) {
          expectReadable(message);
          expect(message.blocks[1]).toMatchObject({ text: expect.stringMatching(/^LIVE/) });
          expect(messageLength(message)).toBeLessThanOrEqual(MESSAGE_LENGTH_MAX);
        }
      }),
      { numRuns: RUNS },
    );
  });

  it('answers commands within the same bounds', () => {
    fc.assert(
      fc.property(trades, (trade) => {
        for (const message of commandReports(trade)) expectReadable(message);
      }),
      { numRuns: RUNS },
    );
  });

  it('keeps the words of a model in quotes alone', () => {
    fc.assert(
      fc.property(trades, fc.constantFrom(...MARKUP), (trade, markup) => {
        const marked = { ...trade, reasoning: `CANARY ${markup}` };
        const blocks = tellLife(marked).flatMap((message) => message.blocks);
        const quoted = blocks.filter((block) => block.kind === 'quote');
        expect(quoted.length).toBeGreaterThan(0);
        expect(JSON.stringify(blocks.filter((block) => block.kind !== 'quote'))).not.toContain('CANARY');
      }),
      { numRuns: RUNS },
    );
  });

  it('leaves markup in quotes as it is', () => {
    const reasoning = '<script>alert("x")</script> & *bold* [x](http://y) /panic';
    const blocks = tellLife({
      symbol: 'ETHUSDT',
      price: '2500',
      quantity: '1',
      stop: '2400',
      equity: '10000',
      reasoning,
    }).flatMap(({ blocks }) => blocks);
    expect(blocks.filter((block) => block.kind === 'quote').map(({ text }) => text)).toContain(reasoning);
  });
});
