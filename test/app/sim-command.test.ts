import { type ChildProcess, spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { minuteText } from '../../src/domain/time.ts';
import { childEnvironment } from '../support/child-environment.ts';
import { projectRoot } from '../support/project-root.ts';
import { runSteward } from '../support/run-steward.ts';
import { generatedStoredMarket, writeStoredMarket } from '../support/stored-market.ts';
import { until } from '../support/until.ts';

const FROM = Date.UTC(2024, 0, 1);
const AT = '2024-01-03T12:30';

let folder: string;
let candles: string;
const running = new Set<ChildProcess>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'steward-sim-'));
  candles = writeStoredMarket(generatedStoredMarket({ seed: 1, from: FROM, count: 5 * 24 }), join(folder, 'candles'));
});
afterAll(async () => {
  for (const child of running) child.kill();
  await rm(folder, { recursive: true });
});

// biome-ignore lint/suspicious/noExplicitAny: whatever the wire has is what a test asserts about
async function json(address: string, init: RequestInit = {}): Promise<any> {
  return (await fetch(address, init)).json();
}

/** Starts `steward sim` on any port, and waits until it is ready. */
async function startSim(...operands: readonly string[]) {
  const args = ['bin/steward.js', 'sim', '--port', '0', '--candles', candles, '--at', AT, ...operands];
  const child = spawn(process.execPath, args, {
    cwd: projectRoot,
    env: childEnvironment({}),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running.add(child);
  let output = '';
  child.stdout.on('data', (data: Buffer) => {
    output += data.toString();
  });
  await until(() => (output.includes('ready:') ? true : null), 'the ready line', { context: () => output });
  const line = (name: string) => new RegExp(`^${name}: +(\\S+)`, 'm').exec(output)?.[1] ?? '';
  const base = line('REST').replace('/api/v3', '');
  const [apiKey, secret] = [line('api key'), line('secret')];
  return {
    base,
    apiKey,
    secret,
    output,
    async signed(method: string, path: string, params: Readonly<Record<string, string>> = {}) {
      const { serverTime } = await json(`${base}/api/v3/time`);
      const query = new URLSearchParams({ ...params, timestamp: String(serverTime) }).toString();
      const signature = createHmac('sha256', secret).update(query).digest('hex');
      return json(`${base}${path}?${query}&signature=${signature}`, {
        method,
        headers: { 'X-MBX-APIKEY': apiKey },
      });
    },
    async stop(): Promise<number | null> {
      child.kill('SIGTERM');
      const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
      running.delete(child);
      return code;
    },
  };
}

describe('steward sim', () => {
  it('serves a whole exchange at the time and speed that were asked for, with the balance that was given', async () => {
    const faults = join(folder, 'faults.yaml');
    await writeFile(faults, 'perDay: 0\nfaults:\n  - fault: deposit\n    asset: USDT\n    quantity: "5"\n');
    const sim = await startSim('--speed', '60', '--balance', 'USDT=250', '--faults', faults, '--seed', '7');
    const first = (await json(`${sim.base}/api/v3/time`)).serverTime;
    expect(minuteText(first).slice(0, 13)).toBe('2024-01-03 12');
    await new Promise((resolve) => setTimeout(resolve, 500));
    const second = (await json(`${sim.base}/api/v3/time`)).serverTime;
    expect(second - first).toBeGreaterThan(25_000);
    const { balances } = await sim.signed('GET', '/api/v3/account', { omitZeroBalances: 'true' });
    expect(balances).toEqual([{ asset: 'USDT', free: '255.00000000', locked: '0.00000000' }]);
    expect(await sim.stop()).toBe(0);
    const again = await startSim('--seed', '7', '--key', 'my-own-key-1', '--secret', 'hush');
    expect([again.apiKey, again.secret]).toEqual(['my-own-key-1', 'hush']);
    expect(await again.signed('GET', '/api/v3/openOrders')).toEqual([]);
    await again.stop();
  });

  it('keeps its orders in a data folder', async () => {
    const dataDir = join(folder, 'data');
    const first = await startSim('--data-dir', dataDir);
    const { price } = await json(`${first.base}/api/v3/ticker/price?symbol=BTCUSDT`);
    const bid = { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', newClientOrderId: 'kept' };
    const low = (Number(price) * 0.7).toFixed(2);
    const placed = await first.signed('POST', '/api/v3/order', { ...bid, quantity: (20 / Number(low)).toFixed(5), price: low });
    expect(placed).toMatchObject({ status: 'NEW' });
    await first.stop();
    const second = await startSim('--data-dir', dataDir);
    expect(await second.signed('GET', '/api/v3/openOrders')).toMatchObject([{ clientOrderId: 'kept', orderId: placed.orderId }]);
    const { balances } = await second.signed('GET', '/api/v3/account');
    expect(balances.find(({ asset }: { asset: string }) => asset === 'USDT').locked).not.toBe('0.00000000');
    await second.stop();
  });

  it.each<readonly [string, readonly string[], number, RegExp]>([
    ['a time without candles', ['--at', '2020-01-01'], 2, /No candle of BTCUSDT .* holds --at 2020-01-01 00:00/],
    ['a file of faults that is not there', ['--at', AT, '--faults', 'nowhere.yaml'], 2, /nowhere\.yaml cannot be read/],
    ['a balance that is none', ['--at', AT, '--balance', 'USDT'], 2, /USDT=10000/],
    ['a speed that is none', ['--at', AT, '--speed', '0'], 2, /above 0/],
  ])('refuses %s and says why', async (_what, operands, code, reason) => {
    const ended = await runSteward(['sim', '--port', '0', '--candles', candles, ...operands]);
    expect(ended).toMatchObject({ code, stderr: expect.stringMatching(reason) });
  });
});
