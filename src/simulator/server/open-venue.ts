import type { DecimalText } from '../../domain/decimal.ts';
import type { Asset, MarketSymbol } from '../../domain/market-symbol.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { CandleFuture } from '../candle-future.ts';
import { DEFAULT_FEES, type InstrumentPreset, instrumentsOf } from '../instrument-presets.ts';
import type { SimulatorStore } from '../simulated-exchange.ts';
import { VenueAccount } from '../venue/venue-account.ts';
import type { BookModel } from '../venue/venue-book.ts';
import { venueSymbolOf } from '../venue/venue-symbol.ts';
import type { Credentials } from './credentials.ts';
import { ServedFaults } from './served-faults.ts';
import { ServedVenue } from './served-venue.ts';
import { VenueServer } from './venue-server.ts';
import { runningTime, type VenueTime } from './venue-time.ts';
import { WindowBoundPlan } from './window-bound-plan.ts';

export interface VenueOptions {
  readonly future: CandleFuture;
  readonly symbols: readonly MarketSymbol[];
  readonly preset: InstrumentPreset;
  readonly seed: number;
  readonly credentials: Credentials;
  readonly balances: Readonly<Record<Asset, DecimalText>>;
  readonly openedAt: EpochMs;
  /** Where the clock comes from, given the time from which the venue goes on. */
  readonly time: { readonly speed: number } | ((from: EpochMs) => VenueTime);
  readonly book?: BookModel;
  readonly store?: SimulatorStore;
}

export interface OpenVenue {
  readonly venue: ServedVenue;
  readonly server: VenueServer;
}

/** An exchange that is ready to be listened for. With a store that has an account, it goes on where that ended. */
export function openVenue(options: VenueOptions): OpenVenue {
  const { future, symbols, preset, seed, balances, openedAt, book, store } = options;
  const plan = new WindowBoundPlan();
  const account = new VenueAccount({
    future,
    symbols: instrumentsOf({ preset, symbols }).map(venueSymbolOf),
    fees: DEFAULT_FEES,
    seed,
    openedAt,
    balances,
    faults: plan,
    ...(book === undefined ? {} : { book }),
    ...(store === undefined ? {} : { store }),
  });
  const time =
    typeof options.time === 'function'
      ? options.time(account.now)
      : runningTime({ startAt: account.now, speed: options.time.speed });
  const venue = new ServedVenue({ account, credentials: options.credentials, faults: new ServedFaults(plan, seed), time });
  return { venue, server: new VenueServer(venue, plan) };
}
