import { DAY_MS, type DurationMs, type EpochMs, MINUTE_MS, SECOND_MS } from '../../domain/time.ts';
import type { ServedVenue } from './served-venue.ts';
import { StreamFaultFilter } from './stream-fault-filter.ts';
import type { WireSocket } from './wire-socket.ts';

const PING_EVERY_MS = 20 * SECOND_MS;
const PONG_WITHIN_MS = MINUTE_MS;
/** On a fast clock a minute is over before any program can answer. */
const REAL_PONG_WITHIN_MS: DurationMs = 5_000;
/** How long before its end a connection is told of it; none is promised. */
const SHUTDOWN_LEAD_MS = MINUTE_MS;
export const TOO_MANY_CLOSE = 1008;
const SHUTDOWN_CLOSE = 1001;

/** One connection: its keepalive, its age, and the faults that its messages meet. Time is the venue's. */
export class ServedSocket {
  readonly kind: 'market' | 'user';
  readonly #socket: WireSocket;
  readonly #venue: ServedVenue;
  readonly #shutdownText: (at: EpochMs) => string;
  readonly #filter: StreamFaultFilter;
  #endsAt: EpochMs;
  #isTold = false;
  #pingedAt: EpochMs;
  #pongs: { readonly payload: string; readonly at: EpochMs; readonly realAt: number }[] = [];
  #pings = 0;
  #received: readonly EpochMs[] = [];

  constructor(
    socket: WireSocket,
    venue: ServedVenue,
    { kind, shutdownText }: { readonly kind: 'market' | 'user'; readonly shutdownText: (at: EpochMs) => string },
  ) {
    this.kind = kind;
    this.#socket = socket;
    this.#venue = venue;
    this.#shutdownText = shutdownText;
    this.#filter = new StreamFaultFilter(venue, kind);
    this.#endsAt = venue.account.now + DAY_MS;
    this.#pingedAt = venue.account.now;
    // A pong counts when it answers a ping of ours, and for nothing when nobody asked.
    socket.on('pong', (payload) => {
      this.#pongs = this.#pongs.filter((ping) => ping.payload !== payload.toString());
    });
    socket.on('error', () => socket.terminate());
  }

  get isOpen(): boolean {
    return this.#socket.readyState === this.#socket.OPEN;
  }

  /** An answer to the other side: no fault meets it. */
  reply(text: string): void {
    if (this.isOpen) this.#socket.send(text);
  }

  /** Messages of a stream, in their order. */
  tell(texts: readonly string[]): void {
    for (const text of this.#filter.pass(texts)) this.reply(text);
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
  }

  terminate(): void {
    this.#socket.terminate();
  }

  /** Counts a frame of the other side. False beyond `max` in a second: the connection is then closed. */
  admits(max: number): boolean {
    const now = this.#venue.account.now;
    this.#received = [...this.#received.filter((at) => at > now - SECOND_MS), now];
    if (this.#received.length <= max) return true;
    this.close(TOO_MANY_CLOSE, 'Too many requests');
    return false;
  }

  /** Ends the connection after `leadMs`, which it is told at once. */
  shutDown(leadMs: DurationMs): void {
    this.#endsAt = Math.min(this.#endsAt, this.#venue.account.now + leadMs);
    this.#tellEnd();
  }

  /** What is due by the venue's clock. */
  tick(): void {
    if (!this.isOpen) return;
    const now = this.#venue.account.now;
    if (now >= this.#endsAt) {
      this.close(SHUTDOWN_CLOSE, 'Going away');
      return;
    }
    if (now >= this.#endsAt - SHUTDOWN_LEAD_MS) this.#tellEnd();
    const realNow = performance.now();
    const isDead = this.#pongs.some((ping) => now > ping.at + PONG_WITHIN_MS && realNow > ping.realAt + REAL_PONG_WITHIN_MS);
    if (isDead) {
      this.terminate();
      return;
    }
    if (now < this.#pingedAt + PING_EVERY_MS) return;
    this.#pingedAt = now;
    this.#pings += 1;
    const payload = `${now}-${this.#pings}`;
    this.#pongs.push({ payload, at: now, realAt: realNow });
    this.#socket.ping(payload);
  }

  #tellEnd(): void {
    if (this.#isTold) return;
    this.#isTold = true;
    this.reply(this.#shutdownText(this.#venue.account.now));
  }
}
