import { inspectKey } from '../adapters/binance/api-restrictions.ts';
import { LiveExchange } from '../adapters/binance/live-exchange.ts';
import { BinancePublicClient } from '../adapters/binance/public-client.ts';
import { SignedClient } from '../adapters/binance/signed-client.ts';
import { signerFor } from '../adapters/binance/signing.ts';
import { UserStream } from '../adapters/binance/streams/user-stream.ts';
import { openFollowingClock } from '../adapters/system/following-clock.ts';
import { systemHttpTransport } from '../adapters/system/http-transport.ts';
import { systemSocketTransport } from '../adapters/system/socket-transport.ts';
import { SystemClock } from '../adapters/system/system-clock.ts';
import type { MarketSymbol } from '../domain/market-symbol.ts';
import { type DurationMs, SECOND_MS } from '../domain/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { ExchangeEvent } from '../ports/exchange.ts';
import type { Log } from '../ports/log.ts';
import type { JournaledState } from '../session/journaled-state.ts';
import type { Environment } from './environment.ts';
import { type MarketFeed, type NetworkTime, openMarketFeed } from './market-feed.ts';
import { openTradingBase, openTradingBot, type TradingOptions, type VenueSide } from './open-trading-bot.ts';
import type { TradingWorld } from './trading-world.ts';
import { ConfigurationError } from './usage-error.ts';
import { bindDataFolder } from './venue/bind-data-folder.ts';
import { identifyVenue, isLoopback, type VenueIdentity } from './venue/venue-identity.ts';

/** How long the answer to an order is waited for, on the machine's clock: longer than the exchange needs to give up. */
const COMMAND_ANSWER_MS_MAX: DurationMs = 12 * SECOND_MS;

/**
 * Opens the bot on a real account: the only place where requests are signed.
 * @throws ConfigurationError when a yes, a key or the folder's account is missing or wrong, or when the key may do what it must not;
 * Fault when the exchange cannot be reached.
 */
export async function openLiveWorld(options: TradingOptions & { readonly venue: VenueIdentity['venue'] }): Promise<TradingWorld> {
  const { venue, dataDir, environment, log } = options;
  const identity = identifyVenue(venue, environment);
  const base = await openTradingBase(options);
  const { configuration, stop, reads } = base;
  const { symbols } = configuration;
  const { boundAt } = await bindDataFolder(dataDir, identity, Date.now());
  const { clock, network } = await openClock(identity, { log, readSignal: reads.signal });
  const common = { clock, network, log, readSignal: reads.signal };
  const feed = openMarketFeed({ ...common, environment: hostsOf(identity), dataDir, stop });
  const account = openAccount({ ...common, identity, environment, feed });
  await refuseUnsafeKey(account.client, { identity, clock, log });
  let state: JournaledState | null = null;
  const exchange: LiveExchange = new LiveExchange({
    client: account.client,
    publicClient: feed.client,
    account: account.stream(() => readMissed(exchange, { state, symbols })),
    symbols,
    clock,
    log,
    tradesFrom: boundAt,
  });
  const side: VenueSide = {
    venue,
    clock,
    speed: network.speed,
    exchange,
    marketData: feed.marketData,
    join: (steward) => {
      state = steward.state;
    },
    followPrices: () => feed.follow(symbols, () => undefined),
  };
  return openTradingBot(base, side, options);
}

/** On an exchange of this machine time may run faster; everywhere else it is the machine's. */
async function openClock(
  { restUrl }: VenueIdentity,
  { log, readSignal }: { readonly log: Log; readonly readSignal: AbortSignal },
): Promise<{ readonly clock: Clock; readonly network: NetworkTime }> {
  const machine = new SystemClock({ onTimerFault: (error) => log.error('a timer failed', { error }) });
  if (!isLoopback(restUrl)) return { clock: machine, network: { machine, speed: 1 } };
  const client = new BinancePublicClient({
    transport: systemHttpTransport,
    clock: machine,
    baseUrl: restUrl,
    signal: readSignal,
  });
  const clock = await openFollowingClock({
    inner: machine,
    fetchServerTime: () => client.fetchServerTime(),
    signal: readSignal,
    onFault: (error) => log.warn("the exchange's clock could not be read", { error }),
  });
  return { clock, network: { machine, speed: clock.speed } };
}

function hostsOf({ restUrl, streamUrl }: VenueIdentity) {
  return { binanceRestUrl: restUrl, binanceStreamUrl: streamUrl };
}

function openAccount(parts: {
  readonly identity: VenueIdentity;
  readonly environment: Environment;
  readonly feed: MarketFeed;
  readonly clock: Clock;
  readonly network: NetworkTime;
  readonly log: Log;
  readonly readSignal: AbortSignal;
}) {
  const { identity, environment, feed, clock, network, log, readSignal } = parts;
  const apiKey = environment.binanceApiKey ?? '';
  const signer = signerFor(environment.binanceApiSecret ?? '');
  const { serverClock } = feed.marketData;
  const client = new SignedClient({
    transport: systemHttpTransport,
    clock,
    baseUrl: identity.restUrl,
    governor: feed.governor,
    serverClock,
    apiKey,
    signer,
    attemptMsMax: COMMAND_ANSWER_MS_MAX * network.speed,
    signal: readSignal,
  });
  return {
    client,
    stream: (missed: () => Promise<readonly ExchangeEvent[]>) =>
      new UserStream({
        transport: systemSocketTransport,
        clock: network.machine,
        limits: feed.connections,
        url: identity.socketApiUrl,
        apiKey,
        signer,
        serverClock,
        readMissed: missed,
        onTrouble: (ending, reason) => log.warn("the account's stream changed", { ending, reason }),
      }),
  };
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
