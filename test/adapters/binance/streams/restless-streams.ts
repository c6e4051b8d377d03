import { ServerClock } from '../../../../src/adapters/binance/server-clock.ts';
import { signerFor } from '../../../../src/adapters/binance/signing.ts';
import { ConnectionLimits } from '../../../../src/adapters/binance/streams/connection-limits.ts';
import { MarketStream } from '../../../../src/adapters/binance/streams/market-stream.ts';
import { UserStream } from '../../../../src/adapters/binance/streams/user-stream.ts';
import { type DurationMs, HOUR_MS } from '../../../../src/domain/time.ts';
import { SimulatedClock } from '../../../../src/simulator/simulated-clock.ts';
import { type NetworkTally, RestlessNetwork } from './restless-network.ts';

const START = Date.UTC(2026, 10, 25, 6);

export interface RestlessLife extends NetworkTally {
  /** How often each stream had a connection again after it had none. */
  readonly gaps: number;
  readonly prices: number;
}

/** Lets both streams of one account live on a restless network, on simulated time. */
export async function liveRestlessly({
  seed,
  forMs,
}: {
  readonly seed: number;
  readonly forMs: DurationMs;
}): Promise<RestlessLife> {
  const clock = new SimulatedClock({ startAt: START });
  const network = new RestlessNetwork({ clock, seed });
  const limits = new ConnectionLimits({ clock });
  const stop = new AbortController();
  const counted = { gaps: 0, prices: 0 };
  const market = new MarketStream({
    transport: network.transport,
    clock,
    limits,
    url: 'ws://restless.test',
    symbols: ['BTCUSDT', 'ETHUSDT', 'BNBUSDT', 'ADAUSDT', 'SOLUSDT'],
    onPrice: () => {
      counted.prices += 1;
    },
    onClosedCandle: () => undefined,
    onGap: () => {
      counted.gaps += 1;
    },
    onTrouble: () => undefined,
  });
  const account = new UserStream({
    transport: network.transport,
    clock,
    limits,
    url: 'ws://restless.test/ws-api/v3',
    apiKey: 'key',
    signer: signerFor('secret'),
    serverClock: new ServerClock({ clock, fetchServerTime: async () => clock.now() }),
    readMissed: async () => {
      counted.gaps += 1;
      return [];
    },
    onTrouble: () => undefined,
  });
  market.start();
  const listening = (async () => {
    for await (const _event of account.events(stop.signal)) void _event;
  })();
  for (let passedMs = 0; passedMs < forMs; passedMs += HOUR_MS) await clock.advanceTo(START + passedMs + HOUR_MS);
  market.stop();
  stop.abort();
  await listening;
  return { ...network.tally, ...counted };
}
