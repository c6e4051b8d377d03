import { join } from 'node:path';
import { expect } from 'vitest';
import { verifyJournal } from '../../src/adapters/journal/verify-journal.ts';
import { add, floorToStep, ZERO_QUANTITY } from '../../src/domain/decimal.ts';
import { fillKey } from '../../src/domain/fill.ts';
import { reconcile } from '../../src/execution/reconcile.ts';
import { type DataFolder, readDataFolder } from './read-data-folder.ts';

/**
 * What must hold of every data folder whose process has ended: the journal is whole, the books are the simulated account's, no proposal has
 * two orders, every position is protected.
 */
export async function expectSoundFolder(dataDir: string): Promise<DataFolder> {
  const folder = await readDataFolder(dataDir);
  expect(await verifyJournal(join(dataDir, 'journal'))).toMatchObject({ tag: 'sound' });
  await expectBooksOfTheExchange(folder);
  expectOneOrderPerProposal(folder);
  expectProtected(folder);
  return folder;
}

async function expectBooksOfTheExchange({ orders, portfolio, exchange, bookedFills }: DataFolder): Promise<void> {
  const fills = [];
  for (const symbol of new Set(bookedFills.map((fill) => fill.symbol))) {
    fills.push(...(await exchange.fetchFills({ symbol, afterFillId: null })));
  }
  expect(bookedFills.map(fillKey).sort()).toEqual(fills.map(fillKey).sort());
  const account = { openOrders: await exchange.fetchOpenOrders(), fills, balances: await exchange.fetchBalances() };
  expect(reconcile({ orders, book: portfolio.book, account, orderPrefix: 'stw', accountIsShared: false })).toEqual([]);
}

function expectOneOrderPerProposal({ entries }: DataFolder): void {
  const proposalIds = entries.flatMap(({ fact }) =>
    fact.kind === 'order-intended' && fact.intent.proposalId !== null ? [fact.intent.proposalId] : [],
  );
  expect([...new Set(proposalIds)]).toEqual(proposalIds);
}

/** The stops of every position sell all of it that the market can sell; what is below the market's step is dust. */
function expectProtected({ orders, portfolio, instruments }: DataFolder): void {
  for (const { symbol, quantity } of portfolio.book.positions) {
    const sellable = floorToStep(quantity, instruments.get(symbol)?.stepSize ?? quantity);
    const covered = orders.protectionOf(symbol).liveStops.reduce((sum, stop) => add(sum, stop.remainingQuantity), ZERO_QUANTITY);
    expect(covered.toFixed(), symbol).toBe(sellable.toFixed());
  }
}
