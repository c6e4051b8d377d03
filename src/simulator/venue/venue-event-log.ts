import type { VenueEvent } from './venue-events.ts';

/** An event with its place in the account's stream, from 1. */
export type NumberedEvent = VenueEvent & { readonly sequence: number };

/** How many events are kept at least for consumers that read late. */
const EVENTS_KEPT = 20_000;

/** The newest events of an account, numbered. */
export class VenueEventLog {
  #events: NumberedEvent[] = [];
  #lastSequence = 0;

  add(events: readonly VenueEvent[]): void {
    for (const event of events) {
      this.#lastSequence += 1;
      this.#events.push({ ...event, sequence: this.#lastSequence });
    }
    if (this.#events.length > 2 * EVENTS_KEPT) this.#events = this.#events.slice(-EVENTS_KEPT);
  }

  after(sequence: number): readonly NumberedEvent[] {
    const first = this.#events[0]?.sequence ?? 1;
    return this.#events.slice(Math.max(0, sequence - first + 1));
  }
}
