import { createHmac } from 'node:crypto';
import { Agent, request } from 'node:http';
import { BENCH_CREDENTIALS, BENCH_SPEED } from './bench-venue.ts';

export interface LoadResult {
  readonly perSecond: number;
  readonly failures: number;
}

const CONNECTIONS = 16;

/** Signs and sends as many requests as are answered, over some connections at once. */
export async function sendSigned(
  port: number,
  load: {
    readonly runMs: number;
    readonly method: string;
    readonly path: string;
    readonly params: Readonly<Record<string, string>>;
  },
): Promise<LoadResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const serverAt = await serverTime(port, agent);
  const readAt = performance.now();
  const endsAt = performance.now() + load.runMs;
  let answered = 0;
  let failures = 0;
  const worker = async () => {
    while (performance.now() < endsAt) {
      const params = new URLSearchParams({
        ...load.params,
        timestamp: String(Math.floor(serverAt + (performance.now() - readAt) * BENCH_SPEED)),
      });
      const signature = createHmac('sha256', BENCH_CREDENTIALS.secret).update(params.toString()).digest('hex');
      const { status } = await send(port, agent, {
        method: load.method,
        target: `${load.path}?${params}&signature=${signature}`,
      });
      answered += 1;
      if (status !== 200) failures += 1;
    }
  };
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: CONNECTIONS }, worker));
  agent.destroy();
  return { perSecond: answered / ((performance.now() - startedAt) / 1_000), failures };
}

async function serverTime(port: number, agent: Agent): Promise<number> {
  const { body } = await send(port, agent, { method: 'GET', target: '/api/v3/time' });
  return (JSON.parse(body) as { readonly serverTime: number }).serverTime;
}

function send(
  port: number,
  agent: Agent,
  { method, target }: { readonly method: string; readonly target: string },
): Promise<{ readonly status: number; readonly body: string }> {
  return new Promise((resolve, reject) => {
    const headers = { 'X-MBX-APIKEY': BENCH_CREDENTIALS.apiKey };
    const sent = request({ host: '127.0.0.1', port, agent, method, path: target, headers }, (reply) => {
      let body = '';
      reply.setEncoding('utf8');
      reply.on('data', (chunk: string) => {
        body += chunk;
      });
      reply.on('end', () => resolve({ status: reply.statusCode ?? 0, body }));
    });
    sent.on('error', reject);
    sent.end();
  });
}
