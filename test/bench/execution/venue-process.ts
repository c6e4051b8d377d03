import { baseAssetOf, DEFAULT_SYMBOLS } from '../../../src/domain/market-symbol.ts';
import { HOUR_MS } from '../../../src/domain/time.ts';
import { openVenue } from '../../../src/simulator/server/open-venue.ts';
import { BENCH_CAPITAL, BENCH_PRICE, EXECUTION_CREDENTIALS, presetOf } from './bench-market.ts';

/** Far more than is used between two looks. */
const FORGIVEN = 1_000_000;

/** The exchange that the bot trades on, in a process of its own and in real time: prices that hardly move, and books that are deep. */
const { server, venue } = openVenue({
  future: {
    candleAt: (_symbol, openedAt) => {
      const close = BENCH_PRICE + 0.2 * Math.sin(openedAt / HOUR_MS);
      return { openedAt, open: BENCH_PRICE, high: BENCH_PRICE + 0.3, low: BENCH_PRICE - 0.3, close, volume: 1_000_000 };
    },
  },
  symbols: DEFAULT_SYMBOLS,
  preset: presetOf(process.argv[2]),
  seed: 1,
  credentials: EXECUTION_CREDENTIALS,
  balances: { ...Object.fromEntries(DEFAULT_SYMBOLS.map((symbol) => [baseAssetOf(symbol), '0'])), USDT: String(BENCH_CAPITAL) },
  openedAt: Date.now(),
  time: { speed: 1 },
});
const port = await server.listen(0);
// The exchange's limits are no part of what is measured, and the entries come faster than they allow.
setInterval(() => {
  venue.limits.giveBack(FORGIVEN, venue.account.now);
  venue.orderCounts.add(-FORGIVEN, venue.account.now);
}, 10);
process.send?.({ port });
