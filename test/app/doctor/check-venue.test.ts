import { describe, expect, it } from 'vitest';
import { checkVenue } from '../../../src/app/doctor/check-venue.ts';
import type { DoctorContext } from '../../../src/app/doctor/doctor-context.ts';
import { readEnvironment } from '../../../src/app/environment.ts';
import type { Configuration } from '../../../src/configuration/configuration.ts';

const KEYS = { BINANCE_API_KEY: 'key-1', BINANCE_API_SECRET: 'secret-1' };

function check(venue: Configuration['venue'], variables: Readonly<Record<string, string>>) {
  const context = { environment: readEnvironment(variables) } as DoctorContext;
  return checkVenue(context, { venue } as Configuration);
}

describe('what a start means', () => {
  it.each([
    ['paper', {}, 'ok', 'the demo'],
    ['paper', { TELEGRAM_BOT_TOKEN: 't' }, 'ok', 'paper trading'],
    ['testnet', KEYS, 'ok', 'play money'],
    ['testnet', {}, 'problem', 'BINANCE_API_KEY is not set'],
    ['live', KEYS, 'problem', 'LIVE_ALLOWED is not set'],
    ['live', { ...KEYS, LIVE_ALLOWED: 'true' }, 'ok', 'real money'],
  ] as const)('on the venue %s with %o is %s: %s', (venue, variables, state, told) => {
    const found = check(venue, variables);
    expect(found).toMatchObject({ name: 'start', state });
    expect(found.text).toContain(told);
    expect(JSON.stringify(found)).not.toContain('secret-1');
    expect(JSON.stringify(found)).not.toContain('key-1');
  });
});
