import { LiveExchange } from '../../../src/adapters/binance/live-exchange.ts';
import { BinancePublicClient } from '../../../src/adapters/binance/public-client.ts';
import { RequestGovernor } from '../../../src/adapters/binance/request-governor.ts';
import { ServerClock } from '../../../src/adapters/binance/server-clock.ts';
import { SignedClient } from '../../../src/adapters/binance/signed-client.ts';
import { signerFor } from '../../../src/adapters/binance/signing.ts';
import { ConnectionLimits } from '../../../src/adapters/binance/streams/connection-limits.ts';
import { UserStream } from '../../../src/adapters/binance/streams/user-stream.ts';
import { systemHttpTransport } from '../../../src/adapters/system/http-transport.ts';
import { silentLog } from '../../../src/adapters/system/silent-log.ts';
import { systemSocketTransport } from '../../../src/adapters/system/socket-transport.ts';
import { price } from '../../../src/domain/decimal.ts';
import { invariant } from '../../../src/domain/invariant.ts';
import { DAY_MS } from '../../../src/domain/time.ts';
import type { Clock } from '../../../src/ports/clock.ts';
import type { Exchange } from '../../../src/ports/exchange.ts';
import { describeExchange } from '../../contract/exchange.contract.ts';
import { CREDENTIALS, type ServerRig, START, venueServerRig } from '../../simulator/server/venue-server-rig.ts';
import { until } from '../../support/until.ts';

const SYMBOL = 'BTCUSDT';
/** Waiting of the client costs this much less real time. */
const HASTE = 100;

/** The served exchange's own time; what waits, waits in real time, only shorter. */
function clockOf(rig: ServerRig): Clock {
  const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms / HASTE).unref());
  const after: Clock['after'] = (ms, callback) => {
    const timer = setTimeout(() => void callback(), ms).unref();
    return () => clearTimeout(timer);
  };
  return {
    now: rig.now,
    monotonicMs: () => rig.now() - START,
    at: (at, callback) => after(at - rig.now(), callback),
    after,
    sleep,
  };
}

function clientOf(rig: ServerRig) {
  const clock = clockOf(rig);
  const governor = new RequestGovernor({ clock });
  const publicClient = new BinancePublicClient({ transport: systemHttpTransport, clock, baseUrl: rig.base, governor });
  const serverClock = new ServerClock({ clock, fetchServerTime: () => publicClient.fetchServerTime() });
  const signer = signerFor(CREDENTIALS.secret);
  const { apiKey } = CREDENTIALS;
  const account = new UserStream({
    transport: systemSocketTransport,
    clock,
    limits: new ConnectionLimits({ clock }),
    url: `${rig.socketBase}/ws-api/v3`,
    apiKey,
    signer,
    serverClock,
    readMissed: async () => [],
    onTrouble: () => undefined,
  });
  const client = new SignedClient({
    transport: systemHttpTransport,
    clock,
    baseUrl: rig.base,
    governor,
    serverClock,
    apiKey,
    signer,
  });
  return new LiveExchange({
    client,
    publicClient,
    account,
    symbols: [SYMBOL],
    log: silentLog,
    tradesFrom: START - DAY_MS,
  });
}

/** Orders wait until a stream that was opened is subscribed: what happened before is read over REST elsewhere. */
function withOpenStream(exchange: Exchange, rig: ServerRig): Exchange {
  let isStreaming = false;
  const subscribed = async () => {
    if (isStreaming) await until(() => (rig.server.subscriberCount > 0 ? true : null), 'the subscription');
  };
  return {
    place: async (request) => subscribed().then(() => exchange.place(request)),
    placeList: async (list) => subscribed().then(() => exchange.placeList(list)),
    replace: async (request) => subscribed().then(() => exchange.replace(request)),
    events: (signal) => {
      isStreaming = !signal.aborted;
      return exchange.events(signal);
    },
    cancel: (key) => exchange.cancel(key),
    fetchOrder: (key) => exchange.fetchOrder(key),
    fetchOpenOrders: () => exchange.fetchOpenOrders(),
    fetchFills: (query) => exchange.fetchFills(query),
    fetchBalances: () => exchange.fetchBalances(),
    fetchInstruments: () => exchange.fetchInstruments(),
    fetchFees: () => exchange.fetchFees(),
  };
}

describeExchange('LiveExchange on the served simulator', async () => {
  const rig = await venueServerRig({ balances: { USDT: '1000', BTC: '50' } });
  const lastPrice = () => {
    const tick = rig.venue.account.market.lastTick(SYMBOL, rig.now());
    invariant(tick !== null, 'the market has a price');
    return tick.price;
  };
  return {
    exchange: withOpenStream(clientOf(rig), rig),
    symbol: SYMBOL,
    mark: () => price(lastPrice()),
    moveMarketTo: async (target) => {
      rig.venue.inject({ fault: 'price-jump', symbol: SYMBOL, factor: target.div(lastPrice()).toNumber(), forMs: DAY_MS });
      rig.pass(10_000);
    },
    loseNext: (what) => rig.venue.inject({ fault: what === 'request' ? 'lose-request' : 'lose-reply', as: 'reset' }),
    failNextRead: () => rig.venue.inject({ fault: 'server-error', path: '/api/v3/account', times: 4 }),
    eventsConsumed: () => new Promise((resolve) => setTimeout(resolve, 100)),
    close: () => rig.close(),
  };
});
