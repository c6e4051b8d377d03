import { Decimal } from '../../../src/domain/decimal.ts';
import type { MakeInvariant } from '../watched.ts';

/** Long enough to have read everything that streams did not tell. */
const SETTLED_MS = 150_000;

/** When all is quiet, the books say what the exchange's own trades add up to; or a drift is told. */
export const booksAgree: MakeInvariant = ({ world, own, journal, calm, broken }) => {
  let newsAt = world.clock.now();
  return {
    check(isNews) {
      const now = world.clock.now();
      if (isNews) newsAt = now;
      if (now - newsAt < SETTLED_MS) return;
      newsAt = now;
      const state = world.life?.steward.state;
      if (state === undefined || calm.lastedMs < SETTLED_MS || state.orders.inDoubt().length > 0) return;
      const { book } = state.portfolio;
      for (const symbol of own.symbols) {
        const held = book.positions.find((position) => position.symbol === symbol)?.quantity ?? new Decimal(0);
        const asset = symbol.replace('USDT', '');
        const step = world.venue.account.symbols.find((known) => known.symbol === symbol)?.filters.lotSize.stepSize ?? 0;
        const difference = held.minus(own.held(symbol)).abs();
        // Less than the smallest order is written off.
        const isDust = held.isZero() && own.sellable(symbol).isZero();
        if (!isDust && difference.gt(new Decimal(step)) && !journal.drifts.has(asset))
          broken(`the books hold ${held} ${asset}, the exchange's trades add up to ${own.held(symbol)}`);
      }
      const cash = book.cash.minus(world.configuration.capital.allotted);
      if (cash.minus(own.quoteChange).abs().gt(0.01) && !journal.drifts.has('USDT'))
        broken(`the books' cash changed by ${cash}, the exchange's trades by ${own.quoteChange}`);
    },
  };
};
