import type { DurationMs } from '../../domain/time.ts';
import type { Clock } from '../../ports/clock.ts';
import type { HttpTransport } from '../../ports/http-transport.ts';
import type { HttpAnswer } from './http-answer.ts';
import type { RestRequest } from './rest-api.ts';
import type { VenueFront } from './venue-front.ts';

/** One way of one message through the network: how long it takes, drawn anew each time. */
export type DrawLatency = () => DurationMs;

export interface DirectHttpOptions {
  readonly front: Pick<VenueFront, 'reply'>;
  /** Of the world: what is under way arrives whether or not the sender still lives. */
  readonly clock: Clock;
  readonly latencyMs: DrawLatency;
  /** Told of every request at the moment in which it leaves, before any byte has arrived. */
  readonly onSend?: (request: RestRequest) => void;
}

/** Requests to an exchange of the same process: the same texts as over a network, without one, and on a clock that is moved by hand. */
export function directHttp(options: DirectHttpOptions): HttpTransport {
  const { front, clock, latencyMs, onSend } = options;
  return async (input, init) => {
    const outgoing = new Request(input, init);
    const request = await restRequestOf(outgoing);
    outgoing.signal.throwIfAborted();
    onSend?.(request);
    return new Promise((resolve, reject) => {
      outgoing.signal.addEventListener('abort', () => reject(outgoing.signal.reason), { once: true });
      const breakOff = () => reject(new TypeError('fetch failed', { cause: connectionReset() }));
      clock.after(latencyMs(), () => {
        const reply = front.reply(request);
        if (reply === 'hang') return;
        if (reply === 'reset') clock.after(latencyMs(), breakOff);
        else clock.after(reply.delayMs + latencyMs(), () => resolve(responseOf(reply.answer)));
      });
    });
  };
}

async function restRequestOf(outgoing: Request): Promise<RestRequest> {
  const { url, method, headers } = outgoing;
  const { pathname } = new URL(url);
  // The bytes of the query as they were written: the signature is of them.
  const at = url.indexOf('?');
  return {
    method,
    path: pathname,
    payload: { query: at === -1 ? '' : url.slice(at + 1), body: method === 'GET' ? '' : await outgoing.text() },
    header: (name) => headers.get(name) ?? undefined,
  };
}

function responseOf({ status, headers = {}, body, page }: HttpAnswer): Response {
  const type = page === undefined ? 'application/json;charset=UTF-8' : 'text/html';
  return new Response(page ?? JSON.stringify(body), { status, headers: { 'Content-Type': type, ...headers } });
}

function connectionReset(): Error {
  return Object.assign(new Error('the connection was cut'), { code: 'ECONNRESET' });
}
