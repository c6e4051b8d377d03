import type { Fill } from '../domain/fill.ts';
import { invariant } from '../domain/invariant.ts';
import type { MarketSymbol } from '../domain/market-symbol.ts';
import type { ClientOrderId, ExchangeOrderId } from '../domain/order.ts';
import type { OrderKey, OrderReport } from '../ports/exchange.ts';
import { openedReport, reportAfter } from './open-order.ts';
import type { SimulatorFact } from './simulator-fact.ts';

/** Every order and fill that the account ever had, as the exchange answers for them. */
export class AccountHistory {
  readonly #reports = new Map<ExchangeOrderId, OrderReport>();
  /** An id that was used again stands for its newest order. */
  readonly #newestOrderIds = new Map<ClientOrderId, ExchangeOrderId>();
  readonly #fills = new Map<MarketSymbol, Fill[]>();

  record(fact: SimulatorFact): void {
    switch (fact.kind) {
      case 'opened':
        return;
      case 'placed':
        this.#reports.set(fact.exchangeOrderId, openedReport(fact));
        this.#newestOrderIds.set(historyKey(fact.request), fact.exchangeOrderId);
        return;
      case 'filled':
        this.#fillsOf(fact.fill.symbol).push(fact.fill);
        this.#reports.set(fact.fill.exchangeOrderId, reportAfter(this.report(fact.fill.exchangeOrderId), fact));
        return;
      case 'activated':
      case 'triggered':
      case 'closed':
        this.#reports.set(fact.exchangeOrderId, reportAfter(this.report(fact.exchangeOrderId), fact));
    }
  }

  /** @throws InvariantError for an order that was never placed. */
  report(exchangeOrderId: ExchangeOrderId): OrderReport {
    const report = this.#reports.get(exchangeOrderId);
    invariant(report !== undefined, `the simulated exchange knows no order ${exchangeOrderId}`);
    return report;
  }

  newestReport(key: OrderKey): OrderReport | null {
    const exchangeOrderId = this.#newestOrderIds.get(historyKey(key));
    return exchangeOrderId === undefined ? null : this.report(exchangeOrderId);
  }

  /** Oldest first. The ids of a market's fills count from 1. */
  fillsAfter(symbol: MarketSymbol, afterFillId: string | null): readonly Fill[] {
    const fills = this.#fills.get(symbol) ?? [];
    return afterFillId === null ? [...fills] : fills.filter((fill) => Number(fill.id) > Number(afterFillId));
  }

  #fillsOf(symbol: MarketSymbol): Fill[] {
    const fills = this.#fills.get(symbol) ?? [];
    this.#fills.set(symbol, fills);
    return fills;
  }
}

function historyKey({ symbol, clientOrderId }: OrderKey): string {
  return `${symbol}/${clientOrderId}`;
}
