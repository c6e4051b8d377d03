import { secretFingerprint } from '../doctor/secret-fingerprint.ts';
import { ConfigurationError } from '../usage-error.ts';

/** Where a started bot trades. Demo and replay have entries of their own. */
export type TradingVenue = 'paper' | 'testnet' | 'live';

/** An exchange and an account on it: never changed while a process runs, and bound to its data folder. */
export interface VenueIdentity {
  readonly venue: Exclude<TradingVenue, 'paper'>;
  readonly restUrl: string;
  readonly streamUrl: string;
  readonly socketApiUrl: string;
  /** Names the key without telling it. */
  readonly keyFingerprint: string;
}

/** What the environment says of the exchange. */
export interface VenueEnvironment {
  readonly binanceApiKey: string | null;
  readonly binanceApiSecret: string | null;
  readonly binanceRestUrl: string | null;
  readonly binanceStreamUrl: string | null;
  readonly binanceWsApiUrl: string | null;
  /** The variable LIVE_ALLOWED as it was written. */
  readonly liveAllowed: string | null;
}

const HOSTS: Readonly<Record<VenueIdentity['venue'], Omit<VenueIdentity, 'venue' | 'keyFingerprint'>>> = {
  live: {
    restUrl: 'https://api.binance.com',
    streamUrl: 'wss://stream.binance.com:9443',
    socketApiUrl: 'wss://ws-api.binance.com:443/ws-api/v3',
  },
  testnet: {
    restUrl: 'https://testnet.binance.vision',
    streamUrl: 'wss://stream.testnet.binance.vision',
    socketApiUrl: 'wss://ws-api.testnet.binance.vision/ws-api/v3',
  },
};

/**
 * The exchange and account for a venue that signs requests. Real money needs two yeses, in two places: `venue: live` in the
 * configuration and LIVE_ALLOWED=true in the environment.
 * @throws ConfigurationError naming everything that is missing, with its remedy; no network is touched.
 */
export function identifyVenue(venue: VenueIdentity['venue'], environment: VenueEnvironment): VenueIdentity {
  const problems: string[] = [];
  if (venue === 'live' && environment.liveAllowed !== 'true') {
    const given = environment.liveAllowed === null ? 'is not set' : `is "${environment.liveAllowed}"`;
    problems.push(
      `venue = live: real money needs a second yes, and LIVE_ALLOWED ${given}; set LIVE_ALLOWED=true, or write venue: paper`,
    );
  }
  for (const [name, value] of [
    ['BINANCE_API_KEY', environment.binanceApiKey],
    ['BINANCE_API_SECRET', environment.binanceApiSecret],
  ] as const) {
    if (value === null) problems.push(`venue = ${venue}: ${name} is not set; set it, or write venue: paper`);
  }
  const usual = HOSTS[venue];
  const identity: VenueIdentity = {
    venue,
    restUrl: environment.binanceRestUrl ?? usual.restUrl,
    streamUrl: environment.binanceStreamUrl ?? usual.streamUrl,
    socketApiUrl: environment.binanceWsApiUrl ?? usual.socketApiUrl,
    keyFingerprint: secretFingerprint(environment.binanceApiKey ?? ''),
  };
  for (const [name, url] of [
    ['BINANCE_REST_URL', identity.restUrl],
    ['BINANCE_STREAM_URL', identity.streamUrl],
    ['BINANCE_WS_API_URL', identity.socketApiUrl],
  ] as const) {
    const problem = hostProblem(venue, url);
    if (problem !== null) problems.push(`${name} = ${url}: ${problem}`);
  }
  if (problems.length > 0) throw new ConfigurationError(problems.join('\n'));
  return identity;
}

const LOOPBACK_HOSTS: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];

export function isLoopback(url: string): boolean {
  return URL.canParse(url) && LOOPBACK_HOSTS.includes(new URL(url).hostname);
}

/** A testnet's key on the real exchange, or the other way round, is a mistake that costs money. */
function hostProblem(venue: VenueIdentity['venue'], url: string): string | null {
  if (!URL.canParse(url)) return 'is no address';
  const { hostname, protocol } = new URL(url);
  if (isLoopback(url)) return null;
  if (protocol === 'http:' || protocol === 'ws:') return 'a key must not travel without encryption; use https or wss';
  const isTest = hostname.includes('testnet') || hostname.includes('demo');
  if (venue === 'testnet' && !isTest) return 'is not a host of the testnet; remove it, or write venue: live';
  if (venue === 'live' && isTest) return 'is a host of the testnet; remove it, or write venue: testnet';
  return null;
}
