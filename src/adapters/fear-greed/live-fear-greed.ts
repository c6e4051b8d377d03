import ky, { type KyInstance } from 'ky';
import { parsedJson } from '../../domain/parsed-json.ts';
import type { FearGreed } from '../../domain/sentiment.ts';
import { type DurationMs, type EpochMs, MINUTE_MS, SECOND_MS } from '../../domain/time.ts';
import type { Clock } from '../../ports/clock.ts';
import type { HttpTransport } from '../../ports/http-transport.ts';
import { runBounded } from '../../ports/run-bounded.ts';
import type { SentimentSource } from '../../ports/sentiment-source.ts';
import { chooseReading, type FearGreedReading } from './choose-reading.ts';
import { readReply } from './read-reply.ts';

const USUAL_URL = 'https://api.alternative.me/fng/';
/** Today's value and yesterday's, for who asks about a moment before today's publication. */
const READINGS_WANTED = '2';
const DEADLINE_MS: DurationMs = 5 * SECOND_MS;
/** After a source could not tell, it is left alone for this long. */
const PAUSE_MS: DurationMs = 5 * MINUTE_MS;

export interface LiveFearGreedOptions {
  readonly transport: HttpTransport;
  readonly clock: Clock;
  /** Another address than that of alternative.me; one without a path gets its path. */
  readonly url?: string | undefined;
  readonly signal?: AbortSignal;
}

const UNREACHABLE = 'its source could not be reached';

/** The Fear & Greed index of alternative.me. It is asked once a day, as often as it changes, and in between remembered. */
export class LiveFearGreed implements SentimentSource {
  readonly #http: KyInstance;
  readonly #clock: Clock;
  readonly #url: URL | null;
  readonly #signal: AbortSignal | undefined;
  #readings: readonly FearGreedReading[] = [];
  #trouble: { readonly reason: string; readonly at: DurationMs } | null = null;

  constructor({ transport, clock, url = USUAL_URL, signal }: LiveFearGreedOptions) {
    this.#http = ky.create({ fetch: transport, retry: 0, timeout: false, throwHttpErrors: false });
    this.#clock = clock;
    this.#url = addressOf(url);
    this.#signal = signal;
  }

  async fetchFearGreed(asOf: EpochMs): Promise<FearGreed> {
    const remembered = chooseReading(this.#readings, asOf);
    if (remembered.tag === 'known') return remembered;
    if (this.#trouble !== null && this.#clock.monotonicMs() - this.#trouble.at < PAUSE_MS)
      return { tag: 'missing', reason: this.#trouble.reason };
    const answer = await this.#ask();
    if (typeof answer !== 'string') this.#readings = answer;
    const chosen: FearGreed = typeof answer === 'string' ? { tag: 'missing', reason: answer } : chooseReading(answer, asOf);
    this.#trouble = chosen.tag === 'known' ? null : { reason: chosen.reason, at: this.#clock.monotonicMs() };
    return chosen;
  }

  /** The readings, or why there are none. */
  async #ask(): Promise<readonly FearGreedReading[] | string> {
    if (this.#url === null) return 'FEAR_GREED_URL is no address';
    const url = this.#url;
    const startTimer = (end: () => void) => this.#clock.after(DEADLINE_MS, end);
    try {
      const answer = await runBounded({ startTimer, signal: this.#signal }, (signal) => this.#read(url, signal));
      if (answer.tag === 'done') return answer.result;
      return answer.why === 'timeout' ? `its source did not answer within ${DEADLINE_MS} ms` : UNREACHABLE;
    } catch {
      // The error may hold the whole address.
      return UNREACHABLE;
    }
  }

  async #read(url: URL, signal: AbortSignal): Promise<readonly FearGreedReading[] | string> {
    const response = await this.#http(url, { signal });
    const text = await response.text();
    if (!response.ok) return `its source answered with HTTP ${response.status}`;
    return readReply(parsedJson(text)) ?? 'its source answered in another shape';
  }
}

function addressOf(url: string): URL | null {
  if (!URL.canParse(url)) return null;
  const address = new URL(url);
  if (address.pathname === '/') address.pathname = new URL(USUAL_URL).pathname;
  if (!address.searchParams.has('limit')) address.searchParams.set('limit', READINGS_WANTED);
  return address;
}
