import type { DurationMs } from '../../domain/time.ts';
import { MarketStreams } from './market-streams.ts';
import { type Reply, RestApi, type RestRequest } from './rest-api.ts';
import { type ServedSocket, TOO_MANY_CLOSE } from './served-socket.ts';
import type { ServedVenue } from './served-venue.ts';
import type { Later } from './server-hooks.ts';
import { SocketApi } from './socket-api.ts';
import type { WindowBoundPlan } from './window-bound-plan.ts';
import type { StreamTarget } from './wire-faults.ts';
import { WireRefusal } from './wire-refusal.ts';
import type { WireSocket } from './wire-socket.ts';

/** What an attempt to connect comes to. */
export type Admission = 'admitted' | 'too-many' | 'banned' | 'not-found';

/** An exchange as its customer meets it, whatever carries the bytes: requests, market streams, and the WebSocket API. */
export class VenueFront {
  readonly venue: ServedVenue;
  readonly #rest: RestApi;
  readonly #streams: MarketStreams;
  readonly #api: SocketApi;

  /** @param plan  The engine's own plan of faults, which is told until when each request may enter. */
  constructor(venue: ServedVenue, { plan, later }: { readonly plan: WindowBoundPlan; readonly later: Later }) {
    this.venue = venue;
    const hooks = {
      admitUntil: (until: number) => {
        plan.admitUntil = until;
      },
      pump: () => this.pump(),
      later,
    };
    this.#rest = new RestApi(venue, hooks);
    this.#streams = new MarketStreams(venue);
    this.#api = new SocketApi(venue, hooks);
  }

  /** Lets everything happen up to the clock's now, and tells it. */
  pump(): void {
    for (const happening of this.venue.catchUp()) {
      if (happening.fault === 'disconnect') for (const socket of this.#targets(happening.target)) socket.terminate();
      if (happening.fault === 'shutdown') this.#shutDown(happening.leadMs);
      if (happening.fault === 'ban') for (const socket of this.#targets('user')) socket.terminate();
    }
    this.#api.pump();
    this.#streams.pump();
    for (const socket of this.#targets('all')) socket.tick();
  }

  reply(request: RestRequest): Reply {
    return this.#rest.reply(request);
  }

  /** Whether a connection to the address may be made now. It counts as an attempt. */
  admit({ pathname }: URL): Admission {
    this.pump();
    const { limits, account } = this.venue;
    if (limits.isBanned(account.now)) return 'banned';
    if (!isApi(pathname) && !/^\/(ws|stream)(\/|$)/.test(pathname)) return 'not-found';
    return limits.admitsConnection(account.now) ? 'admitted' : 'too-many';
  }

  /** Takes over a connection that was admitted. */
  open(socket: WireSocket, address: URL): void {
    if (!isApi(address.pathname)) {
      this.#streams.open(socket, address);
      return;
    }
    try {
      this.#api.open(socket, address);
    } catch (error) {
      if (!(error instanceof WireRefusal)) throw error;
      socket.close(TOO_MANY_CLOSE, 'Too many requests');
    }
  }

  /** How many subscriptions there are to the account's events. */
  get subscriberCount(): number {
    return [...this.#api.sessions].filter((session) => session.isSubscribed).length;
  }

  #shutDown(leadMs: DurationMs): void {
    for (const socket of this.#targets('all')) socket.shutDown(leadMs);
  }

  #targets(target: StreamTarget): readonly ServedSocket[] {
    const market = [...this.#streams.connections].map(({ socket }) => socket);
    const user = [...this.#api.sessions].map(({ socket }) => socket);
    return target === 'market' ? market : target === 'user' ? user : [...market, ...user];
  }
}

function isApi(pathname: string): boolean {
  return pathname === '/ws-api/v3';
}
