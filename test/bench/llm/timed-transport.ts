import { systemHttpTransport } from '../../../src/adapters/system/http-transport.ts';
import type { DurationMs } from '../../../src/domain/time.ts';
import type { HttpTransport } from '../../../src/ports/http-transport.ts';

/** Measures what a conversation spends outside of the network: from an answer that is wholly there to the next request, and to the end. */
export class TimedTransport {
  /** One for each turn: the time before its request. */
  readonly gapsMs: DurationMs[] = [];
  #freeSince = 0;

  /** The conversation begins now. */
  begin(): void {
    this.#freeSince = performance.now();
  }

  readonly send: HttpTransport = async (input, init) => {
    this.gapsMs.push(performance.now() - this.#freeSince);
    const { status, headers, body } = await wholeAnswer(input, init);
    this.#freeSince = performance.now();
    return new Response(body, { status, headers });
  };

  /** The conversation has ended: what is done after the last answer belongs to its turn. */
  end(): void {
    const last = this.gapsMs.pop() ?? 0;
    this.gapsMs.push(last + performance.now() - this.#freeSince);
  }
}

async function wholeAnswer(...request: Parameters<HttpTransport>) {
  const response = await systemHttpTransport(...request);
  return {
    status: response.status,
    headers: { 'content-type': response.headers.get('content-type') ?? '' },
    body: await response.text(),
  };
}
