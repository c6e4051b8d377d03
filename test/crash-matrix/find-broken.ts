import { join } from 'node:path';
import { readJournal } from '../../src/adapters/journal/read-journal.ts';
import { Decimal } from '../../src/domain/decimal.ts';
import { type JournalEntry, MAIN_BOOK_ID } from '../../src/domain/journal-entry.ts';
import { baseAssetOf } from '../../src/domain/market-symbol.ts';
import { OrderTracker } from '../../src/execution/order-tracker.ts';
import { PortfolioManager } from '../../src/portfolio/portfolio-manager.ts';
import { isOwn } from '../simulation/own-books.ts';
import { runSteward } from '../support/run-steward.ts';
import { type CrashStand, FOREIGN_COINS, SYMBOL } from './crash-stand.ts';
import { executed } from './ended-as.ts';

/** From the start until a position that lost its stop has one again. Where time passes faster, processes are as slow as ever. */
const REPAIRED_MS = 30_000;

/** What must hold after every crash, by the exchange's own books and by the journal. @returns a sentence for each thing that does not. */
export async function findBroken(stand: CrashStand): Promise<readonly string[]> {
  stand.own.refresh();
  return [
    ...sentTwice(stand),
    ...beyondRequest(stand),
    ...foreignCoinsTouched(stand),
    ...(await journalBroken(stand.dataDir)),
    ...(await booksDiffer(stand)),
  ];
}

function sentTwice({ gate }: CrashStand): readonly string[] {
  const sent = new Set<string>();
  return gate.seen
    .flatMap(({ clientOrderIds }) => clientOrderIds)
    .flatMap((id) => {
      const isAgain = sent.has(id);
      sent.add(id);
      return isAgain ? [`${id} was sent twice`] : [];
    });
}

/** No order is filled beyond what it asked for, and the one decision to buy is carried out once. */
function beyondRequest({ gate, venue }: CrashStand): readonly string[] {
  const orders = venue.account.orders.filter(({ clientOrderId }) => isOwn(clientOrderId));
  const requested = new Map(
    gate.seen.flatMap(({ parameters }) =>
      [
        ['newClientOrderId', 'quantity'],
        ['workingClientOrderId', 'workingQuantity'],
      ].map(([id = '', quantity = '']) => [parameters.get(id) ?? '', parameters.get(quantity)] as const),
    ),
  );
  const tooMuch = orders.flatMap(({ clientOrderId, executedQuantity }) => {
    const most = requested.get(clientOrderId);
    return most !== undefined && most !== null && executedQuantity.gt(most)
      ? [`${clientOrderId} asked for ${most} and got ${executedQuantity}`]
      : [];
  });
  const entries = orders.filter(({ request, executedQuantity }) => request.side === 'BUY' && executedQuantity.gt(0));
  const [bought, sold] = [executed(orders, 'BUY'), executed(orders, 'SELL')];
  return [
    ...tooMuch,
    ...(entries.length > 1 ? [`one decision bought ${entries.length} times, ${bought} in all`] : []),
    ...(sold.gt(bought) ? [`${sold} was sold of ${bought} that was bought`] : []),
  ];
}

function foreignCoinsTouched({ venue, own }: CrashStand): readonly string[] {
  const asset = baseAssetOf(SYMBOL);
  const balance = venue.account.reads.balances().find((known) => known.asset === asset);
  const left = new Decimal(balance?.free ?? 0).plus(balance?.locked ?? 0).minus(own.owned(SYMBOL));
  return left.eq(FOREIGN_COINS) ? [] : [`of the owner's ${FOREIGN_COINS} ${asset} there are ${left}`];
}

async function journalBroken(dataDir: string): Promise<readonly string[]> {
  const { code, stdout, stderr } = await runSteward(['verify', '--data-dir', dataDir]);
  return code === 0 ? [] : [`steward verify: ${stdout}${stderr}`];
}

async function booksDiffer(stand: CrashStand): Promise<readonly string[]> {
  const { dataDir, venue, own } = stand;
  const orders = new OrderTracker();
  const portfolio = new PortfolioManager({ bookId: MAIN_BOOK_ID });
  const booked: string[] = [];
  const entries: JournalEntry[] = [];
  for await (const entry of readJournal(join(dataDir, 'journal'))) {
    entries.push(entry);
    orders.apply(entry);
    portfolio.apply(entry);
    if (entry.fact.kind === 'fill-booked') booked.push(entry.fact.fill.id);
  }
  const traded = venue.account
    .tradesOf(SYMBOL)
    .filter(({ orderId }) => isOwn(venue.account.reads.orderNow(orderId).clientOrderId))
    .map(({ id }) => String(id));
  const held = portfolio.book.positions.find((position) => position.symbol === SYMBOL)?.quantity ?? new Decimal(0);
  const isDust = held.isZero() && own.sellable(SYMBOL).isZero();
  return [
    ...orders.inDoubt().map(({ intent, state }) => `${intent.clientOrderId} is still in doubt: ${state.tag}`),
    ...(booked.toSorted().join() === traded.toSorted().join()
      ? []
      : [`booked are the fills ${booked.join()}, traded were ${traded.join()}`]),
    ...(isDust || held.eq(own.owned(SYMBOL)) ? [] : [`the book holds ${held}, the exchange's trades give ${own.owned(SYMBOL)}`]),
    ...repairedLate(entries, stand),
  ];
}

/** The stop that stands at the end was there soon after the last start. */
function repairedLate(entries: readonly JournalEntry[], { own, venue }: CrashStand): readonly string[] {
  const startedAt = entries.findLast(({ fact }) => fact.kind === 'process-started')?.at ?? 0;
  return own
    .stopsOf(SYMBOL)
    .filter(({ placedAt }) => placedAt - startedAt > REPAIRED_MS * venue.time.speed)
    .map(({ clientOrderId, placedAt }) => `the stop ${clientOrderId} came ${placedAt - startedAt} ms after the start`);
}
