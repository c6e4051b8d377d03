import { Decimal } from '../../../src/domain/decimal.ts';
import type { EpochMs } from '../../../src/domain/time.ts';
import type { MakeInvariant } from '../watched.ts';

/** While all is calm an audit finds within a minute what no stream told, and half a minute later the position is protected or gone. */
const FOUND_MS = 65_000;
const REPAIRED_MS = 30_000;

/** What the bot holds is covered by stops that rest on the exchange, or that is known, told and repaired in time. */
export const protectedInTime: MakeInvariant = ({ world, own, journal, calm, broken }) => {
  const nakedSince = new Map<string, EpochMs>();
  return {
    check() {
      const now = world.clock.now();
      for (const symbol of own.symbols) {
        const { lotSize } = world.venue.account.symbols.find((known) => known.symbol === symbol)?.filters ?? {};
        const covered = own
          .stopsOf(symbol)
          .reduce((sum, { quantity, executedQuantity }) => sum.plus(quantity).minus(executedQuantity), new Decimal(0));
        const isNaked = covered.plus(lotSize?.stepSize ?? 0).lt(own.sellable(symbol));
        if (!isNaked) {
          nakedSince.delete(symbol);
          continue;
        }
        const since = nakedSince.get(symbol) ?? now;
        nakedSince.set(symbol, since);
        const calmMs = Math.min(now - since, calm.lastedMs);
        if (calmMs > FOUND_MS && !journal.unprotected.has(symbol))
          broken(`${symbol} has no full stop for ${calmMs} calm ms, and nobody was told`);
        if (calmMs > FOUND_MS + REPAIRED_MS)
          broken(`${symbol} is not covered for ${calmMs} calm ms: ${covered} of ${own.sellable(symbol)}`);
      }
    },
  };
};
