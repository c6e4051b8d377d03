import type { EpochMs } from '../domain/time.ts';
import type { StoredTime } from '../replay/run-replay.ts';
import type { Steward } from '../session/steward.ts';
import type { SimulatedClock } from '../simulator/simulated-clock.ts';
import type { SimulatedExchange } from '../simulator/simulated-exchange.ts';

/**
 * Moves a simulated clock and its exchange together, stopping at each moment in which something happens to an open order, so that it is
 * booked and answered at its own time and not an hour later.
 */
export class SimulatedWorld implements StoredTime {
  readonly #clock: SimulatedClock;
  readonly #exchange: SimulatedExchange;
  readonly #steward: Steward;

  constructor(parts: { readonly clock: SimulatedClock; readonly exchange: SimulatedExchange; readonly steward: Steward }) {
    this.#clock = parts.clock;
    this.#exchange = parts.exchange;
    this.#steward = parts.steward;
  }

  async advanceTo(at: EpochMs): Promise<void> {
    for (let next = this.#exchange.nextChangeAt(at); next !== null && next < at; next = this.#exchange.nextChangeAt(at))
      await this.#moveTo(next);
    await this.#moveTo(at);
  }

  async #moveTo(at: EpochMs): Promise<void> {
    await this.#clock.advanceTo(at);
    this.#exchange.advanceTo(at);
    await this.#exchange.idle();
    const { protection, state } = this.#steward.services;
    // An order in doubt is probed with waits on this very clock: then time must go on.
    if (state.orders.inDoubt().length === 0) await protection.idle();
  }
}
