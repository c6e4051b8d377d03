import type { DecimalText } from '../../domain/decimal.ts';
import type { FeeSchedule } from '../../domain/instrument.ts';
import type { Asset, MarketSymbol } from '../../domain/market-symbol.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { CandleFuture } from '../candle-future.ts';
import { DEFAULT_FEES, type InstrumentPreset, instrumentsOf } from '../instrument-presets.ts';
import type { SimulatorStore } from '../simulator-store.ts';
import { VenueAccount } from '../venue/venue-account.ts';
import type { BookModel } from '../venue/venue-book.ts';
import { venueSymbolOf } from '../venue/venue-symbol.ts';
import type { Credentials } from './credentials.ts';
import type { PastHours } from './market-tape.ts';
import { ServedFaults } from './served-faults.ts';
import { ServedVenue } from './served-venue.ts';
import type { Later } from './server-hooks.ts';
import { VenueFront } from './venue-front.ts';
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
  /** What differs from the usual ones. */
  readonly fees?: Partial<FeeSchedule>;
  readonly book?: BookModel;
  readonly store?: SimulatorStore;
  /** Shared by venues on the same market, seed and preset, so that the past is reckoned once. */
  readonly past?: PastHours;
}

export interface OpenVenue {
  readonly venue: ServedVenue;
  readonly server: VenueServer;
}

/** An exchange that is ready to be listened for. With a store that has an account, it goes on where that ended. */
export function openVenue(options: VenueOptions): OpenVenue {
  const { venue, plan } = buildVenue(options);
  return { venue, server: new VenueServer(venue, plan) };
}

/** The same exchange without a network: whoever opens it carries the bytes, and moves its clock. */
export function openVenueFront({ later, ...options }: VenueOptions & { readonly later: Later }): VenueFront {
  const { venue, plan } = buildVenue(options);
  return new VenueFront(venue, { plan, later });
}

function buildVenue(options: VenueOptions): { readonly venue: ServedVenue; readonly plan: WindowBoundPlan } {
  const { future, symbols, preset, seed, balances, openedAt, book, store } = options;
  const plan = new WindowBoundPlan();
  const account = new VenueAccount({
    future,
    symbols: instrumentsOf({ preset, symbols }).map(venueSymbolOf),
    fees: { ...DEFAULT_FEES, ...options.fees },
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
  const { credentials, past } = options;
  const venue = new ServedVenue({ account, credentials, faults: new ServedFaults(plan, seed), time, past });
  return { venue, plan };
}
