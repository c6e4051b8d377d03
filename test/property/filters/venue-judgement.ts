import { orderParameters } from '../../../src/adapters/binance/order-parameters.ts';
import type { Price } from '../../../src/domain/decimal.ts';
import type { Instrument } from '../../../src/domain/instrument.ts';
import type { OrderRequest } from '../../../src/domain/order.ts';
import { type Refusal, refusalByMarket } from '../../../src/simulator/filters.ts';
import { DEFAULT_FEES } from '../../../src/simulator/instrument-presets.ts';
import { readOrder } from '../../../src/simulator/server/read-order.ts';
import { WireParameters } from '../../../src/simulator/server/wire-parameters.ts';
import { refusalByForm } from '../../../src/simulator/venue/check-form.ts';
import { refusalByFilters } from '../../../src/simulator/venue/check-venue-filters.ts';
import { DEFAULT_BOOK } from '../../../src/simulator/venue/venue-book.ts';
import { VenueDraft } from '../../../src/simulator/venue/venue-draft.ts';
import { VenueMarket } from '../../../src/simulator/venue/venue-market.ts';
import { emptyVenue } from '../../../src/simulator/venue/venue-state.ts';
import { NO_EXCHANGE_FILTERS, type VenueSymbol } from '../../../src/simulator/venue/venue-symbol.ts';

/** An order on a market at a price, and the market as each side knows it. */
export interface JudgedOrder {
  readonly request: OrderRequest;
  readonly instrument: Instrument;
  readonly symbol: VenueSymbol;
  readonly mark: Price;
}

/** What the engine of demo, paper and replay says. */
export function simulatorRefusal({ request, instrument, mark }: JudgedOrder): Refusal | null {
  return refusalByMarket({ request, instrument, lastPrice: mark, openOrders: 0, openStops: 0 });
}

/** What the venue behind the wire says to the order as our client writes it, form and filters. The mark is what its filters measure by. */
export function venueRefusal({ request, symbol: rules, mark }: JudgedOrder): Refusal | null {
  const symbol = { ...rules, referencePrice: mark };
  const market = new VenueMarket({ future: { candleAt: () => null }, seed: 1, tickSizes: new Map() });
  const world = { market, fees: DEFAULT_FEES, book: DEFAULT_BOOK, exchangeFilters: NO_EXCHANGE_FILTERS };
  const draft = new VenueDraft(world, emptyVenue([symbol]), { at: 0 });
  const read = readOrder(new WireParameters(new Map(orderParameters(request))));
  return refusalByForm(read, symbol, { quantityIs: 'needed' }) ?? refusalByFilters(draft, read, { quantity: request.quantity });
}
