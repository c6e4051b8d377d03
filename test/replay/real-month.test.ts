import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { decodeTradeTerms, type TradeTerms } from '../../src/domain/approved-trade.ts';
import { type JournalEntry, MAIN_BOOK_ID, type SnapshotSummary } from '../../src/domain/journal-entry.ts';
import { PortfolioManager } from '../../src/portfolio/portfolio-manager.ts';
import { projectRoot } from '../support/project-root.ts';
import { storyOf } from '../support/story-of.ts';
import { replayInProcess } from './replay-rig.ts';

const CANDLES = process.env['STEWARD_CANDLES'];
const POSITION_FRACTION_MAX = 0.25;
const PATIENCE_MS = 120_000;

describe.skipIf(CANDLES === undefined)('a replay of January 2024, with STEWARD_CANDLES set', () => {
  let entries: readonly JournalEntry[] = [];

  beforeAll(async () => {
    const lines = await replayInProcess({
      candles: CANDLES ?? '',
      config: join(projectRoot, 'config'),
      from: Date.UTC(2024, 0, 1),
      to: Date.UTC(2024, 1, 1),
    });
    entries = lines.map(({ entry }) => entry);
  }, PATIENCE_MS);

  it('ends every one of its 744 sessions, and trades in them', () => {
    const story = storyOf(entries);
    expect(story.filter((word) => word === 'session-closed completed')).toHaveLength(744);
    expect(story.filter((word) => word === 'fill-booked BUY' || word === 'fill-booked buy').length).toBeGreaterThan(5);
  });

  it.each(['drift-found', 'position-unprotected', 'alert-raised', 'slot-missed'] as const)('never has a fact %s', (kind) => {
    expect(entries.filter(({ fact }) => fact.kind === kind)).toEqual([]);
  });

  it('lets no entry make a position larger than its share of the book', () => {
    const shares = sharesOfEntries(entries);
    expect(shares.length).toBeGreaterThan(5);
    expect(Math.max(...shares)).toBeLessThanOrEqual(POSITION_FRACTION_MAX);
  });
});

/** The share of the book that each approved entry and what is held of its symbol come to, at the prices of its session. */
function sharesOfEntries(entries: readonly JournalEntry[]): readonly number[] {
  const portfolio = new PortfolioManager({ bookId: MAIN_BOOK_ID });
  const shares: number[] = [];
  let markets: readonly SnapshotSummary[] = [];
  for (const entry of entries) {
    portfolio.apply(entry);
    if (entry.fact.kind === 'snapshot-taken') markets = entry.fact.markets;
    const terms = approvedTerms(entry);
    if (terms?.purpose === 'entry') shares.push(shareAfter(terms, { portfolio, markets }));
  }
  return shares;
}

function approvedTerms({ fact }: JournalEntry): TradeTerms | null {
  return fact.kind === 'signal-assessed' && fact.verdict.tag !== 'refused' ? decodeTradeTerms(fact.verdict.terms) : null;
}

function shareAfter(
  { symbol, quantity, referencePrice }: Extract<TradeTerms, { readonly purpose: 'entry' }>,
  known: { readonly portfolio: PortfolioManager; readonly markets: readonly SnapshotSummary[] },
): number {
  const { cash, positions } = known.portfolio.book;
  const closeOf = new Map(known.markets.map((market) => [market.symbol, market.close]));
  const values = positions.map((position) => ({
    symbol: position.symbol,
    value: position.quantity.toNumber() * (closeOf.get(position.symbol) ?? Number.NaN),
  }));
  const equity = values.reduce((sum, { value }) => sum + value, cash.toNumber());
  const held = values.find((position) => position.symbol === symbol)?.value ?? 0;
  return (held + quantity.times(referencePrice).toNumber()) / equity;
}
