import { EMPTY_FINGERPRINT, type Fingerprint, mixText } from '../../domain/fingerprint.ts';
import { baseAssetOf } from '../../domain/market-symbol.ts';
import { type DurationMs, HOUR_MS, SECOND_MS } from '../../domain/time.ts';
import { generateMarket } from '../../simulator/generated-market.ts';
import { SeededRandom } from '../../simulator/random.ts';
import { directHttp } from '../../simulator/server/direct-http.ts';
import { DirectSockets } from '../../simulator/server/direct-socket.ts';
import { openVenueFront } from '../../simulator/server/open-venue.ts';
import type { Reply, RestRequest } from '../../simulator/server/rest-api.ts';
import type { VenueFront } from '../../simulator/server/venue-front.ts';
import type { SimulatedClock } from '../../simulator/simulated-clock.ts';
import type { Transports } from '../transports.ts';
import type { DrillOptions, DrillSetup } from './drill-setup.ts';

/** Hours of market before the start: enough for the indicators of hours, too few for those of most days, and quick. */
const WARM_UP_HOURS = 40 * 24;
/** Hours of market after the last that is asked for, for whoever looks a little ahead. */
const SPARE_HOURS = 2;
const PUMP_EVERY_MS: DurationMs = SECOND_MS;
/** One way of a message takes so long, in milliseconds. */
const LATENCY_MS = { min: 2, max: 40 };

/** The exchange of a world, and the way to it. */
export class DrillNetwork {
  readonly front: VenueFront;
  readonly #clock: SimulatedClock;
  readonly #options: DrillOptions;
  readonly #latencies: SeededRandom;
  readonly #sockets: DirectSockets;
  #requests: Fingerprint = EMPTY_FINGERPRINT;

  /** @param onPump  Called each time that connections were told what happened. */
  constructor(
    setup: DrillSetup,
    { clock, options, onPump }: { readonly clock: SimulatedClock; readonly options: DrillOptions; readonly onPump: () => void },
  ) {
    this.#clock = clock;
    this.#options = options;
    this.#latencies = new SeededRandom(options.seed, 'network');
    this.front = openFront(setup, { clock, options });
    this.#sockets = new DirectSockets({ front: this.front, clock, latencyMs: this.#latencyMs });
    this.#pumpAgain(onPump);
  }

  /** Names everything that was requested so far, and when. */
  get requests(): Fingerprint {
    return this.#requests;
  }

  /** What carries the bytes of one process, while it lives. */
  transportsFor(isAlive: () => boolean): Transports {
    const send = directHttp({
      front: { reply: (request) => this.#replyTo(request) },
      clock: this.#clock,
      latencyMs: this.#latencyMs,
      onSend: (request) => {
        const { method, path, payload } = request;
        this.#requests = mixText(this.#requests, `${this.#clock.now()} ${method} ${path} ${payload.query}`);
        this.#options.onSend?.(request);
      },
    });
    return {
      http: (input, init) => (isAlive() ? send(input, init) : new Promise<Response>(() => undefined)),
      sockets: this.#sockets.transport,
    };
  }

  /** Cuts all connections, as the end of the process at the other side does. */
  abandon(): void {
    this.#sockets.abandon();
  }

  readonly #latencyMs = (): DurationMs => this.#latencies.integer(LATENCY_MS.min, LATENCY_MS.max);

  #replyTo(request: RestRequest): Reply {
    const { onReply, replyThrough } = this.#options;
    const reply = this.front.reply(request);
    onReply?.(request, reply);
    return replyThrough?.(request, reply) ?? reply;
  }

  #pumpAgain(onPump: () => void): void {
    this.#clock.after(this.#options.pumpEveryMs ?? PUMP_EVERY_MS, () => {
      this.front.pump();
      onPump();
      this.#pumpAgain(onPump);
    });
  }
}

function openFront(
  { configuration, seed, startAt, credentials }: DrillSetup,
  { clock, options }: { readonly clock: SimulatedClock; readonly options: DrillOptions },
): VenueFront {
  const { symbols, capital, simulator } = configuration;
  const hours = WARM_UP_HOURS + options.hours + SPARE_HOURS;
  const from = startAt - WARM_UP_HOURS * HOUR_MS;
  return openVenueFront({
    future: options.market ?? generateMarket({ seed, symbols, from, hours }),
    symbols,
    preset: simulator.preset,
    seed,
    credentials: { apiKey: credentials.apiKey, secret: credentials.apiSecret },
    balances: {
      ...Object.fromEntries(symbols.map((symbol) => [baseAssetOf(symbol), '0'])),
      ...(options.balances ?? { USDT: String(capital.allotted) }),
    },
    openedAt: startAt,
    ...(options.fees === undefined ? {} : { fees: options.fees }),
    ...(options.past === undefined ? {} : { past: options.past }),
    time: () => ({ speed: 1, now: () => clock.now() }),
    later: (delayMs, callback) => void clock.after(delayMs, callback),
  });
}
