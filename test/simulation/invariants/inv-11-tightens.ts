import { Decimal } from '../../../src/domain/decimal.ts';
import type { MarketSymbol } from '../../../src/domain/market-symbol.ts';
import type { MakeInvariant } from '../watched.ts';

/** A stop is a finite price below the market, and while a position lasts it only rises, unless a newer entry set it anew. */
export const stopsOnlyTighten: MakeInvariant = ({ world, own, journal, broken }) => {
  const highest = new Map<string, { readonly price: Decimal; readonly by: string }>();
  return {
    onSend(_request, legs) {
      journal.refresh();
      for (const { type, side, stopPrice, symbol, clientOrderId } of legs) {
        if (side !== 'SELL' || !type.startsWith('STOP_LOSS')) continue;
        const price = new Decimal(stopPrice ?? Number.NaN);
        if (!price.isFinite() || price.lte(0)) {
          broken(`${clientOrderId} has the stop ${stopPrice}`);
          continue;
        }
        const by = journal.stopsSet.get(symbol)?.by ?? 'nobody';
        const known = own.owned(symbol as MarketSymbol).isZero() ? undefined : highest.get(symbol);
        if (known !== undefined && known.by === by && price.lt(known.price))
          broken(`${clientOrderId} lowers the stop of ${symbol} from ${known.price} to ${price}, set by ${by}`);
        const isHigher = known === undefined || known.by !== by || price.gt(known.price);
        if (isHigher) highest.set(symbol, { price, by });
        const market = world.venue.account.market.lastTick(symbol as MarketSymbol, world.venue.account.now)?.price;
        if (market !== undefined && price.gt(market.times(1.05)))
          broken(`${clientOrderId} has its stop ${price} far above ${market}`);
      }
    },
  };
};
