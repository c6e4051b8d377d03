import { BinancePublicClient } from '../../adapters/binance/public-client.ts';
import type { Configuration } from '../../configuration/configuration.ts';
import { Fault } from '../../domain/fault.ts';
import type { Instrument } from '../../domain/instrument.ts';
import type { DoctorCheck } from '../../report/doctor-text.ts';
import { ConfigurationError } from '../usage-error.ts';
import { identifyVenue, type VenueIdentity } from '../venue/venue-identity.ts';
import type { DoctorContext } from './doctor-context.ts';
import { unknownWordsCheck } from './unknown-words-check.ts';

/** What the exchange that a start would trade on offers on each market. Nothing where no account is traded, or where the start lacks something. */
export async function checkVenueMarkets(context: DoctorContext, configuration: Configuration): Promise<readonly DoctorCheck[]> {
  const { symbols, venue } = configuration;
  const identity = venue === 'paper' ? null : identityOf(venue, context);
  if (identity === null) return [];
  const unknownWords: string[] = [];
  const client = new BinancePublicClient({
    transport: context.http,
    clock: context.clock,
    baseUrl: identity.restUrl,
    signal: context.signal,
    onUnknownWord: (what) => unknownWords.push(what),
  });
  try {
    const instruments = await client.fetchInstruments(symbols);
    return [...instruments.map(marketCheck), ...unknownWordsCheck('venue words', unknownWords)];
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const text = context.signal.aborted ? 'the exchange did not answer in time' : error.message;
    return [{ name: 'venue', state: 'problem', text, fix: `check that ${identity.restUrl} can be reached from here` }];
  }
}

function identityOf(venue: VenueIdentity['venue'], { environment }: DoctorContext): VenueIdentity | null {
  try {
    return identifyVenue(venue, environment);
  } catch (error) {
    if (error instanceof ConfigurationError) return null;
    throw error;
  }
}

function marketCheck({ symbol, status, orderTypes, capabilities }: Instrument): DoctorCheck {
  const offers = capabilities.length === 0 ? 'nothing beyond single orders' : capabilities.join(', ');
  const text = `${status}; orders: ${orderTypes.join(', ')}; offers ${offers}`;
  if (status === 'halted')
    return { name: symbol, state: 'warning', text, fix: 'no order leaves until the exchange trades it again' };
  const canStop = orderTypes.includes('stop-loss') || orderTypes.includes('stop-loss-limit');
  if (!canStop) return { name: symbol, state: 'problem', text, fix: 'nothing could be protected here: take it out of symbols' };
  return { name: symbol, state: 'ok', text, fix: null };
}
