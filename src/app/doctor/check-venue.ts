import type { Configuration } from '../../configuration/configuration.ts';
import type { DoctorCheck } from '../../report/doctor-text.ts';
import { meansDemo } from '../environment.ts';
import { ConfigurationError } from '../usage-error.ts';
import { identifyVenue } from '../venue/venue-identity.ts';
import type { DoctorContext } from './doctor-context.ts';

/** What a start would trade on, and what it lacks. What the key of a real account may do is looked at by the start itself. */
export function checkVenue({ environment }: DoctorContext, { venue }: Configuration): DoctorCheck {
  if (venue === 'paper') {
    const text = meansDemo(environment)
      ? 'nothing is set, so a start means the demo: no keys, no network'
      : "a start means paper trading on Binance's prices: no real money";
    return { name: 'start', state: 'ok', text, fix: null };
  }
  try {
    const { keyFingerprint } = identifyVenue(venue, environment);
    const what = venue === 'live' ? 'real money on Binance' : "play money on Binance's test exchange";
    return { name: 'start', state: 'ok', text: `a start means ${what}, with the key ${keyFingerprint}`, fix: null };
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return {
      name: 'start',
      state: 'problem',
      text: error.message.replaceAll('\n', '; '),
      fix: 'set what is missing, or write venue: paper',
    };
  }
}
