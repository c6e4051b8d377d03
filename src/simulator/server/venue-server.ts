import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { FaultScriptError } from './fault-entry.ts';
import { sendAnswer } from './http-answer.ts';
import { TOO_MANY_CLOSE } from './served-socket.ts';
import type { ServedVenue } from './served-venue.ts';
import { VenueFront } from './venue-front.ts';
import type { WindowBoundPlan } from './window-bound-plan.ts';
import { WireRefusal } from './wire-refusal.ts';

/** How often, in real time, connections are told what happened. */
const PUMP_EVERY_MS = 40;
const BODY_MAX = 100_000;
const LOOPBACK = /^(127\.|::1$|::ffff:127\.)/;

/** An exchange on one port of this machine: REST, market streams and the WebSocket API. */
export class VenueServer {
  readonly #venue: ServedVenue;
  readonly #front: VenueFront;
  readonly #http: Server;
  readonly #sockets = new WebSocketServer({ noServer: true, clientTracking: true });
  #timer: NodeJS.Timeout | null = null;

  /** @param plan  The engine's own plan of faults, which is told until when each request may enter. */
  constructor(venue: ServedVenue, plan: WindowBoundPlan) {
    this.#venue = venue;
    this.#front = new VenueFront(venue, { plan, later: (delayMs, callback) => this.#later(delayMs, callback) });
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
    this.#front.pump();
  }

  /** How many subscriptions there are to the account's events. */
  get subscriberCount(): number {
    return this.#front.subscriberCount;
  }

  async close(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    for (const socket of this.#sockets.clients) socket.terminate();
    const closed = new Promise<void>((resolve) => this.#http.close(() => resolve()));
    this.#http.closeAllConnections();
    await closed;
  }

  #later(delayMs: number, callback: () => void): void {
    setTimeout(callback, delayMs / this.#venue.time.speed).unref();
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const body = request.method === 'GET' ? '' : await readBody(request);
      if (request.url?.startsWith('/sim/') === true) this.#steer(request, response, body);
      else this.#serve(request, response, body);
    } catch (error) {
      // A bug of the simulator must not look like a fault of the exchange.
      console.error('steward sim:', error);
      response.destroy();
    }
  }

  #serve(request: IncomingMessage, response: ServerResponse, body: string): void {
    const address = request.url ?? '/';
    const at = address.indexOf('?');
    const reply = this.#front.reply({
      method: request.method ?? 'GET',
      path: at === -1 ? address : address.slice(0, at),
      payload: { query: at === -1 ? '' : address.slice(at + 1), body },
      header: (name) => {
        const value = request.headers[name];
        return Array.isArray(value) ? value[0] : value;
      },
    });
    if (reply === 'reset') response.socket?.destroy();
    else if (reply !== 'hang' && reply.delayMs === 0) sendAnswer(response, reply.answer);
    else if (reply !== 'hang') this.#later(reply.delayMs, () => sendAnswer(response, reply.answer));
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
    const address = new URL(request.url ?? '/', 'http://venue');
    const admission = this.#front.admit(address);
    if (admission === 'banned' || admission === 'not-found') {
      refuseUpgrade(socket, admission === 'banned' ? "418 I'm a teapot" : '404 Not Found');
      return;
    }
    this.#sockets.handleUpgrade(request, socket, head, (connection) => {
      if (admission === 'admitted') this.#front.open(connection, address);
      else connection.close(TOO_MANY_CLOSE, 'Too many connections');
    });
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
