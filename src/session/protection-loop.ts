import { faultCodeOf } from '../domain/fault.ts';
import { InvariantError } from '../domain/invariant.ts';
import type { MarketSymbol } from '../domain/market-symbol.ts';
import { tellFrozenMarkets } from './frozen-markets.ts';
import { isCovered } from './is-covered.ts';
import { KeyedLanes } from './keyed-lanes.ts';
import { needsWatching } from './needs-watching.ts';
import { noticeLostStop } from './notice-lost-stop.ts';
import { tellOutsideTrouble } from './outside-alerts.ts';
import { protectOnce } from './protect-once.ts';
import type { ProtectionStepResult } from './protective-orders.ts';
import { raiseUnprotected } from './raise-unprotected.ts';
import { reduce } from './reduce-on-trouble.ts';
import type { Protection, SessionServices } from './session-services.ts';
import { adoptExchangeOrders, auditBalances } from './settle-books.ts';
import { tellRejects } from './tell-rejects.ts';
import { tellWhenLong } from './tell-when-long.ts';
import { trailStop } from './trail-stop.ts';
import { TriggeredStops } from './triggered-stops.ts';
import { ACCOUNT_ALERT } from './trouble-keys.ts';

/** After so many steps without reaching the wanted state the symbol is left as it is, with an alarm. */
const STEPS_MAX = 12;

/**
 * Keeps *sum of live stops = sellable quantity* for every symbol, in a lane of its own: it waits for no session, model or chat.
 * It drives towards the wanted state step by step; each step is decided anew from what is known then, so partial fills, stops that
 * vanished and prices that moved meanwhile need no case of their own.
 */
export class ProtectionLoop implements Protection {
  readonly #lanes = new KeyedLanes<MarketSymbol>();
  readonly #pending = new Set<Promise<void>>();
  #services: SessionServices | null = null;
  #triggered: TriggeredStops | null = null;
  #auditedAt: number | null = null;

  /** The loop needs the services and they need the loop: the composition joins them once, before anything runs. */
  join(services: SessionServices): void {
    this.#services = services;
    this.#triggered = new TriggeredStops(services.state);
  }

  get auditedAt(): number | null {
    return this.#auditedAt;
  }

  protect(symbol: MarketSymbol): Promise<void> {
    return this.#lanes.run(symbol, () => this.#turn(symbol));
  }

  request(symbol: MarketSymbol): void {
    const run = this.protect(symbol)
      .catch((error: unknown) => this.#joined().onBug(error instanceof Error ? error : new Error(String(error))))
      .finally(() => this.#pending.delete(run));
    this.#pending.add(run);
  }

  async idle(): Promise<void> {
    while (this.#pending.size > 0) await Promise.all(this.#pending);
  }

  exclusively<Result>(symbol: MarketSymbol, job: () => Promise<Result>): Promise<Result> {
    return this.#lanes.run(symbol, async () => {
      try {
        return await tellWhenLong(this.#joined(), symbol, job);
      } finally {
        await this.#drive(symbol);
      }
    });
  }

  async audit(): Promise<void> {
    const services = this.#joined();
    await tellFrozenMarkets(services);
    await this.#adoptOrders(services);
    this.#auditedAt = services.clock.now();
    const { portfolio, orders, protection } = services.state;
    const symbols = new Set<MarketSymbol>(portfolio.book.positions.map((position) => position.symbol));
    for (const order of orders.liveOrders()) symbols.add(order.intent.request.order.symbol);
    for (const symbol of protection.reportedSymbols) symbols.add(symbol);
    for (const symbol of symbols) await this.protect(symbol);
    await auditBalances(services);
    await tellRejects(services);
  }

  async watch(): Promise<void> {
    const services = this.#joined();
    if (await tellOutsideTrouble(services)) await this.audit();
    for (const { symbol } of services.state.portfolio.book.positions) {
      if (await needsWatching(services, symbol, this.#triggers())) await this.protect(symbol);
    }
    await tellRejects(services);
  }

  /** An exchange that does not show our orders to our key does not take any either: entries end, and a person looks. */
  async #adoptOrders(services: SessionServices): Promise<void> {
    try {
      await adoptExchangeOrders(services);
    } catch (error) {
      if (faultCodeOf(error) === 'unauthorised') {
        const message = error instanceof Error ? error.message : String(error);
        await reduce(services.state, { key: ACCOUNT_ALERT, facts: { message } });
      }
      throw error;
    }
  }

  /** A turn that nobody has done something in before: what is missing now was taken away by somebody else. */
  async #turn(symbol: MarketSymbol): Promise<void> {
    await noticeLostStop(this.#joined(), symbol).catch((error: unknown) => this.#reportTrouble(symbol, error));
    await trailStop(this.#joined(), symbol).catch((error: unknown) => this.#reportTrouble(symbol, error));
    await this.#drive(symbol);
  }

  /** Outside trouble with one symbol is told and left for the next time; it stops neither the others nor whoever asked. */
  #drive(symbol: MarketSymbol): Promise<void> {
    const steps = tellWhenLong(this.#joined(), symbol, () => this.#stepUntilSettled(symbol));
    return steps.catch((error: unknown) => this.#reportTrouble(symbol, error));
  }

  async #stepUntilSettled(symbol: MarketSymbol): Promise<void> {
    const services = this.#joined();
    for (let step = 0; step < STEPS_MAX; step += 1) {
      const result: ProtectionStepResult = await protectOnce(services, symbol, this.#triggers());
      if (result === 'settled') return;
    }
    await raiseUnprotected(services.state, symbol, `not protected after ${STEPS_MAX} steps`);
  }

  async #reportTrouble(symbol: MarketSymbol, error: unknown): Promise<void> {
    if (error instanceof InvariantError) throw error;
    const services = this.#joined();
    services.log.error('protection failed', { symbol, error });
    if (isCovered(services, symbol)) return;
    await raiseUnprotected(services.state, symbol, error instanceof Error ? error.message : String(error));
  }

  #triggers(): TriggeredStops {
    if (this.#triggered === null) throw new InvariantError('the protection loop was used before it was joined to its services');
    return this.#triggered;
  }

  #joined(): SessionServices {
    if (this.#services === null) throw new InvariantError('the protection loop was used before it was joined to its services');
    return this.#services;
  }
}
