import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { FaultScriptError } from './fault-entry.ts';
import { sendAnswer } from './http-answer.ts';
import { MarketStreams } from './market-streams.ts';
import { RestApi } from './rest-api.ts';
import { type ServedSocket, TOO_MANY_CLOSE } from './served-socket.ts';
import type { ServedVenue } from './served-venue.ts';
import { SocketApi } from './socket-api.ts';
import type { WindowBoundPlan } from './window-bound-plan.ts';
import type { StreamTarget } from './wire-faults.ts';
import { WireRefusal } from './wire-refusal.ts';

/** How often, in real time, connections are told what happened. */
const PUMP_EVERY_MS = 40;
const BODY_MAX = 100_000;
const LOOPBACK = /^(127\.|::1$|::ffff:127\.)/;

/** An exchange on one port of this machine: REST, market streams and the WebSocket API. */
export class VenueServer {
  readonly #venue: ServedVenue;
  readonly #http: Server;
  readonly #sockets = new WebSocketServer({ noServer: true, clientTracking: true });
  readonly #rest: RestApi;
  readonly #streams: MarketStreams;
  readonly #api: SocketApi;
  #timer: NodeJS.Timeout | null = null;

  /** @param plan  The engine's own plan of faults, which is told until when each request may enter. */
  constructor(venue: ServedVenue, plan: WindowBoundPlan) {
    this.#venue = venue;
    const hooks = {
      admitUntil: (until: number) => {
        plan.admitUntil = until;
      },
      pump: () => this.pump(),
    };
    this.#rest = new RestApi(venue, hooks);
    this.#streams = new MarketStreams(venue);
    this.#api = new SocketApi(venue, hooks);
    this.#http = createServer((request, response) => void this.#handle(request, response));
    this.#http.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
  }

  /** @param port  0 for any. @returns the port. */
  async listen(port: number): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#http.once('error', reject);
      this.#http.listen(port, '127.0.0.1', resolve);
    });
    this.#timer = setInterval(() => this.pump(), PUMP_EVERY_MS);
    return (this.#http.address() as AddressInfo).port;
  }

  /** Lets everything happen up to the clock's now, and tells it. */
  pump(): void {
    for (const happening of this.#venue.catchUp()) {
      if (happening.fault === 'disconnect') for (const socket of this.#targets(happening.target)) socket.terminate();
      if (happening.fault === 'shutdown') for (const socket of this.#targets('all')) socket.shutDown(happening.leadMs);
      if (happening.fault === 'ban') for (const socket of this.#targets('user')) socket.terminate();
    }
    this.#api.pump();
    this.#streams.pump();
    for (const socket of this.#targets('all')) socket.tick();
  }

  /** How many subscriptions there are to the account's events. */
  get subscriberCount(): number {
    return [...this.#api.sessions].filter((session) => session.isSubscribed).length;
  }

  async close(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    for (const socket of this.#sockets.clients) socket.terminate();
    const closed = new Promise<void>((resolve) => this.#http.close(() => resolve()));
    this.#http.closeAllConnections();
    await closed;
  }

  #targets(target: StreamTarget): readonly ServedSocket[] {
    const market = [...this.#streams.connections].map(({ socket }) => socket);
    const user = [...this.#api.sessions].map(({ socket }) => socket);
    return target === 'market' ? market : target === 'user' ? user : [...market, ...user];
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const body = request.method === 'GET' ? '' : await readBody(request);
      if (request.url?.startsWith('/sim/') === true) this.#steer(request, response, body);
      else this.#rest.handle(request, response, body);
    } catch (error) {
      // A bug of the simulator must not look like a fault of the exchange.
      console.error('steward sim:', error);
      response.destroy();
    }
  }

  /** `GET /sim/faults` shows the counters, `POST /sim/faults` adds to the script. For this machine alone. */
  #steer(request: IncomingMessage, response: ServerResponse, body: string): void {
    const isLocal = LOOPBACK.test(request.socket.remoteAddress ?? '');
    if (!isLocal || request.url !== '/sim/faults') {
      sendAnswer(response, { status: 404, body: { error: 'not found' } });
      return;
    }
    this.pump();
    try {
      if (request.method === 'POST') {
        this.#venue.inject(JSON.parse(body));
        this.pump();
      }
      sendAnswer(response, { status: 200, body: { now: this.#venue.account.now, counts: this.#venue.faults.counts } });
    } catch (error) {
      const isWrong = error instanceof FaultScriptError || error instanceof SyntaxError || error instanceof WireRefusal;
      if (!isWrong) throw error;
      sendAnswer(response, { status: 400, body: { error: error.message } });
    }
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.pump();
    const { limits, account } = this.#venue;
    const { pathname } = new URL(request.url ?? '/', 'http://venue');
    const isApi = pathname === '/ws-api/v3';
    const isStream = /^\/(ws|stream)(\/|$)/.test(pathname);
    const isBanned = limits.isBanned(account.now);
    if (isBanned || (!isApi && !isStream)) {
      refuseUpgrade(socket, isBanned ? "418 I'm a teapot" : '404 Not Found');
      return;
    }
    const isAdmitted = limits.admitsConnection(account.now);
    this.#sockets.handleUpgrade(request, socket, head, (connection) => {
      if (!isAdmitted) return connection.close(TOO_MANY_CLOSE, 'Too many connections');
      this.#open(connection, request, isApi);
    });
  }

  #open(connection: WebSocket, request: IncomingMessage, isApi: boolean): void {
    if (!isApi) return void this.#streams.open(connection, request);
    try {
      this.#api.open(connection, request);
    } catch (error) {
      if (!(error instanceof WireRefusal)) throw error;
      connection.close(TOO_MANY_CLOSE, 'Too many requests');
    }
  }
}

function refuseUpgrade(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

/** The bytes as they came; what is not ASCII stays recognisable as such. */
async function readBody(request: IncomingMessage): Promise<string> {
  let body = '';
  request.setEncoding('latin1');
  for await (const chunk of request) {
    body += String(chunk);
    if (body.length > BODY_MAX) throw new Error('the body of a request is too long');
  }
  return body;
}
