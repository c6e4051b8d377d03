import { DEFAULT_SYMBOLS } from '../../../src/domain/market-symbol.ts';
import { DAY_MS, HOUR_MS } from '../../../src/domain/time.ts';
import { openVenue } from '../../../src/simulator/server/open-venue.ts';
import { BENCH_CREDENTIALS, BENCH_SPEED } from './bench-venue.ts';

const START = Date.UTC(2026, 0, 15, 12, 1);
/** The price moves in every hour, so that every stream has news. */
const PRICE = 40_000;

/** The server that is measured, in a process of its own: a trade of each market every 40 ms of real time. */
const { server, venue } = openVenue({
  future: {
    candleAt: (_symbol, openedAt) => {
      if (openedAt < START - 3 * DAY_MS || openedAt > START + 3 * DAY_MS) return null;
      const close = PRICE + 100 * Math.sin(openedAt / HOUR_MS);
      return { openedAt, open: PRICE, high: PRICE + 200, low: PRICE - 200, close, volume: 2_000 };
    },
  },
  symbols: DEFAULT_SYMBOLS,
  preset: 'spot-2026',
  seed: 1,
  credentials: BENCH_CREDENTIALS,
  balances: { USDT: '1000000' },
  openedAt: START,
  time: { speed: BENCH_SPEED },
});
const port = await server.listen(0);
// Limits are for strangers: what is measured is how much the server could do.
setInterval(() => venue.limits.giveBack(Number.MAX_SAFE_INTEGER, venue.account.now), 10);
process.send?.({ port });
