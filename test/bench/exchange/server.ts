import { fork } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WebSocket } from 'ws';
import { SECOND_MS } from '../../../src/domain/time.ts';
import type { Measurement } from '../context/measurement.ts';
import { type LoadResult, sendSigned } from './signed-load.ts';

const HERE = dirname(fileURLToPath(import.meta.url));
const RUN_MS = 10 * SECOND_MS;
const STREAMS = 50;
const KINDS = [
  'trade',
  'aggTrade',
  'bookTicker',
  'miniTicker',
  'kline_1m',
  'kline_1h',
  'avgPrice',
  'ticker',
  'depth20@100ms',
  'depth@100ms',
];
const SYMBOLS = ['btcusdt', 'ethusdt', 'bnbusdt', 'adausdt', 'solusdt'];

/** The served simulator in a process of its own: signed requests a second, then fifty streams. */
export async function measureServer(): Promise<readonly Measurement[]> {
  const child = fork(join(HERE, 'served-venue-process.ts'), { stdio: 'inherit' });
  try {
    const [{ port }] = (await once(child, 'message')) as [{ readonly port: number }];
    const reads = await sendSigned(port, {
      runMs: RUN_MS,
      method: 'GET',
      path: '/api/v3/openOrders',
      params: { symbol: 'BTCUSDT' },
    });
    const orders = await sendSigned(port, {
      runMs: RUN_MS,
      method: 'POST',
      path: '/api/v3/order/test',
      params: { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.01', price: '30000' },
    });
    const streams = await followStreams(port);
    return [...loadRows('signed reads', reads), ...loadRows('signed test orders', orders), ...streams];
  } finally {
    child.kill();
  }
}

function loadRows(what: string, { perSecond, failures }: LoadResult): readonly Measurement[] {
  return [
    { what: `${what} a second`, goal: { atLeast: 2_000 }, measured: perSecond, unit: '' },
    { what: `${what} that failed`, goal: { atMost: 0 }, measured: failures, unit: '' },
  ];
}

/** Ten kinds of stream of five markets, each on a connection of its own. */
async function followStreams(port: number): Promise<readonly Measurement[]> {
  const names = SYMBOLS.flatMap((symbol) => KINDS.map((kind) => `${symbol}@${kind}`)).slice(0, STREAMS);
  const counts = names.map(() => 0);
  const sockets = names.map((name, index) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/stream?streams=${name}`);
    socket.on('message', () => {
      counts[index] = (counts[index] ?? 0) + 1;
    });
    return socket;
  });
  await Promise.all(sockets.map((socket) => once(socket, 'open')));
  counts.fill(0);
  const startedAt = performance.now();
  await new Promise((resolve) => setTimeout(resolve, RUN_MS));
  const seconds = (performance.now() - startedAt) / SECOND_MS;
  for (const socket of sockets) socket.terminate();
  const total = counts.reduce((sum, count) => sum + count, 0);
  return [
    { what: `messages a second over ${STREAMS} streams`, goal: { atLeast: 20 * STREAMS }, measured: total / seconds, unit: '' },
    { what: 'messages a second of the slowest stream', goal: null, measured: Math.min(...counts) / seconds, unit: '' },
  ];
}
