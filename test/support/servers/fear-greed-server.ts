import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { EpochMs } from '../../../src/domain/time.ts';

export interface IndexValue {
  readonly value: number;
  readonly classification: string;
  readonly publishedAt: EpochMs;
}

/** What the server does instead of answering properly. */
export type FearGreedTrouble =
  | { readonly kind: 'status'; readonly status: number }
  | { readonly kind: 'body'; readonly body: string }
  | { readonly kind: 'silence' }
  | { readonly kind: 'hang-up' };

/**
 * Alternative.me's Fear & Greed index: `GET /fng/?limit=n` gives the newest n values, newest first, numbers as strings, times as
 * seconds; the first one says how long until the next.
 */
export class FearGreedServer {
  /** Oldest first. */
  values: readonly IndexValue[] = [];
  trouble: FearGreedTrouble | null = null;
  readonly paths: string[] = [];
  readonly #server: Server;

  constructor() {
    this.#server = createServer((request, response) => {
      const url = new URL(request.url ?? '/', 'http://localhost');
      this.paths.push(`${url.pathname}${url.search}`);
      const { trouble } = this;
      if (trouble?.kind === 'silence') return;
      if (trouble?.kind === 'hang-up') return void request.socket.destroy();
      const isFound = request.method === 'GET' && url.pathname === '/fng/';
      response.statusCode = trouble?.kind === 'status' ? trouble.status : isFound ? 200 : 404;
      response.setHeader('content-type', 'application/json');
      response.end(
        trouble?.kind === 'body' ? trouble.body : JSON.stringify(this.#reply(Number(url.searchParams.get('limit') ?? '1'))),
      );
    });
  }

  async listen(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  get url(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #reply(limit: number): unknown {
    const data = this.values
      .slice(-limit)
      .reverse()
      .map(({ value, classification, publishedAt }, index) => ({
        value: String(value),
        value_classification: classification,
        timestamp: String(publishedAt / 1_000),
        ...(index === 0 ? { time_until_update: '68499' } : {}),
      }));
    return { name: 'Fear and Greed Index', data, metadata: { error: null } };
  }
}
