import { Decimal } from '../../src/domain/decimal.ts';
import type { Fill } from '../../src/domain/fill.ts';
import type { FeeSchedule } from '../../src/domain/instrument.ts';
import type { OrderReport } from '../../src/ports/exchange.ts';
import { DEFAULT_FEES } from '../../src/simulator/instrument-presets.ts';
import { type Command, type CommandResult, sum } from './exchange-scenario.ts';

/** A list that was accepted, by the exchange's numbers of its orders. */
export interface SeenList {
  readonly entry: string | null;
  readonly exits: readonly string[];
}

/** Keeps what lists the exchange has accepted: what their orders hold and sell depends on each other. */
export class SeenLists {
  readonly #lists: SeenList[] = [];

  get all(): readonly SeenList[] {
    return this.#lists;
  }

  see(command: Command, result: CommandResult): void {
    if (command.kind !== 'place-list' || result === null || !('reports' in result)) return;
    const numbers = result.reports.map((report) => report.exchangeOrderId);
    const [entry = null] = command.list.kind === 'entry-with-exits' ? numbers : [];
    this.#lists.push({ entry, exits: numbers.filter((number) => number !== entry) });
  }

  /** What open orders must hold of an asset, worked out from their reports and the fills alone. */
  locked(asset: string, openOrders: readonly OrderReport[], fills: readonly Fill[], paidIn: FeeSchedule['paidIn']): Decimal {
    const isHeldByOther = (order: OrderReport): boolean => {
      const others = this.#lists.find(({ exits }) => exits.includes(order.exchangeOrderId))?.exits ?? [];
      return openOrders.some(
        (open) => others.includes(open.exchangeOrderId) && Number(open.exchangeOrderId) < Number(order.exchangeOrderId),
      );
    };
    const held = openOrders.filter((order) => !isHeldByOther(order)).map((order) => lockBy(order, asset, paidIn));
    const openEntries = openOrders.filter(({ exchangeOrderId }) => this.#lists.some(({ entry }) => entry === exchangeOrderId));
    const received = openEntries
      .filter(({ symbol }) => symbol === `${asset}USDT`)
      .map(({ exchangeOrderId }) => receivedBy(exchangeOrderId, fills));
    return sum([...held, ...received]);
  }
}

/** What an order's purchases brought, net of commissions taken from the coins. */
export function receivedBy(exchangeOrderId: string, fills: readonly Fill[]): Decimal {
  return sum(
    fills
      .filter((fill) => fill.exchangeOrderId === exchangeOrderId)
      .map((fill) => fill.quantity.minus(`${fill.fee.asset}USDT` === fill.symbol ? fill.fee.quantity : 0)),
  );
}

/** What an open order by itself must hold. */
function lockBy({ request, filledQuantity, status }: OrderReport, asset: string, paidIn: FeeSchedule['paidIn']): Decimal {
  if (status === 'pending') return new Decimal(0);
  const remaining = request.quantity.minus(filledQuantity);
  if (request.side === 'sell') return request.symbol === `${asset}USDT` ? remaining : new Decimal(0);
  if (asset !== 'USDT' || request.type === 'market') return new Decimal(0);
  const at = 'price' in request ? request.price : request.stopPrice;
  return at.times(remaining).times(paidIn === 'quote' ? DEFAULT_FEES.takerFraction.plus(1) : 1);
}
