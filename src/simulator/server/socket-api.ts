import type { NumberedEvent } from '../venue/venue-event-log.ts';
import type { ServedVenue } from './served-venue.ts';
import type { ServerHooks } from './server-hooks.ts';
import { SocketSession } from './socket-session.ts';
import type { TimeUnit } from './time-units.ts';
import { userMessage } from './user-messages.ts';
import type { WireSocket } from './wire-socket.ts';

const CONNECT_WEIGHT = 2;

/** All connections to the WebSocket API, and the account's events that some of them follow. */
export class SocketApi {
  readonly #venue: ServedVenue;
  readonly #sessions = new Set<SocketSession>();
  readonly #hooks: ServerHooks;
  #toldUntil: number;

  constructor(venue: ServedVenue, hooks: ServerHooks) {
    this.#venue = venue;
    this.#hooks = hooks;
    this.#toldUntil = venue.account.eventsAfter(0).at(-1)?.sequence ?? 0;
  }

  get sessions(): ReadonlySet<SocketSession> {
    return this.#sessions;
  }

  /** @throws WireRefusal during a ban and beyond the weight. */
  open(socket: WireSocket, address: URL): void {
    this.#venue.limits.take(CONNECT_WEIGHT, this.#venue.account.now);
    const { searchParams } = address;
    const unit: TimeUnit = searchParams.get('timeUnit')?.toUpperCase() === 'MICROSECOND' ? 'MICROSECOND' : 'MILLISECOND';
    const session = new SocketSession(socket, this.#venue, {
      ...this.#hooks,
      unit,
      returnRateLimits: searchParams.get('returnRateLimits') !== 'false',
    });
    this.#sessions.add(session);
    socket.on('close', () => this.#sessions.delete(session));
  }

  /** Tells every subscription what happened on the account. */
  pump(): void {
    const events: readonly NumberedEvent[] = this.#venue.account.eventsAfter(this.#toldUntil);
    const newest = events.at(-1);
    if (newest !== undefined) this.#toldUntil = newest.sequence;
    const messages = events.map(userMessage);
    for (const session of this.#sessions) session.tell(messages);
  }
}
