import type { Clock } from '../../ports/clock.ts';
import type { Socket, SocketListener, SocketTransport } from '../../ports/socket-transport.ts';
import type { DrawLatency } from './direct-http.ts';
import { TOO_MANY_CLOSE } from './served-socket.ts';
import type { VenueFront } from './venue-front.ts';
import type { WireSocket } from './wire-socket.ts';

export interface DirectSocketsOptions {
  readonly front: Pick<VenueFront, 'admit' | 'open'>;
  readonly clock: Clock;
  readonly latencyMs: DrawLatency;
}

const OPEN = 1;
const CLOSED = 3;
const ABNORMAL_CLOSURE = 1006;

/** Connections to an exchange of the same process: messages arrive in their order, after a while, on a clock that is moved by hand. */
export class DirectSockets {
  readonly #options: DirectSocketsOptions;
  readonly #lines = new Set<Line>();

  constructor(options: DirectSocketsOptions) {
    this.#options = options;
  }

  readonly transport: SocketTransport = (url, listener) => {
    const { front, clock, latencyMs } = this.#options;
    const line = new Line(listener, this.#options);
    this.#lines.add(line);
    line.onEnd = () => this.#lines.delete(line);
    clock.after(latencyMs() * 2, () => {
      if (line.isEnded) return;
      const address = new URL(url);
      const admission = front.admit(address);
      if (admission === 'banned' || admission === 'not-found') return line.end(ABNORMAL_CLOSURE, admission);
      line.listener.onOpen();
      if (admission === 'admitted') front.open(line.far, address);
      else line.end(TOO_MANY_CLOSE, 'Too many connections');
    });
    return line;
  };

  /** Cuts every connection without a word to this side, as the end of its process does. */
  abandon(): void {
    for (const line of [...this.#lines]) line.abandon();
  }
}

type FrameName = 'message' | 'ping' | 'pong' | 'close' | 'error';

/** One connection, both of its ends. */
class Line implements Socket {
  readonly far: FarEnd;
  onEnd: () => void = () => undefined;
  #listener: SocketListener;
  readonly #options: DirectSocketsOptions;
  #isEnded = false;
  /** No message overtakes another of its direction. */
  #nearArrivesAt = 0;
  #farArrivesAt = 0;

  constructor(listener: SocketListener, options: DirectSocketsOptions) {
    this.#listener = listener;
    this.#options = options;
    this.far = new FarEnd(this);
  }

  get isEnded(): boolean {
    return this.#isEnded;
  }

  get listener(): SocketListener {
    return this.#listener;
  }

  send(text: string): void {
    if (this.far.readyState === OPEN) this.#toFar(() => this.far.emit('message', text));
  }

  close(): void {
    this.#toFar(() => this.far.emit('close', ''));
    this.end(ABNORMAL_CLOSURE, '');
  }

  abandon(): void {
    this.#listener = DEAF;
    this.close();
  }

  tell(text: string): void {
    this.#toNear(() => this.#listener.onMessage(text));
  }

  ping(payload: string): void {
    this.#toNear(() => {
      this.#listener.onPing();
      this.#toFar(() => this.far.emit('pong', payload));
    });
  }

  /** The far end closes: what it sent before still arrives. */
  endFromFar(code: number, reason: string): void {
    this.far.emit('close', '');
    this.#toNear(() => this.end(code, reason));
  }

  end(code: number, reason: string): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.onEnd();
    const listener = this.#listener;
    this.#options.clock.after(0, () => listener.onClose({ code, reason }));
  }

  #toNear(arrive: () => void): void {
    const { clock, latencyMs } = this.#options;
    this.#nearArrivesAt = Math.max(this.#nearArrivesAt, clock.now() + latencyMs());
    clock.at(this.#nearArrivesAt, () => {
      if (!this.#isEnded) arrive();
    });
  }

  #toFar(arrive: () => void): void {
    const { clock, latencyMs } = this.#options;
    this.#farArrivesAt = Math.max(this.#farArrivesAt, clock.now() + latencyMs());
    clock.at(this.#farArrivesAt, arrive);
  }
}

/** What the exchange holds of a connection. */
class FarEnd implements WireSocket {
  readonly OPEN = OPEN;
  readyState = OPEN;
  readonly #line: Line;
  readonly #listeners = new Map<FrameName, ((data: string) => void)[]>();

  constructor(line: Line) {
    this.#line = line;
  }

  on(event: FrameName, listener: (data: string) => void): void {
    this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), listener]);
  }

  emit(event: FrameName, data: string): void {
    if (this.readyState !== OPEN) return;
    if (event === 'close') this.readyState = CLOSED;
    for (const listener of this.#listeners.get(event) ?? []) listener(data);
  }

  send(text: string): void {
    this.#line.tell(text);
  }

  ping(payload: string): void {
    this.#line.ping(payload);
  }

  close(code: number, reason: string): void {
    this.#line.endFromFar(code, reason);
  }

  terminate(): void {
    this.#line.endFromFar(ABNORMAL_CLOSURE, '');
  }
}

const DEAF: SocketListener = {
  onOpen: () => undefined,
  onMessage: () => undefined,
  onPing: () => undefined,
  onClose: () => undefined,
};
