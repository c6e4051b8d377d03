import type { EpochMs } from '../../domain/time.ts';
import type { VenueAccount } from '../venue/venue-account.ts';
import { AddressLimits } from './address-limits.ts';
import type { Credentials } from './credentials.ts';
import { DayStatistics } from './day-statistics.ts';
import { parseFaultScript } from './fault-script.ts';
import { MarketTape, type PastHours } from './market-tape.ts';
import { OrderCounts } from './order-counts.ts';
import type { ServedFaults } from './served-faults.ts';
import type { VenueTime } from './venue-time.ts';
import type { ServerHappening } from './wire-faults.ts';

/** The exchange behind the wire: the engine, its clock, what is counted about its one customer, and its faults. */
export class ServedVenue {
  readonly account: VenueAccount;
  readonly credentials: Credentials;
  readonly faults: ServedFaults;
  readonly time: VenueTime;
  readonly tape: MarketTape;
  readonly statistics: DayStatistics;
  readonly limits = new AddressLimits();
  readonly orderCounts = new OrderCounts();
  readonly openedAt: EpochMs;
  #candleDelay = { until: 0, delayMs: 0 };
  #countedUntil = 0;

  constructor(parts: {
    readonly account: VenueAccount;
    readonly credentials: Credentials;
    readonly faults: ServedFaults;
    readonly time: VenueTime;
    readonly past?: PastHours | undefined;
  }) {
    this.account = parts.account;
    this.credentials = parts.credentials;
    this.faults = parts.faults;
    this.time = parts.time;
    this.openedAt = parts.account.now;
    this.tape = new MarketTape(parts.account, parts.past);
    this.statistics = new DayStatistics(parts.account, this.tape);
  }

  /** Brings the engine to the clock's now. @returns what the server itself must do about its connections. */
  catchUp(): readonly ServerHappening[] {
    const now = Math.max(this.account.now, this.time.now());
    this.account.advanceTo(now);
    const happenings = this.faults.takeHappenings(now);
    for (const happening of happenings) {
      if (happening.fault === 'ban') this.limits.ban(happening.forMs, now);
      if (happening.fault === 'candle-delay') this.#candleDelay = { until: now + happening.forMs, delayMs: happening.delayMs };
      if (happening.fault === 'reference-price') {
        const { symbol, price, priceRange } = happening;
        this.account.changeSymbol(symbol, { referencePrice: price, ...(priceRange === undefined ? {} : { priceRange }) });
      }
    }
    this.#countFills();
    return happenings;
  }

  /** The time that the exchange tells and judges by: its own, unless a fault has set its clock wrong. */
  serverTime(): EpochMs {
    return this.account.now + this.faults.skewAt(this.account.now);
  }

  /** By how much closed candles are told late. */
  candleDelayMs(): number {
    return this.account.now < this.#candleDelay.until ? this.#candleDelay.delayMs : 0;
  }

  /** Adds to the script of faults. @throws FaultScriptError */
  inject(script: unknown): void {
    this.faults.add(parseFaultScript(script, { now: this.account.now, symbols: this.account.symbols }));
  }

  /** The first fill of an order gives back of what it counted. */
  #countFills(): void {
    for (const event of this.account.eventsAfter(this.#countedUntil)) {
      this.#countedUntil = event.sequence;
      if (event.kind !== 'execution' || event.trade === null) continue;
      if (event.order.executedQuantity.eq(event.trade.quantity))
        this.orderCounts.firstFill(event.trade.isMaker ? 'maker' : 'taker', event.at);
    }
  }
}
