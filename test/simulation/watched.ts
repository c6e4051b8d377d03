import type { DrillWorld } from '../../src/app/drill/drill-world.ts';
import type { Reply, RestRequest } from '../../src/simulator/server/rest-api.ts';
import type { Calm } from './calm.ts';
import type { JournalView } from './journal-view.ts';
import type { OwnBooks } from './own-books.ts';
import type { WireLeg } from './wire-leg.ts';

/** What an invariant sees: the exchange's own books, the bytes on the wire, and what is durable. Of the bot itself as little as can be. */
export interface Watched {
  readonly world: DrillWorld;
  readonly own: OwnBooks;
  readonly journal: JournalView;
  readonly calm: Calm;
  /** Says that the invariant is broken. */
  readonly broken: (what: string) => void;
}

/** A rule that holds in every life. */
export interface Invariant {
  /** In the moment in which a request leaves the process. */
  onSend?(request: RestRequest, legs: readonly WireLeg[]): void;
  /** When the exchange answers. */
  onReply?(request: RestRequest, reply: Reply): void;
  /** After something happened on the exchange or in the journal: that is news; and every other while. */
  check?(isNews: boolean): void;
  /** Now and then, and at the end. */
  checkSlowly?(): Promise<void> | void;
}

export type MakeInvariant = (watched: Watched) => Invariant;
