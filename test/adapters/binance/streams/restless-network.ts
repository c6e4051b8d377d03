import { type DurationMs, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../../src/domain/time.ts';
import type { Clock } from '../../../../src/ports/clock.ts';
import type { SocketListener, SocketTransport } from '../../../../src/ports/socket-transport.ts';
import { SeededRandom } from '../../../../src/simulator/random.ts';
import { miniTicker } from './fake-sockets.ts';

/** What an hour of the network is like. */
const MOODS = ['calm', 'calm', 'calm', 'closing', 'refusing', 'one-word', 'shutdowns', 'silent', 'frozen'] as const;
type Mood = (typeof MOODS)[number];

const PING_MS: DurationMs = 20 * SECOND_MS;
const NEWS_MS: DurationMs = 5 * SECOND_MS;
const ATTEMPTS_WINDOW_MS: DurationMs = 5 * MINUTE_MS;
const MESSAGES_WINDOW_MS: DurationMs = SECOND_MS;

/** The largest numbers of one network's life, beside what the exchange allows. */
export interface NetworkTally {
  readonly attempts: number;
  /** Of all connections together, within any five minutes. */
  readonly attemptsMax: number;
  /** Of one connection, pongs included, within any second. */
  readonly messagesMax: number;
  /** News that reached a connection. */
  readonly news: number;
}

/**
 * A network on which connections end at any moment, seeded: each hour it is calm, closes what is open, refuses, says one word and closes,
 * announces its end at once, is silent, or freezes with the connection open.
 */
export class RestlessNetwork {
  readonly #clock: Clock;
  readonly #random: SeededRandom;
  readonly #attempts = new Window(ATTEMPTS_WINDOW_MS);
  #attemptCount = 0;
  #messagesMax = 0;
  #news = 0;
  #mood: { readonly hour: number; readonly mood: Mood } = { hour: -1, mood: 'calm' };

  constructor({ clock, seed }: { readonly clock: Clock; readonly seed: number }) {
    this.#clock = clock;
    this.#random = new SeededRandom(seed, 'restless-network');
  }

  get tally(): NetworkTally {
    const { largest: attemptsMax } = this.#attempts;
    return { attempts: this.#attemptCount, attemptsMax, messagesMax: this.#messagesMax, news: this.#news };
  }

  readonly transport: SocketTransport = (url, listener) => {
    this.#attemptCount += 1;
    this.#attempts.add(this.#clock.monotonicMs());
    const line = new RestlessLine({ clock: this.#clock, listener, isAccount: url.includes('ws-api') });
    this.#live(line);
    return {
      send: (text) => {
        this.#sent(line);
        line.hear(text);
      },
      close: () => line.end(1000),
    };
  };

  #live(line: RestlessLine): void {
    const mood = this.#moodNow();
    const openingMs = this.#random.uniform() * 2 * SECOND_MS;
    if (mood === 'refusing') {
      line.after(openingMs, () => line.end(1006));
      return;
    }
    // One in fifty is never answered.
    if (this.#random.uniform() < 0.02) return;
    line.after(openingMs, () => {
      line.open();
      this.#ping(line);
      line.after(openingMs / 10, () => this.#speak(line));
    });
    if (mood === 'closing') line.after(openingMs + this.#random.uniform() * MINUTE_MS, () => line.end(1006));
    if (mood === 'calm') line.after(-Math.log(1 - this.#random.uniform()) * 6 * HOUR_MS, () => line.end(1006));
  }

  #speak(line: RestlessLine): void {
    const mood = this.#moodNow();
    if (mood !== 'silent' && mood !== 'frozen') {
      line.tell();
      this.#news += 1;
    }
    if (mood === 'one-word') line.end(1006);
    else if (mood === 'shutdowns') line.announceEnd();
    line.after(NEWS_MS, () => this.#speak(line));
  }

  #ping(line: RestlessLine): void {
    line.after(PING_MS, () => {
      if (this.#moodNow() !== 'frozen') {
        line.ping();
        this.#sent(line);
      }
      this.#ping(line);
    });
  }

  #sent(line: RestlessLine): void {
    line.messages.add(this.#clock.monotonicMs());
    this.#messagesMax = Math.max(this.#messagesMax, line.messages.largest);
  }

  #moodNow(): Mood {
    const hour = Math.floor(this.#clock.now() / HOUR_MS);
    if (hour !== this.#mood.hour) this.#mood = { hour, mood: MOODS[this.#random.integer(0, MOODS.length - 1)] ?? 'calm' };
    return this.#mood.mood;
  }
}

/** One connection, as the other side sees it. */
class RestlessLine {
  readonly messages = new Window(MESSAGES_WINDOW_MS);
  readonly #clock: Clock;
  readonly #listener: SocketListener;
  readonly #isAccount: boolean;
  #isEnded = false;

  constructor(parts: { readonly clock: Clock; readonly listener: SocketListener; readonly isAccount: boolean }) {
    this.#clock = parts.clock;
    this.#listener = parts.listener;
    this.#isAccount = parts.isAccount;
  }

  after(delayMs: DurationMs, happen: () => void): void {
    this.#clock.after(delayMs, () => {
      if (!this.#isEnded) happen();
    });
  }

  open(): void {
    this.#listener.onOpen();
  }

  /** The account's subscription is answered; that to prices is answered by the prices. */
  hear(text: string): void {
    if (!this.#isAccount) return;
    const { id } = JSON.parse(text) as { readonly id: unknown };
    this.after(SECOND_MS / 10, () =>
      this.#listener.onMessage(JSON.stringify({ id, status: 200, result: { subscriptionId: 0 } })),
    );
  }

  tell(): void {
    if (!this.#isAccount) this.#listener.onMessage(miniTicker('BTCUSDT', '50000', Math.floor(this.#clock.now())));
  }

  announceEnd(): void {
    const event = { e: 'serverShutdown', E: Math.floor(this.#clock.now()) };
    this.#listener.onMessage(JSON.stringify(this.#isAccount ? { event } : { stream: '!serverShutdown', data: event }));
  }

  ping(): void {
    this.#listener.onPing();
  }

  end(code: number): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#listener.onClose({ code, reason: '' });
  }
}

/** How many things happened within a time, and the most that ever did. */
class Window {
  readonly #lengthMs: DurationMs;
  #times: readonly DurationMs[] = [];
  largest = 0;

  constructor(lengthMs: DurationMs) {
    this.#lengthMs = lengthMs;
  }

  add(atMs: DurationMs): void {
    this.#times = [...this.#times.filter((time) => atMs - time < this.#lengthMs), atMs];
    this.largest = Math.max(this.largest, this.#times.length);
  }
}
