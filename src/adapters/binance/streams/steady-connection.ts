import { EMPTY_FINGERPRINT, fingerprintText, mixText } from '../../../domain/fingerprint.ts';
import { type DurationMs, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../domain/time.ts';
import type { CancelTimer, Clock } from '../../../ports/clock.ts';
import type { Socket, SocketTransport } from '../../../ports/socket-transport.ts';
import type { ConnectionLimits } from './connection-limits.ts';

/** How a connection is given up, in words for the log. */
export type ConnectionEnding = 'closed' | 'no-frames' | 'no-news' | 'not-open' | 'replaced' | 'stopped';

export interface SteadyConnectionOptions {
  readonly transport: SocketTransport;
  readonly clock: Clock;
  readonly limits: ConnectionLimits;
  readonly url: string;
  /** Makes the jitter of this connection its own: the same name waits the same times. */
  readonly name: string;
  /** Sends what begins the stream. Called once for each connection that opened. */
  readonly onOpen: (send: (text: string) => void) => void;
  /**
   * Reads a message. `news` is one that shows that the world has moved on since the same connection's last; `ending` announces the end
   * of the connection. During a change two connections tell the same things: `connection` tells them apart.
   */
  readonly onMessage: (text: string, connection: object) => 'news' | 'nothing' | 'ending' | 'refused';
  /** A new connection is in charge after there was none: whatever happened meanwhile was missed. */
  readonly onGap: () => void;
  readonly onTrouble: (ending: ConnectionEnding, reason: string) => void;
  /** Without any frame for so long a connection is dead; the exchange pings every 20 seconds. */
  readonly framesMsMax?: DurationMs;
  /** Without any news for so long it is renewed, however alive it seems. Null where silence is usual. */
  readonly newsMsMax?: DurationMs | null;
}

const OPENING_MS_MAX: DurationMs = 10 * SECOND_MS;
const FRAMES_MS_MAX: DurationMs = MINUTE_MS;
const NEWS_MS_MAX: DurationMs = 30 * SECOND_MS;
/** The exchange ends each connection after 24 hours. */
const LIFETIME_MS: DurationMs = 23 * HOUR_MS + 30 * MINUTE_MS;
const FIRST_BACKOFF_MS: DurationMs = SECOND_MS;
const BACKOFF_MS_MAX: DurationMs = MINUTE_MS;

interface Line {
  readonly socket: Socket;
  readonly timers: Set<CancelTimer>;
  isOpen: boolean;
  frameMs: DurationMs;
  newsMs: DurationMs;
}

/**
 * One stream that goes on for ever, over connections that do not: an ageing or dying one is replaced by a new one before it is let go,
 * a broken one after a pause that grows until there is news again. Both connections of a change may tell the same thing.
 *
 * Two clocks say whether it lives: one of frames, pings included, and one of news.
 */
export class SteadyConnection {
  readonly #options: SteadyConnectionOptions;
  readonly #framesMsMax: DurationMs;
  readonly #newsMsMax: DurationMs | null;
  /** The connection in charge, and the one that is about to follow it. */
  #current: Line | null = null;
  #next: Line | null = null;
  #failures = 0;
  #isStopped = false;
  #retry: CancelTimer | null = null;

  constructor(options: SteadyConnectionOptions) {
    this.#options = options;
    this.#framesMsMax = options.framesMsMax ?? FRAMES_MS_MAX;
    this.#newsMsMax = options.newsMsMax === undefined ? NEWS_MS_MAX : options.newsMsMax;
  }

  start(): void {
    this.#connect();
  }

  stop(): void {
    this.#isStopped = true;
    this.#retry?.();
    for (const line of [this.#current, this.#next]) if (line !== null) this.#drop(line);
    this.#current = null;
    this.#next = null;
  }

  /** When the newest news came, on the monotonic scale; null while there is no connection with any. */
  get newsMs(): DurationMs | null {
    return this.#current?.newsMs ?? null;
  }

  #connect(): void {
    const { clock, limits, transport, url } = this.#options;
    if (this.#isStopped || this.#next !== null) return;
    const waitMs = limits.waitMs();
    if (waitMs > 0) {
      this.#retryAfter(waitMs);
      return;
    }
    limits.count();
    const nowMs = clock.monotonicMs();
    // The listener is never called before `line` is there: that is the transport's promise.
    const line: Line = {
      socket: transport(url, {
        onOpen: () => this.#opened(line),
        onMessage: (text) => this.#received(line, text),
        onPing: () => this.#alive(line),
        onClose: ({ code, reason }) => this.#lost(line, 'closed', `${code} ${reason}`.trim()),
      }),
      timers: new Set(),
      isOpen: false,
      frameMs: nowMs,
      newsMs: nowMs,
    };
    this.#next = line;
    this.#timer(line, OPENING_MS_MAX, () => {
      if (!line.isOpen) this.#lost(line, 'not-open', `not open after ${OPENING_MS_MAX} ms`);
    });
  }

  #opened(line: Line): void {
    if (!this.#isOurs(line)) return;
    const nowMs = this.#options.clock.monotonicMs();
    line.isOpen = true;
    line.frameMs = nowMs;
    line.newsMs = nowMs;
    this.#options.onOpen((text) => line.socket.send(text));
    this.#watch(line);
    this.#timer(line, LIFETIME_MS, () => this.#replace(line));
  }

  #received(line: Line, text: string): void {
    if (!this.#isOurs(line)) return;
    line.frameMs = this.#options.clock.monotonicMs();
    switch (this.#options.onMessage(text, line)) {
      case 'nothing':
        return;
      case 'ending':
        this.#replace(line);
        return;
      case 'refused':
        this.#lost(line, 'closed', 'the subscription was refused');
        return;
      case 'news':
        line.newsMs = line.frameMs;
        this.#failures = 0;
        if (line === this.#next) this.#takeCharge(line);
    }
  }

  /** The new connection has news: it follows the old one, which is let go only now. */
  #takeCharge(line: Line): void {
    const before = this.#current;
    this.#current = line;
    this.#next = null;
    if (before === null) this.#options.onGap();
    else {
      this.#drop(before);
      this.#options.onTrouble('replaced', 'a new connection is in charge');
    }
  }

  #alive(line: Line): void {
    line.frameMs = this.#options.clock.monotonicMs();
  }

  #replace(line: Line): void {
    if (line === this.#current) this.#connect();
    else this.#lost(line, 'closed', 'it ended before it had news');
  }

  #watch(line: Line): void {
    const nowMs = this.#options.clock.monotonicMs();
    const framesLeftMs = line.frameMs + this.#framesMsMax - nowMs;
    const newsLeftMs = this.#newsMsMax === null ? framesLeftMs : line.newsMs + this.#newsMsMax - nowMs;
    if (framesLeftMs <= 0) this.#lost(line, 'no-frames', `nothing at all for ${this.#framesMsMax} ms`);
    else if (newsLeftMs <= 0) this.#lost(line, 'no-news', `no news for ${this.#newsMsMax ?? 0} ms`);
    else this.#timer(line, Math.min(framesLeftMs, newsLeftMs), () => this.#watch(line));
  }

  #lost(line: Line, ending: ConnectionEnding, reason: string): void {
    if (!this.#isOurs(line)) return;
    if (line === this.#current) this.#current = null;
    else this.#next = null;
    this.#drop(line);
    this.#options.onTrouble(ending, reason);
    if (this.#next === null) this.#retryAfter(this.#backoffMs());
  }

  #retryAfter(delayMs: DurationMs): void {
    this.#retry?.();
    this.#retry = this.#options.clock.after(delayMs, () => this.#connect());
  }

  /** Grows until there is news, and is spread by a part that follows from the name and the count: many bots do not come back together. */
  #backoffMs(): DurationMs {
    this.#failures += 1;
    const fullMs = Math.min(FIRST_BACKOFF_MS * 2 ** (this.#failures - 1), BACKOFF_MS_MAX);
    const name = fingerprintText(mixText(EMPTY_FINGERPRINT, `${this.#options.name} ${this.#failures}`));
    const spread = Number.parseInt(name.slice(0, 6), 16) / 0xffffff;
    return Math.round(fullMs * (0.5 + spread / 2));
  }

  #isOurs(line: Line): boolean {
    return line === this.#current || line === this.#next;
  }

  #drop(line: Line): void {
    for (const cancel of line.timers) cancel();
    line.timers.clear();
    line.socket.close();
  }

  #timer(line: Line, delayMs: DurationMs, callback: () => void): void {
    const cancel = this.#options.clock.after(delayMs, () => {
      line.timers.delete(cancel);
      callback();
    });
    line.timers.add(cancel);
  }
}
