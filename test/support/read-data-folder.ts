import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readJournal } from '../../src/adapters/journal/read-journal.ts';
import { decodeFill, type Fill } from '../../src/domain/fill.ts';
import type { Instrument } from '../../src/domain/instrument.ts';
import { type JournalEntry, MAIN_BOOK_ID } from '../../src/domain/journal-entry.ts';
import { DEFAULT_SYMBOLS, type MarketSymbol } from '../../src/domain/market-symbol.ts';
import { OrderTracker } from '../../src/execution/order-tracker.ts';
import { PortfolioManager } from '../../src/portfolio/portfolio-manager.ts';
import { DEFAULT_FEES, instrumentsOf } from '../../src/simulator/instrument-presets.ts';
import { SimulatedExchange } from '../../src/simulator/simulated-exchange.ts';

/** What a stopped bot left behind: its own books, and the exchange's. */
export interface DataFolder {
  readonly entries: readonly JournalEntry[];
  readonly orders: OrderTracker;
  readonly portfolio: PortfolioManager;
  /** The account as the exchange has it, at the time of its last record. */
  readonly exchange: SimulatedExchange;
  readonly bookedFills: readonly Fill[];
  readonly instruments: ReadonlyMap<MarketSymbol, Instrument>;
}

export async function readDataFolder(dataDir: string): Promise<DataFolder> {
  const entries: JournalEntry[] = [];
  const orders = new OrderTracker();
  const portfolio = new PortfolioManager({ bookId: MAIN_BOOK_ID });
  const bookedFills: Fill[] = [];
  for await (const entry of readJournal(join(dataDir, 'journal'))) {
    entries.push(entry);
    orders.apply(entry);
    portfolio.apply(entry);
    if (entry.fact.kind === 'fill-booked') bookedFills.push(decodeFill(entry.fact.fill));
  }
  const records = readFileSync(join(dataDir, 'simulated-account.jsonl'), 'utf8').trim().split('\n');
  const instruments = instrumentsOf({ preset: 'spot-2026', symbols: DEFAULT_SYMBOLS });
  const endedAt = entries.at(-1)?.at ?? 0;
  const exchange = new SimulatedExchange({
    clock: { now: () => endedAt },
    // Nothing more happens to an account whose market stands still.
    future: { candleAt: () => null },
    instruments,
    fees: DEFAULT_FEES,
    balances: {},
    store: { load: () => records, append: () => undefined },
  });
  return { entries, orders, portfolio, exchange, bookedFills, instruments: new Map(instruments.map((one) => [one.symbol, one])) };
}
