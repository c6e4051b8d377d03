import { ServedSocket, TOO_MANY_CLOSE } from './served-socket.ts';
import type { ServedVenue } from './served-venue.ts';
import type { TimeUnit } from './time-units.ts';
import type { WireSocket } from './wire-socket.ts';

const MESSAGES_MAX = 5;
const STREAMS_MAX = 1_024;

/** What is wrong with a command, in the exchange's words for streams. */
class CommandError extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

const invalidRequest = (why: string) => new CommandError(2, `Invalid request: ${why}`);

interface Command {
  readonly method: string;
  readonly params: unknown;
}

/** One connection to market streams, which its commands change. */
export class MarketConnection {
  readonly socket: ServedSocket;
  readonly streams: Set<string>;
  readonly unit: TimeUnit;
  readonly #follow: (name: string) => void;
  #isCombined: boolean;

  constructor(
    socket: WireSocket,
    venue: ServedVenue,
    {
      streams,
      isCombined,
      unit,
      follow,
    }: {
      readonly streams: readonly string[];
      readonly isCombined: boolean;
      readonly unit: TimeUnit;
      /** Called for each stream that is subscribed to, at once: what happens from now on is told. */
      readonly follow: (name: string) => void;
    },
  ) {
    this.#follow = follow;
    for (const name of streams) follow(name);
    this.unit = unit;
    this.#isCombined = isCombined;
    this.streams = new Set(streams);
    this.socket = new ServedSocket(socket, venue, {
      kind: 'market',
      shutdownText: (at) => {
        const event = { e: 'serverShutdown', E: at };
        return JSON.stringify(this.#isCombined ? { stream: '!serverShutdown', data: event } : event);
      },
    });
    if (this.streams.size > STREAMS_MAX) this.socket.close(TOO_MANY_CLOSE, 'Too many streams');
    for (const frame of ['ping', 'pong'] as const) socket.on(frame, () => void this.socket.admits(MESSAGES_MAX));
    socket.on('message', (data) => {
      if (this.socket.admits(MESSAGES_MAX)) this.#receive(data.toString());
    });
  }

  get isCombined(): boolean {
    return this.#isCombined;
  }

  #subscribe(name: string): void {
    this.streams.add(name);
    this.#follow(name);
  }

  #receive(text: string): void {
    let id: unknown = null;
    try {
      const parsed = parseCommand(text);
      id = idOf(parsed);
      this.socket.reply(JSON.stringify({ result: this.#carryOut(commandOf(parsed)), id }));
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      this.socket.reply(JSON.stringify({ error: { code: error.code, msg: error.message }, id }));
    }
  }

  #carryOut({ method, params }: Command): unknown {
    switch (method) {
      case 'SUBSCRIBE':
        for (const name of namesOf(params)) this.#subscribe(name);
        if (this.streams.size > STREAMS_MAX) this.socket.close(TOO_MANY_CLOSE, 'Too many streams');
        return null;
      case 'UNSUBSCRIBE':
        for (const name of namesOf(params)) this.streams.delete(name);
        return null;
      case 'LIST_SUBSCRIPTIONS':
        return [...this.streams];
      case 'GET_PROPERTY':
        propertyOf(params);
        return this.#isCombined;
      case 'SET_PROPERTY': {
        const value: unknown = propertyOf(params)[1];
        if (typeof value !== 'boolean') throw new CommandError(1, 'Invalid value type: expected Boolean');
        this.#isCombined = value;
        return null;
      }
      default:
        throw invalidRequest(
          `unknown variant ${method}, expected one of SUBSCRIBE, UNSUBSCRIBE, LIST_SUBSCRIPTIONS, SET_PROPERTY, GET_PROPERTY`,
        );
    }
  }
}

function parseCommand(text: string): Readonly<Record<string, unknown>> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new CommandError(3, 'Invalid JSON: expected value');
  }
  if (parsed === null || typeof parsed !== 'object' || Array.isArray(parsed)) throw invalidRequest('request must be an object');
  return parsed as Record<string, unknown>;
}

function idOf({ id = null }: Readonly<Record<string, unknown>>): unknown {
  const isId = id === null || Number.isSafeInteger(id) || (typeof id === 'string' && id.length <= 36);
  if (!isId) throw invalidRequest('request ID must be an integer, a string of at most 36 characters, or null');
  return id;
}

function commandOf({ method, params }: Readonly<Record<string, unknown>>): Command {
  if (typeof method !== 'string') throw invalidRequest('missing field `method`');
  return { method, params };
}

function namesOf(params: unknown): readonly string[] {
  if (!Array.isArray(params) || params.some((name) => typeof name !== 'string'))
    throw invalidRequest('params must be an array of strings');
  return params;
}

function propertyOf(params: unknown): readonly unknown[] {
  const isCombined = Array.isArray(params) && params[0] === 'combined';
  if (!isCombined) throw new CommandError(0, 'Unknown property');
  return params;
}
