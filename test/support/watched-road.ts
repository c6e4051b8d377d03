import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request that came by. */
export interface Passer {
  readonly path: string;
  readonly at: number;
}

/** A road to a server on this machine: hands every request on as it is, and remembers which came by and when. */
export interface WatchedRoad {
  readonly url: string;
  readonly passers: readonly Passer[];
  close(): Promise<void>;
}

/** @param road.now  The time that is remembered. */
export async function openWatchedRoad(road: { readonly port: number; readonly now: () => number }): Promise<WatchedRoad> {
  const passers: Passer[] = [];
  const server = createServer((incoming, answer) => {
    const { method = 'GET', url = '/', headers } = incoming;
    passers.push({ path: url.split('?')[0] ?? url, at: road.now() });
    const onward = request({ host: '127.0.0.1', port: road.port, method, path: url, headers }, (reply) => {
      answer.writeHead(reply.statusCode ?? 502, reply.headers);
      reply.pipe(answer);
    });
    onward.on('error', () => answer.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    passers,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
