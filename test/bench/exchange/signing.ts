import { generateKeyPairSync } from 'node:crypto';
import { orderParameters } from '../../../src/adapters/binance/order-parameters.ts';
import { RequestGovernor } from '../../../src/adapters/binance/request-governor.ts';
import { ServerClock } from '../../../src/adapters/binance/server-clock.ts';
import { SignedClient } from '../../../src/adapters/binance/signed-client.ts';
import { type RequestSigner, signedQuery, signerFor } from '../../../src/adapters/binance/signing.ts';
import { price, quantity } from '../../../src/domain/decimal.ts';
import type { OrderRequest } from '../../../src/domain/order.ts';
import { SimulatedClock } from '../../../src/simulator/simulated-clock.ts';
import type { Measurement } from '../context/measurement.ts';
import { type TimeSpread, timeEach } from './time-each.ts';

const SIGN_MS_MAX = 0.1;
const START = Date.UTC(2026, 0, 15, 12, 1);
const CLIENT_SAMPLES = 4_000;
/** As long as the exchange's own secrets. */
const HMAC_SECRET = 'NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j';
const WEIGHT_MAX = 1_000_000;

/** From an order to the bytes that are sent: alone, and through the whole client up to the network. */
export async function measureSigning(): Promise<readonly Measurement[]> {
  const hmac = signerFor(HMAC_SECRET);
  const { privateKey } = generateKeyPairSync('ed25519');
  const ed25519 = signerFor(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
  const [byHmac, byKey] = [await encodedWith(hmac), await encodedWith(ed25519)];
  const throughClient = await throughTheClient(hmac);
  return [
    { what: 'encoding and signing an order, HMAC, median', goal: { atMost: SIGN_MS_MAX }, measured: byHmac.medianMs, unit: 'ms' },
    { what: 'encoding and signing an order, HMAC, 99 of 100', goal: null, measured: byHmac.p99Ms, unit: 'ms' },
    { what: 'encoding and signing an order, Ed25519, median', goal: null, measured: byKey.medianMs, unit: 'ms' },
    {
      what: "an order from the client's call to the network, median",
      goal: null,
      measured: throughClient.medianMs,
      unit: 'ms',
    },
  ];
}

/** The steps that `SignedClient` takes between the clock and the network. */
function encodedWith(signer: RequestSigner): Promise<TimeSpread> {
  return timeEach((index) => {
    signedQuery([...orderParameters(orderOf(index)), ['recvWindow', '5000'], ['timestamp', String(START + index)]], signer);
  });
}

/** Governor, clock, signing and ky included; the network answers at once, and its answer is not measured. */
async function throughTheClient(signer: RequestSigner): Promise<TimeSpread> {
  const clock = new SimulatedClock({ startAt: START });
  const governor = new RequestGovernor({ clock });
  governor.allow(WEIGHT_MAX);
  governor.allowOrders(WEIGHT_MAX);
  let reachNetwork: () => void = () => undefined;
  const client = new SignedClient({
    transport: async () => {
      reachNetwork();
      return new Response('{}');
    },
    clock,
    baseUrl: 'http://binance.test',
    governor,
    serverClock: new ServerClock({ clock, fetchServerTime: async () => clock.now() }),
    apiKey: 'bench0123456789',
    signer,
  });
  const place = { method: 'POST', path: '/api/v3/order', weight: 1 } as const;
  let answered: Promise<unknown> = Promise.resolve();
  const spread = await timeEach(async (index) => {
    const reached = new Promise<void>((resolve) => {
      reachNetwork = resolve;
    });
    answered = client.command(place, orderParameters(orderOf(index)), { lane: 'order', orders: 1 });
    await reached;
    await clock.advanceTo(clock.now() + 1_000);
  }, CLIENT_SAMPLES);
  await answered;
  return spread;
}

function orderOf(index: number): OrderRequest {
  return {
    clientOrderId: `stw-P${index}-BTCUSDT-e1-3`,
    symbol: 'BTCUSDT',
    side: 'buy',
    quantity: quantity('0.02071'),
    type: 'limit',
    price: price('60018.01'),
    timeInForce: 'ioc',
  };
}
