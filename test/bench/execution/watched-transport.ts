import { systemHttpTransport } from '../../../src/adapters/system/http-transport.ts';
import type { DurationMs } from '../../../src/domain/time.ts';
import type { HttpTransport } from '../../../src/ports/http-transport.ts';

/** A request as the bot's own process sees it, on the scale of `performance.now`. */
export interface WatchedRequest {
  readonly method: string;
  readonly path: string;
  readonly sentAtMs: DurationMs;
  /** When the answer was there, its body aside; `Infinity` until then. */
  readonly answeredAtMs: DurationMs;
}

/** The machine's network, with every request noted. */
export class WatchedTransport {
  #requests: WatchedRequest[] = [];

  readonly send: HttpTransport = async (input, init) => {
    const { method, url } = new Request(input, init);
    const request = { method, path: new URL(url).pathname, sentAtMs: performance.now(), answeredAtMs: Infinity };
    this.#requests.push(request);
    const response = await systemHttpTransport(input, init);
    request.answeredAtMs = performance.now();
    return response;
  };

  /** Forgets what was noted before. */
  forget(): void {
    this.#requests = [];
  }

  /** The requests that place orders, in the order in which they were sent. */
  get placements(): readonly WatchedRequest[] {
    return this.#requests.filter(({ method, path }) => method === 'POST' && path.startsWith('/api/v3/order'));
  }

  /** How much of a span no answer was awaited: the bot's own time, its disk included. */
  ownMs({ from, until }: { readonly from: DurationMs; readonly until: DurationMs }): DurationMs {
    let own = 0;
    let at = from;
    for (const { sentAtMs, answeredAtMs } of [...this.#requests].sort((one, other) => one.sentAtMs - other.sentAtMs)) {
      if (answeredAtMs <= at || sentAtMs >= until) continue;
      own += Math.max(0, sentAtMs - at);
      at = answeredAtMs;
    }
    return own + Math.max(0, until - at);
  }
}
