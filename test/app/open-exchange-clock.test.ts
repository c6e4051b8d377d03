import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { silentLog } from '../../src/adapters/system/silent-log.ts';
import { SystemClock } from '../../src/adapters/system/system-clock.ts';
import { openExchangeClock } from '../../src/app/open-exchange-clock.ts';

/** A server on this machine that tells nothing but a time. */
async function serverWith(time: (elapsedMs: number) => number): Promise<string> {
  const startedAt = performance.now();
  const server = createServer((_request, answer) => {
    answer.end(JSON.stringify({ serverTime: Math.floor(time(performance.now() - startedAt)) }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function clockFor(restUrl: string | null) {
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  return openExchangeClock(restUrl, { log: silentLog, readSignal: stop.signal });
}

describe("the exchange's clock", () => {
  it.each([
    ['no address of its own', null],
    ['an address elsewhere', 'https://api.binance.com'],
  ])("is the machine's for %s, without a question", async (_what, restUrl) => {
    const { clock, network } = await clockFor(restUrl);
    expect(clock).toBeInstanceOf(SystemClock);
    expect(network).toEqual({ machine: clock, speed: 1 });
  });

  it("is the machine's for an exchange of this machine that tells the machine's time", async () => {
    const { clock, network } = await clockFor(await serverWith(() => Date.now()));
    expect(clock).toBeInstanceOf(SystemClock);
    expect(network.speed).toBe(1);
  });

  it('is followed for an exchange of this machine with another time that runs faster', async () => {
    const from = Date.UTC(2024, 0, 2, 12);
    const { clock, network } = await clockFor(await serverWith((elapsedMs) => from + elapsedMs * 60));
    expect(Math.abs(network.speed - 60)).toBeLessThan(6);
    expect(network.machine).not.toBe(clock);
    expect(clock.now()).toBeGreaterThan(from);
    expect(clock.now()).toBeLessThan(from + 20 * 60_000);
  });

  it('is refused when an exchange of this machine does not tell its time', async () => {
    await expect(clockFor(await serverWith(() => Number.NaN))).rejects.toMatchObject({ code: 'bad-payload' });
  });
});
