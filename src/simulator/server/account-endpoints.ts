import { DAY_MS } from '../../domain/time.ts';
import { type Endpoint, endpoint, readKnownSymbol } from './endpoint.ts';
import type { ServedVenue } from './served-venue.ts';
import { amendmentRow, amountText, listHead, orderRow, tradeRow, type WireObject } from './wire-order.ts';
import type { WireParameters } from './wire-parameters.ts';
import { badCombination, neither, refuse, WireRefusal } from './wire-refusal.ts';

const PAGE = { usual: 500, max: 1_000 } as const;
const ACCOUNT_NUMBER = 1;
const NO_RATES = { maker: '0.00000000', taker: '0.00000000', buyer: '0.00000000', seller: '0.00000000' };

function ratesOf({ account }: ServedVenue): WireObject {
  return { ...NO_RATES, maker: amountText(account.fees.makerFraction), taker: amountText(account.fees.takerFraction) };
}

/** At most 24 hours between the two. */
function readTimes(parameters: WireParameters) {
  const [startTime, endTime] = [parameters.instant('startTime'), parameters.instant('endTime')];
  if (startTime !== undefined && endTime !== undefined && endTime - startTime > DAY_MS) {
    throw refuse(-1127, 'More than 24 hours between startTime and endTime.');
  }
  return { startTime, endTime };
}

const accountStatus = endpoint({
  rest: 'GET /api/v3/account',
  socket: 'account.status',
  access: 'signed',
  weight: 20,
  read: (parameters) => parameters.flag('omitZeroBalances') ?? false,
  act: (omitZeroBalances, venue) => {
    const { account } = venue;
    const balances = account.reads
      .balances()
      .filter(({ free, locked }) => !omitZeroBalances || !free.isZero() || !locked.isZero())
      .map(({ asset, free, locked }) => ({ asset, free: amountText(free), locked: amountText(locked) }));
    const basisPoints = (rate: { times(factor: number): { toNumber(): number } }) => rate.times(10_000).toNumber();
    return {
      makerCommission: basisPoints(account.fees.makerFraction),
      takerCommission: basisPoints(account.fees.takerFraction),
      buyerCommission: 0,
      sellerCommission: 0,
      commissionRates: ratesOf(venue),
      canTrade: true,
      canWithdraw: true,
      canDeposit: true,
      brokered: false,
      requireSelfTradePrevention: false,
      preventSor: false,
      updateTime: account.now,
      accountType: 'SPOT',
      balances,
      permissions: ['SPOT'],
      uid: ACCOUNT_NUMBER,
    };
  },
});

const commission = endpoint({
  rest: 'GET /api/v3/account/commission',
  socket: 'account.commission',
  access: 'signed',
  weight: 20,
  read: readKnownSymbol,
  act: (symbol, venue) => ({
    symbol,
    standardCommission: ratesOf(venue),
    specialCommission: NO_RATES,
    taxCommission: NO_RATES,
    discount: {
      enabledForAccount: venue.account.fees.paidIn === 'bnb',
      enabledForSymbol: true,
      discountAsset: 'BNB',
      discount: amountText(venue.account.fees.bnbDiscountFraction),
    },
  }),
});

/** A key that may trade and read, not withdraw, and that this machine alone may use. */
const apiRestrictions = endpoint({
  rest: 'GET /sapi/v1/account/apiRestrictions',
  access: 'signed',
  weight: 1,
  read: () => null,
  act: (_input, venue) => ({
    ipRestrict: true,
    createTime: venue.openedAt,
    enableReading: true,
    enableWithdrawals: false,
    enableInternalTransfer: false,
    enableMargin: false,
    enableFutures: false,
    permitsUniversalTransfer: false,
    enableVanillaOptions: false,
    enableFixApiTrade: false,
    enableFixReadOnly: false,
    enableSpotAndMarginTrading: true,
    enablePortfolioMarginTrading: false,
  }),
});

const orderStatus = endpoint({
  rest: 'GET /api/v3/order',
  socket: 'order.status',
  access: 'signed',
  weight: 4,
  read: (parameters, venue) => ({ symbol: readKnownSymbol(parameters, venue), ...parameters.orderKey() }),
  act: (key, { account }) => {
    const found = account.reads.order(key);
    if (found.tag === 'refused') throw new WireRefusal(found.refusal);
    return orderRow(found.order);
  },
});

const openOrders = endpoint({
  rest: 'GET /api/v3/openOrders',
  socket: 'openOrders.status',
  access: 'signed',
  weight: (parameters) => (parameters.peek('symbol') === undefined ? 80 : 6),
  read: (parameters, venue) => (parameters.peek('symbol') === undefined ? null : readKnownSymbol(parameters, venue)),
  act: (symbol, { account }) => account.reads.openOrders(symbol).map(orderRow),
});

const allOrders = endpoint({
  rest: 'GET /api/v3/allOrders',
  socket: 'allOrders',
  access: 'signed',
  weight: 20,
  read: (parameters, venue) => ({
    symbol: readKnownSymbol(parameters, venue),
    fromId: parameters.integer('orderId'),
    ...readTimes(parameters),
    limit: parameters.limit(PAGE),
  }),
  act: ({ symbol, ...range }, { account }) => account.reads.allOrders(symbol, range).map(orderRow),
});

const myTrades = endpoint({
  rest: 'GET /api/v3/myTrades',
  socket: 'myTrades',
  access: 'signed',
  weight: (parameters) => (parameters.peek('orderId') === undefined ? 20 : 5),
  read: (parameters, venue) => {
    const symbol = readKnownSymbol(parameters, venue);
    const [orderId, fromId] = [parameters.integer('orderId'), parameters.integer('fromId')];
    const times = readTimes(parameters);
    const hasTimes = times.startTime !== undefined || times.endTime !== undefined;
    if (hasTimes && (orderId !== undefined || fromId !== undefined)) {
      throw badCombination('use startTime and endTime without orderId and fromId.');
    }
    return { symbol, orderId, fromId, ...times, limit: parameters.limit(PAGE) };
  },
  act: ({ symbol, ...range }, { account }) => account.reads.trades(symbol, range).map(tradeRow),
});

const amendments = endpoint({
  rest: 'GET /api/v3/order/amendments',
  socket: 'order.amendments',
  access: 'signed',
  weight: 4,
  read: (parameters, venue) => {
    const symbol = readKnownSymbol(parameters, venue);
    parameters.needed('orderId');
    return {
      symbol,
      orderId: parameters.integer('orderId') ?? -1,
      fromId: parameters.integer('fromExecutionId') ?? 0,
      limit: parameters.limit(PAGE),
    };
  },
  act: ({ symbol, orderId, fromId, limit }, { account }) =>
    account.reads
      .amendments(symbol, orderId)
      .filter(({ executionId }) => executionId >= fromId)
      .slice(0, limit)
      .map(amendmentRow),
});

const orderLimits = endpoint({
  rest: 'GET /api/v3/rateLimit/order',
  socket: 'account.rateLimits.orders',
  access: 'signed',
  weight: 40,
  read: () => null,
  act: (_input, venue) => venue.orderCounts.rows(venue.account.now),
});

const listStatus = endpoint({
  rest: 'GET /api/v3/orderList',
  socket: 'orderList.status',
  access: 'signed',
  weight: 4,
  read: (parameters) => {
    const [orderListId, origClientOrderId] = [parameters.integer('orderListId'), parameters.text('origClientOrderId')];
    if (orderListId === undefined && origClientOrderId === undefined) throw neither('origClientOrderId', 'orderListId');
    return { orderListId, origClientOrderId };
  },
  act: (key, { account }) => {
    const found = account.reads.list(key);
    if (found.tag === 'refused') throw new WireRefusal(found.refusal);
    return listHead(found.list, (orderId) => account.reads.orderNow(orderId));
  },
});

const openLists = endpoint({
  rest: 'GET /api/v3/openOrderList',
  socket: 'openOrderLists.status',
  access: 'signed',
  weight: 6,
  read: () => null,
  act: (_input, { account }) =>
    account.reads
      .lists({ limit: Number.MAX_SAFE_INTEGER })
      .filter((list) => list.listOrderStatus === 'EXECUTING')
      .map((list) => listHead(list, (orderId) => account.reads.orderNow(orderId))),
});

const allLists = endpoint({
  rest: 'GET /api/v3/allOrderList',
  socket: 'allOrderLists',
  access: 'signed',
  weight: 20,
  read: (parameters) => {
    const fromId = parameters.integer('fromId');
    const times = readTimes(parameters);
    if (fromId !== undefined && (times.startTime !== undefined || times.endTime !== undefined)) {
      throw badCombination('use fromId without startTime and endTime.');
    }
    return { fromId, ...times, limit: parameters.limit(PAGE) };
  },
  act: (range, { account }) =>
    account.reads.lists(range).map((list) => listHead(list, (orderId) => account.reads.orderNow(orderId))),
});

/** What the account's owner may know. */
export const ACCOUNT_ENDPOINTS: readonly Endpoint[] = [
  accountStatus,
  commission,
  apiRestrictions,
  orderStatus,
  openOrders,
  allOrders,
  myTrades,
  amendments,
  orderLimits,
  listStatus,
  openLists,
  allLists,
];
