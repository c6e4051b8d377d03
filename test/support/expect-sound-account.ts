import { expect } from 'vitest';
import { add, floorToStep, ZERO_QUANTITY } from '../../src/domain/decimal.ts';
import { decodeFill, fillKey } from '../../src/domain/fill.ts';
import { reconcile } from '../../src/execution/reconcile.ts';
import type { StewardForTest } from './steward-for-test.ts';

type Bot = Pick<StewardForTest, 'steward' | 'exchange' | 'entries'>;

/** What must hold whenever nothing is under way: the books are the exchange's, nothing was sent twice, every position is protected. */
export async function expectSoundAccount(bot: Bot): Promise<void> {
  await expectBooksOfTheExchange(bot);
  await expectOneOrderPerProposal(bot);
  expectProtected(bot);
}

export async function expectBooksOfTheExchange({ steward, exchange, entries }: Bot): Promise<void> {
  const { state, settings } = steward.services;
  const booked = (await entries()).flatMap(({ fact }) => (fact.kind === 'fill-booked' ? [decodeFill(fact.fill)] : []));
  const fills = [];
  for (const symbol of settings.symbols) fills.push(...(await exchange.fetchFills({ symbol, afterFillId: null })));
  expect(booked.map(fillKey).sort(), 'every fill of the exchange is booked, each once').toEqual(fills.map(fillKey).sort());
  const account = { openOrders: await exchange.fetchOpenOrders(), fills, balances: await exchange.fetchBalances() };
  const differences = reconcile({
    orders: state.orders,
    book: state.portfolio.book,
    account,
    orderPrefix: settings.orderPrefix,
    accountIsShared: false,
  });
  expect(differences, 'the books and the exchange agree').toEqual([]);
}

async function expectOneOrderPerProposal({ entries }: Pick<Bot, 'entries'>): Promise<void> {
  const proposalIds = (await entries()).flatMap(({ fact }) =>
    fact.kind === 'order-intended' && fact.intent.proposalId !== null ? [fact.intent.proposalId] : [],
  );
  expect([...new Set(proposalIds)], 'no proposal has two orders').toEqual(proposalIds);
}

/** The stops of every position sell all of it that the market takes. */
export function expectProtected({ steward }: Pick<Bot, 'steward'>): void {
  const { state, instruments } = steward.services;
  for (const { symbol, quantity } of state.portfolio.book.positions) {
    const sellable = floorToStep(quantity, instruments.get(symbol)?.stepSize ?? quantity);
    const { liveStops, sellsInDoubt } = state.orders.protectionOf(symbol);
    const covered = liveStops.reduce((sum, stop) => add(sum, stop.remainingQuantity), ZERO_QUANTITY);
    expect(covered.toFixed(), `the stops of ${symbol} sell all of it`).toBe(sellable.toFixed());
    expect(sellsInDoubt).toEqual([]);
  }
}

/** No proposal waits for ever: each has ended, or waits for a person within its time. */
export function expectProposalsEnded({ steward }: Pick<Bot, 'steward'>): void {
  const { state, clock } = steward.services;
  const hanging = state.proposals.open().filter(({ state: { tag }, expiresAt }) => tag !== 'staged' || expiresAt < clock.now());
  expect(hanging.map(({ id, state: { tag } }) => `${id} ${tag}`)).toEqual([]);
}
