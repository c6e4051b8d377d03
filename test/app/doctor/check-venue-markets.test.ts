import { describe, expect, it } from 'vitest';
import { SystemClock } from '../../../src/adapters/system/system-clock.ts';
import { checkVenueMarkets } from '../../../src/app/doctor/check-venue-markets.ts';
import { readEnvironment } from '../../../src/app/environment.ts';
import type { Configuration } from '../../../src/configuration/configuration.ts';
import { usualMarket, type WireMarket } from '../../support/servers/binance-exchange-info.ts';

const KEYS = { BINANCE_API_KEY: 'key-1', BINANCE_API_SECRET: 'secret-1', LIVE_ALLOWED: 'true' };

async function check(
  venue: Configuration['venue'],
  {
    markets = [usualMarket('BTCUSDT')],
    variables = KEYS,
    status = 200,
  }: { markets?: readonly WireMarket[]; variables?: Readonly<Record<string, string>>; status?: number } = {},
) {
  const hosts: string[] = [];
  const context = {
    dataDir: '',
    configDir: '',
    nodeVersion: '',
    environment: readEnvironment(variables),
    http: async (input: string | URL | Request) => {
      hosts.push(new URL(input instanceof Request ? input.url : input).host);
      return Response.json({ rateLimits: [], symbols: markets }, { status });
    },
    clock: new SystemClock({ onTimerFault: () => undefined }),
    signal: new AbortController().signal,
  };
  const checks = await checkVenueMarkets(context, { venue, symbols: ['BTCUSDT'] } as unknown as Configuration);
  return { checks, hosts: [...new Set(hosts)] };
}

describe('what the exchange of a real account offers', () => {
  it.each([
    ['testnet', 'testnet.binance.vision'],
    ['live', 'api.binance.com'],
  ] as const)('is told market by market, as %s itself says it', async (venue, host) => {
    const { checks, hosts } = await check(venue);
    expect(hosts).toEqual([host]);
    expect(checks).toEqual([
      {
        name: 'BTCUSDT',
        state: 'ok',
        text: 'trading; orders: limit, market, stop-loss, stop-loss-limit, take-profit; offers oco, oto, opo, cancel-replace, amend, trailing-stop',
        fix: null,
      },
    ]);
  });

  it('is not asked where no account is traded, or where the start lacks something', async () => {
    expect(await check('paper')).toEqual({ checks: [], hosts: [] });
    expect(await check('live', { variables: {} })).toEqual({ checks: [], hosts: [] });
  });

  it.each<readonly [string, WireMarket, string, string]>([
    ['is halted', { status: 'HALT' }, 'warning', 'halted'],
    ['takes no stops', { orderTypes: ['LIMIT', 'MARKET'] }, 'problem', 'orders: limit, market;'],
    [
      'offers nothing else',
      {
        ocoAllowed: false,
        otoAllowed: false,
        opoAllowed: false,
        cancelReplaceAllowed: false,
        amendAllowed: false,
        allowTrailingStop: false,
      },
      'ok',
      'nothing beyond single orders',
    ],
  ])('says of a market that %s what that means', async (_what, changes, state, told) => {
    const { checks } = await check('live', { markets: [{ ...usualMarket('BTCUSDT'), ...changes }] });
    expect(checks[0]).toMatchObject({ state, text: expect.stringContaining(told) });
  });

  it('names each word that is not known once', async () => {
    const odd = { ...usualMarket('BTCUSDT'), orderTypes: ['LIMIT', 'STOP_LOSS', 'TELEPATHIC', 'TELEPATHIC'] };
    const { checks } = await check('live', { markets: [odd] });
    expect(checks.at(-1)).toMatchObject({ state: 'warning', text: expect.stringMatching(/: order type TELEPATHIC$/) });
  });

  it('tells why it cannot be read', async () => {
    const { checks } = await check('live', { status: 451 });
    expect(checks).toMatchObject([{ name: 'venue', state: 'problem', text: expect.stringContaining('451') }]);
  });
});
