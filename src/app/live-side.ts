import { inspectKey } from '../adapters/binance/api-restrictions.ts';
import { LiveExchange } from '../adapters/binance/live-exchange.ts';
import type { RequestGovernor } from '../adapters/binance/request-governor.ts';
import { SignedClient } from '../adapters/binance/signed-client.ts';
import { signerFor } from '../adapters/binance/signing.ts';
import { UserStream } from '../adapters/binance/streams/user-stream.ts';
import type { MarketSymbol } from '../domain/market-symbol.ts';
import { type DurationMs, type EpochMs, SECOND_MS } from '../domain/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { ExchangeEvent } from '../ports/exchange.ts';
import type { ExchangeStanding } from '../ports/exchange-standing.ts';
import type { Log } from '../ports/log.ts';
import type { JournaledState } from '../session/journaled-state.ts';
import { type MarketFeed, type NetworkTime, openMarketFeed } from './market-feed.ts';
import type { VenueSide } from './open-trading-bot.ts';
import { refreshHourly } from './refresh-hourly.ts';
import type { StopOnBug } from './stop-on-bug.ts';
import type { Transports } from './transports.ts';
import { ConfigurationError } from './usage-error.ts';
import { isLoopback, type VenueIdentity } from './venue/venue-identity.ts';

/** How long the answer to an order is waited for, on the machine's clock: longer than the exchange needs to give up. */
const COMMAND_ANSWER_MS_MAX: DurationMs = 12 * SECOND_MS;

export interface LiveSideOptions {
  readonly identity: VenueIdentity;
  readonly apiKey: string;
  readonly apiSecret: string;
  readonly symbols: readonly MarketSymbol[];
  readonly clock: Clock;
  readonly network: NetworkTime;
  readonly transports: Transports;
  /** Of every request of the process. */
  readonly governor: RequestGovernor;
  readonly log: Log;
  /** Ends requests. */
  readonly readSignal: AbortSignal;
  readonly stop: StopOnBug;
  /** Trades before this instant are none of ours. */
  readonly tradesFrom: EpochMs;
}

/**
 * A real account: the only place where requests are signed.
 * @throws ConfigurationError when the key may do what it must not; Fault when the exchange cannot be reached.
 */
export async function openLiveSide(options: LiveSideOptions): Promise<VenueSide> {
  const { identity, symbols, clock, network, log } = options;
  const feed = openMarketFeed({ ...options, environment: hostsOf(identity) });
  const client = openClient(options, feed);
  await refuseUnsafeKey(client, { identity, clock, log });
  let state: JournaledState | null = null;
  let refreshInstruments = () => Promise.resolve();
  const exchange: LiveExchange = new LiveExchange({
    client,
    publicClient: feed.client,
    account: openUserStream(options, { feed, readMissed: () => readMissed(exchange, { state, symbols }) }),
    symbols,
    log,
    tradesFrom: options.tradesFrom,
    onFilterRefusal: () => void refreshInstruments().catch(options.stop.onBug),
  });
  return {
    venue: identity.venue,
    clock,
    speed: network.speed,
    exchange,
    exchangeStanding: standingOf(feed, network),
    marketData: feed.marketData,
    join: (steward) => {
      state = steward.state;
      refreshInstruments = steward.services.refreshInstruments;
      void refreshHourly(refreshInstruments, options).catch(options.stop.onBug);
    },
    followPrices: () => feed.follow(symbols, () => undefined),
  };
}

/** Where the clock runs faster than the machine's, so do the errors of reading it: there the clock is the exchange's own, and no skew is told. */
function standingOf({ governor, marketData }: MarketFeed, { speed }: NetworkTime): ExchangeStanding {
  return {
    pausedUntil: () => governor.pausedUntil(),
    skewMs: () => (speed === 1 ? marketData.serverClock.skewMs() : null),
  };
}

function hostsOf({ restUrl, streamUrl }: VenueIdentity) {
  return { binanceRestUrl: restUrl, binanceStreamUrl: streamUrl };
}

function openClient(options: LiveSideOptions, feed: MarketFeed): SignedClient {
  const { identity, apiKey, apiSecret, clock, network, transports, readSignal } = options;
  return new SignedClient({
    transport: transports.http,
    clock,
    baseUrl: identity.restUrl,
    governor: feed.governor,
    serverClock: feed.marketData.serverClock,
    apiKey,
    signer: signerFor(apiSecret),
    attemptMsMax: COMMAND_ANSWER_MS_MAX * network.speed,
    signal: readSignal,
  });
}

function openUserStream(
  { identity, apiKey, apiSecret, network, transports, log }: LiveSideOptions,
  { feed, readMissed }: { readonly feed: MarketFeed; readonly readMissed: () => Promise<readonly ExchangeEvent[]> },
): UserStream {
  return new UserStream({
    transport: transports.sockets,
    clock: network.machine,
    limits: feed.connections,
    url: identity.socketApiUrl,
    apiKey,
    signer: signerFor(apiSecret),
    serverClock: feed.marketData.serverClock,
    readMissed,
    onTrouble: (ending, reason) => log.warn("the account's stream changed", { ending, reason }),
  });
}

/** A key that can withdraw must not be used. The testnet does not tell what a key may do. */
async function refuseUnsafeKey(
  client: SignedClient,
  { identity, clock, log }: { readonly identity: VenueIdentity; readonly clock: Clock; readonly log: Log },
): Promise<void> {
  if (identity.venue === 'testnet' && !isLoopback(identity.restUrl)) return;
  const findings = await inspectKey(client, clock.now());
  for (const { level, text, fix } of findings) if (level === 'warning') log.warn(text, { fix });
  const refusals = findings.filter(({ level }) => level === 'refusal');
  if (refusals.length === 0) return;
  throw new ConfigurationError(refusals.map(({ text, fix }) => `BINANCE_API_KEY: ${text}; ${fix}`).join('\n'));
}

/** What the account's stream may have missed: fills that the books do not have, and orders as they stand. */
async function readMissed(
  exchange: LiveExchange,
  { state, symbols }: { readonly state: JournaledState | null; readonly symbols: readonly MarketSymbol[] },
): Promise<readonly ExchangeEvent[]> {
  if (state === null) return [];
  const events: ExchangeEvent[] = [];
  for (const symbol of symbols) {
    const fills = await exchange.fetchFills({ symbol, afterFillId: state.orders.newestFillId(symbol) });
    events.push(...fills.map((fill): ExchangeEvent => ({ kind: 'fill', fill })));
  }
  events.push(...(await exchange.fetchOpenOrders()).map((report): ExchangeEvent => ({ kind: 'order', report })));
  return events;
}
