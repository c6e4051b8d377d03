import { BinancePublicClient } from '../adapters/binance/public-client.ts';
import { openFollowingClock } from '../adapters/system/following-clock.ts';
import { systemHttpTransport } from '../adapters/system/http-transport.ts';
import { SystemClock } from '../adapters/system/system-clock.ts';
import { type DurationMs, SECOND_MS } from '../domain/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { NetworkTime } from './market-feed.ts';
import { isLoopback } from './venue/venue-identity.ts';

/** An exchange whose clock is this near to the machine's has the machine's. */
const SAME_CLOCK_MS_MAX: DurationMs = 2 * SECOND_MS;

/**
 * The clock by which the bot lives. On an exchange of this machine time may be another one and run faster: it is followed. Everywhere else
 * it is the machine's.
 * @throws Fault when an exchange of this machine does not tell its time.
 */
export async function openExchangeClock(
  restUrl: string | null,
  { log, readSignal }: { readonly log: Log; readonly readSignal: AbortSignal },
): Promise<{ readonly clock: Clock; readonly network: NetworkTime }> {
  const machine = new SystemClock({ onTimerFault: (error) => log.error('a timer failed', { error }) });
  const own = { clock: machine, network: { machine, speed: 1 } };
  if (restUrl === null || !isLoopback(restUrl)) return own;
  const client = new BinancePublicClient({
    transport: systemHttpTransport,
    clock: machine,
    baseUrl: restUrl,
    signal: readSignal,
  });
  if (Math.abs((await client.fetchServerTime()) - machine.now()) < SAME_CLOCK_MS_MAX) return own;
  const clock = await openFollowingClock({
    inner: machine,
    fetchServerTime: () => client.fetchServerTime(),
    signal: readSignal,
    onFault: (error) => log.warn("the exchange's clock could not be read", { error }),
  });
  return { clock, network: { machine, speed: clock.speed } };
}
