import { baseAssetOf, type MarketSymbol } from '../../domain/market-symbol.ts';
import type { DrillWant } from './drill-scenario.ts';
import { DRILL_SYMBOL, type DrillStage } from './drill-stage.ts';

/** The position is held and wholly covered by stops on the exchange, and the bot runs and knows it. */
export function heldWithStop(symbol: MarketSymbol = DRILL_SYMBOL): DrillWant {
  return {
    says: `${baseAssetOf(symbol)} held with its stop`,
    holds: (stage) => {
      const position = stage.world.life?.steward.state.portfolio.position(symbol) ?? null;
      return position !== null && stage.stops(symbol).length > 0 && !stage.watch.isNaked(symbol) && isBooked(stage, symbol);
    },
  };
}

/** Nothing sellable is left, nothing rests on the exchange, and the bot runs and knows it. */
export function soldOut(symbol: MarketSymbol = DRILL_SYMBOL): DrillWant {
  return {
    says: `${baseAssetOf(symbol)} sold, nothing left resting`,
    holds: (stage) => {
      const state = stage.world.life?.steward.state;
      if (state === undefined || state.orders.inDoubt().length > 0) return false;
      const step = stage.account.symbols.find((known) => known.symbol === symbol)?.filters.lotSize.stepSize ?? 0;
      const own = stage.account.openOrders.filter((order) => stage.watch.isOwn(order) && order.request.symbol === symbol);
      return own.length === 0 && stage.watch.owned(symbol).lt(step) && isBooked(stage, symbol);
    },
  };
}

/** Nothing was bought, nothing rests, and no order is in doubt any more. */
export function nothingBought(): DrillWant {
  return {
    says: 'nothing bought, no order in doubt',
    holds: (stage) => {
      const state = stage.world.life?.steward.state;
      return state !== undefined && state.orders.inDoubt().length === 0 && executedEntries(stage) === 0 && ownOpen(stage) === 0;
    },
  };
}

export function entries(count: number): DrillWant {
  const times = count === 1 ? 'once' : `${count} times`;
  return { says: `bought ${times}`, holds: (stage) => executedEntries(stage) === count };
}

/** The bot said so, whether or not it is over by now. */
export function told(key: string, says: string): DrillWant {
  return { says, holds: (stage) => stage.facts('alert-raised').some((alert) => alert.key.startsWith(key)) };
}

/** The bot said so once for each time that it began. */
export function toldOnce(key: string, says: string): DrillWant {
  return { says, holds: (stage) => stage.facts('alert-raised').filter((alert) => alert.key.startsWith(key)).length === 1 };
}

/** Nothing is left that a person would have to look at. */
export function allClear(): DrillWant {
  return { says: 'no alert left', holds: (stage) => standingAlerts(stage).length === 0 };
}

export function wanted(says: string, holds: (stage: DrillStage) => boolean): DrillWant {
  return { says, holds };
}

/** What holds in every scenario. */
export const ALWAYS_WANTED: readonly DrillWant[] = [
  wanted('no entry is executed twice', (stage) => {
    const executed = stage.ownOrders.filter(isExecutedEntry).map(({ clientOrderId }) => clientOrderId);
    return new Set(executed).size === executed.length && executed.length <= stage.openWishes;
  }),
  wanted('nothing is sold that the bot does not own', (stage) =>
    stage.watch.symbols.every((symbol) => !stage.watch.owned(symbol).isNegative()),
  ),
  wanted('each order leaves once', (stage) => {
    const ids = stage.sent.flatMap(({ request }) => sentIdsOf(request.method, request.payload.query));
    return new Set(ids).size === ids.length;
  }),
];

export function executedEntries(stage: DrillStage): number {
  return stage.ownOrders.filter(isExecutedEntry).length;
}

export function standingAlerts(stage: DrillStage): readonly string[] {
  const standing = new Set<string>();
  for (const { fact } of stage.entries()) {
    if (fact.kind === 'alert-raised') standing.add(fact.key);
    if (fact.kind === 'alert-resolved') standing.delete(fact.key);
  }
  return [...standing];
}

function isExecutedEntry({ request, executedQuantity }: DrillStage['ownOrders'][number]): boolean {
  return request.side === 'BUY' && !executedQuantity.isZero();
}

function ownOpen(stage: DrillStage): number {
  return stage.account.openOrders.filter((order) => stage.watch.isOwn(order)).length;
}

/** The book says of the position what the exchange's trades say, less than a step aside for what was given up as dust. */
function isBooked(stage: DrillStage, symbol: MarketSymbol): boolean {
  const state = stage.world.life?.steward.state;
  if (state === undefined) return false;
  const step = stage.account.symbols.find((known) => known.symbol === symbol)?.filters.lotSize.stepSize ?? 0;
  const booked = state.portfolio.position(symbol)?.quantity ?? 0;
  return stage.watch.owned(symbol).minus(booked).abs().lt(step);
}

/** The ids of the orders that a request places. */
function sentIdsOf(method: string, query: string): readonly string[] {
  if (method !== 'POST') return [];
  const values = new URLSearchParams(query);
  return [...values].filter(([name]) => /^(new|working|pending\w*|above|below)ClientOrderId$/.test(name)).map(([, id]) => id);
}
