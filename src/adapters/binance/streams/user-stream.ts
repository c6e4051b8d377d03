import { z } from 'zod';
import { parsedJson } from '../../../domain/parsed-json.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { ExchangeEvent } from '../../../ports/exchange.ts';
import type { SocketTransport } from '../../../ports/socket-transport.ts';
import type { AccountEvents } from '../live-exchange.ts';
import type { ServerClock } from '../server-clock.ts';
import { type RequestSigner, socketSignature } from '../signing.ts';
import { readUserEvent } from '../user-events.ts';
import type { ConnectionLimits } from './connection-limits.ts';
import { EventQueue } from './event-queue.ts';
import { type ConnectionEnding, SteadyConnection } from './steady-connection.ts';

export interface UserStreamOptions {
  readonly transport: SocketTransport;
  readonly clock: Clock;
  readonly limits: ConnectionLimits;
  /** Of the WebSocket API, path included. */
  readonly url: string;
  readonly apiKey: string;
  readonly signer: RequestSigner;
  readonly serverClock: ServerClock;
  /** Reads over REST what happened on the account while nobody listened. Its fault is told as trouble; the next audit reads again. */
  readonly readMissed: () => Promise<readonly ExchangeEvent[]>;
  readonly onTrouble: (ending: ConnectionEnding | 'unreadable' | 'backfill', reason: string) => void;
}

/** How many executions are remembered in order to know them again. */
const EXECUTIONS_MAX = 5_000;
const SUBSCRIBE_ID = 'subscribe';

const replySchema = z.looseObject({ id: z.unknown(), status: z.number() });
const eventSchema = z.looseObject({ event: z.looseObject({ e: z.string() }) });

/**
 * What happens on the account, over the WebSocket API, with a signature for each connection. What was missed between two connections is
 * read over REST; what both of two connections tell is told once.
 */
export class UserStream implements AccountEvents {
  readonly #options: UserStreamOptions;

  constructor(options: UserStreamOptions) {
    this.#options = options;
  }

  async *events(signal: AbortSignal): AsyncIterable<ExchangeEvent> {
    const queue = new EventQueue<ExchangeEvent>(signal);
    const connection = this.#connect(queue);
    connection.start();
    try {
      yield* queue;
    } finally {
      connection.stop();
    }
  }

  #connect(queue: EventQueue<ExchangeEvent>): SteadyConnection {
    const { transport, clock, limits, url, onTrouble } = this.#options;
    const seen = new Set<string>();
    return new SteadyConnection({
      transport,
      clock,
      limits,
      url,
      name: 'account',
      // An account may be silent for days; the exchange's pings show that the line stands.
      newsMsMax: null,
      onOpen: (send) => void this.#subscribe(send),
      onMessage: (text) => this.#read(text, { queue, seen }),
      onGap: () => void this.#backfill(queue),
      onTrouble,
    });
  }

  async #subscribe(send: (text: string) => void): Promise<void> {
    const { serverClock, apiKey, signer, onTrouble } = this.#options;
    try {
      const parameters = { apiKey, timestamp: await serverClock.earliestNow() };
      const signature = socketSignature(parameters, signer);
      const method = 'userDataStream.subscribe.signature';
      send(JSON.stringify({ id: SUBSCRIBE_ID, method, params: { ...parameters, signature } }));
    } catch (error) {
      // Without an answer to the subscription the connection is not taken over, and a new one is made.
      onTrouble('not-open', error instanceof Error ? error.message : String(error));
    }
  }

  async #backfill(queue: EventQueue<ExchangeEvent>): Promise<void> {
    try {
      queue.push(...(await this.#options.readMissed()));
    } catch (error) {
      this.#options.onTrouble('backfill', error instanceof Error ? error.message : String(error));
    }
  }

  #read(
    text: string,
    { queue, seen }: { readonly queue: EventQueue<ExchangeEvent>; readonly seen: Set<string> },
  ): 'news' | 'nothing' | 'ending' | 'refused' {
    // What was half said is read over REST with the next audit.
    const message = parsedJson(text);
    const reply = replySchema.safeParse(message);
    if (reply.success) return replyMeaning(reply.data, this.#options.onTrouble);
    const wrapped = eventSchema.safeParse(message);
    if (!wrapped.success) return 'nothing';
    const { event } = wrapped.data;
    if (event.e === 'serverShutdown') return 'ending';
    if (event.e === 'eventStreamTerminated') return 'refused';
    const read = readUserEvent(event);
    if (read.tag === 'unreadable') {
      this.#options.onTrouble('unreadable', read.what);
      void this.#backfill(queue);
    }
    if (read.tag === 'read' && isFresh(read.executionId, seen)) queue.push(...read.events);
    return 'news';
  }
}

function replyMeaning(
  { id, status }: z.output<typeof replySchema>,
  onTrouble: UserStreamOptions['onTrouble'],
): 'news' | 'nothing' | 'refused' {
  if (status === 200) return id === SUBSCRIBE_ID ? 'news' : 'nothing';
  onTrouble('closed', `the subscription was answered with status ${status}`);
  return 'refused';
}

function isFresh(executionId: string | null, seen: Set<string>): boolean {
  if (executionId === null) return true;
  if (seen.has(executionId)) return false;
  seen.add(executionId);
  if (seen.size > EXECUTIONS_MAX) for (const oldest of seen) return seen.delete(oldest);
  return true;
}
