import { Decimal } from '../../domain/decimal.ts';
import { baseAssetOf, type MarketSymbol } from '../../domain/market-symbol.ts';
import type { DurationMs, EpochMs } from '../../domain/time.ts';
import type { VenueAccount } from '../../simulator/venue/venue-account.ts';
import type { NumberedEvent } from '../../simulator/venue/venue-event-log.ts';
import { availableOf, isOpen, type VenueOrder } from '../../simulator/venue/venue-order.ts';

const ZERO = new Decimal(0);
/** A stop stands below the price, and must itself be worth what the exchange asks of an order. */
const STOP_WORTH_FRACTION = 0.7;

interface Holding {
  owned: Decimal;
  /** The price of the newest trade of ours. */
  price: Decimal;
  readonly stops: Map<number, VenueOrder>;
  nakedSince: EpochMs | null;
}

/**
 * What the bot owns and what covers it, by the exchange's own events and at their times: the bot is not asked. An order is the bot's when
 * its id begins with the bot's mark.
 */
export class AccountWatch {
  readonly #account: VenueAccount;
  readonly #mark: string;
  readonly #holdings = new Map<MarketSymbol, Holding>();
  #sequence = 0;
  #unprotectedMs: DurationMs = 0;

  constructor(account: VenueAccount, { orderPrefix }: { readonly orderPrefix: string }) {
    this.#account = account;
    this.#mark = `${orderPrefix}-`;
  }

  get symbols(): readonly MarketSymbol[] {
    return [...this.#holdings.keys()];
  }

  /** Takes up what happened since it was called last. */
  refresh(): void {
    for (const event of this.#account.eventsAfter(this.#sequence)) {
      this.#sequence = event.sequence;
      this.#take(event);
    }
  }

  /** Coins bought and not sold, commissions taken off; no more of them than are on the account. */
  held(symbol: MarketSymbol): Decimal {
    const total = this.#account.reads.balances().find(({ asset }) => asset === baseAssetOf(symbol));
    const owned = this.#holdings.get(symbol)?.owned ?? ZERO;
    return total === undefined ? ZERO : Decimal.min(owned, total.free.plus(total.locked));
  }

  /** Coins bought and not sold, wherever they are by now. */
  owned(symbol: MarketSymbol): Decimal {
    return this.#holdings.get(symbol)?.owned ?? ZERO;
  }

  /** Own sales that wait for a price below. One that was triggered and rests at its limit protects nothing any more. */
  stopsOf(symbol: MarketSymbol): readonly VenueOrder[] {
    return [...(this.#holdings.get(symbol)?.stops.values() ?? [])].filter(covers);
  }

  /** True when something is held that could be sold and no stop covers. */
  isNaked(symbol: MarketSymbol): boolean {
    const rules = this.#account.symbols.find((known) => known.symbol === symbol)?.filters;
    const price = this.#holdings.get(symbol)?.price;
    if (rules === undefined || price === undefined) return false;
    const { stepSize, minQty } = rules.lotSize;
    const sellable = this.held(symbol).div(stepSize).floor().times(stepSize);
    const isDust = sellable.lt(minQty) || sellable.times(price).times(STOP_WORTH_FRACTION).lt(rules.notional.minNotional);
    const covered = this.stopsOf(symbol).reduce((sum, stop) => sum.plus(availableOf(stop)), ZERO);
    return !isDust && covered.plus(stepSize).lte(sellable);
  }

  /** How long all holdings together had coins that no stop covered, until `now`. */
  unprotectedMs(now: EpochMs): DurationMs {
    return [...this.#holdings.values()].reduce(
      (sum, { nakedSince }) => sum + (nakedSince === null ? 0 : now - nakedSince),
      this.#unprotectedMs,
    );
  }

  #take(event: NumberedEvent): void {
    if (event.kind === 'execution') this.#takeExecution(event);
    for (const [symbol, holding] of this.#holdings) this.#look(symbol, { holding, at: event.at });
  }

  #takeExecution({ order, trade }: Extract<NumberedEvent, { readonly kind: 'execution' }>): void {
    if (!this.isOwn(order)) return;
    const { symbol, side, type } = order.request;
    const holding = this.#holdingOf(symbol);
    if (trade !== null) {
      const isBaseFee = trade.fee.asset === baseAssetOf(symbol);
      const change = trade.quantity.times(trade.isBuyer ? 1 : -1).minus(isBaseFee ? trade.fee.quantity : 0);
      holding.owned = holding.owned.plus(change);
      holding.price = trade.price;
    }
    if (side === 'SELL' && type.startsWith('STOP_LOSS')) holding.stops.set(order.orderId, order);
  }

  isOwn({ clientOrderId }: Pick<VenueOrder, 'clientOrderId'>): boolean {
    return clientOrderId.startsWith(this.#mark);
  }

  #holdingOf(symbol: MarketSymbol): Holding {
    const known = this.#holdings.get(symbol);
    if (known !== undefined) return known;
    const holding: Holding = { owned: ZERO, price: ZERO, stops: new Map(), nakedSince: null };
    this.#holdings.set(symbol, holding);
    return holding;
  }

  #look(symbol: MarketSymbol, { holding, at }: { readonly holding: Holding; readonly at: EpochMs }): void {
    if (this.isNaked(symbol)) {
      holding.nakedSince ??= at;
      return;
    }
    if (holding.nakedSince !== null) this.#unprotectedMs += at - holding.nakedSince;
    holding.nakedSince = null;
  }
}

function covers(stop: VenueOrder): boolean {
  const isStuck = stop.request.type === 'STOP_LOSS_LIMIT' && stop.isWorking;
  return isOpen(stop) && stop.status !== 'PENDING_NEW' && !isStuck;
}
