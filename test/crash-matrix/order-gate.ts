import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What becomes of the one request that the gate waits for. */
export type Outcome = 'never arrived' | 'executed' | 'partly executed' | 'rejected' | 'late';
export const OUTCOMES: readonly Outcome[] = ['never arrived', 'executed', 'partly executed', 'rejected', 'late'];

/** The kinds of request that change the account. */
export type Command = 'order' | 'list' | 'cancel' | 'replace';

export interface Trap {
  readonly command: Command;
  /** So many of its kind pass before. */
  readonly skip: number;
  readonly outcome: Outcome;
  /** `lost`: the connection is cut in place of an answer. */
  readonly reply: 'delivered' | 'lost';
  /** Runs when the request is at the gate, before the exchange sees it. */
  readonly prepare: () => Promise<void>;
  /** Runs when the exchange has done with it what it is going to do for now, before anything of the answer leaves. */
  readonly sprung: () => void;
}

/** One request as it came to the gate. */
export interface SeenCommand {
  readonly command: Command;
  readonly parameters: URLSearchParams;
  /** The ids under which it would place orders, that of the list included. */
  readonly clientOrderIds: readonly string[];
}

interface Passing {
  readonly method: string;
  readonly address: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A late request arrives when the next process has asked for its order in vain, or, where nobody asks, well inside of its receive window. */
const LATE_MS_MAX = 3_500;
const IDS = [
  'newClientOrderId',
  'listClientOrderId',
  'workingClientOrderId',
  'pendingClientOrderId',
  'pendingAboveClientOrderId',
  'pendingBelowClientOrderId',
  'aboveClientOrderId',
  'belowClientOrderId',
];

/**
 * Stands before the exchange's REST address, remembers every request that changes the account, and does to one of them what a network can
 * do. It outlives the processes on both sides of a crash.
 */
export class OrderGate {
  readonly seen: SeenCommand[] = [];
  /** How the exchange answered the request in the trap; null while it has not come to it. */
  trappedStatus: number | null = null;
  readonly #server: Server;
  readonly #venueUrl: string;
  #trap: Trap | null = null;
  #late: (() => void) | null = null;

  constructor(venueUrl: string) {
    this.#venueUrl = venueUrl;
    this.#server = createServer((request, response) => {
      this.#pass(request, response).catch(() => response.destroy());
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#late = null;
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** One request of this kind falls into the trap; those after it pass. */
  set(trap: Trap): void {
    this.#trap = trap;
  }

  get isSprung(): boolean {
    return this.#trap === null;
  }

  async #pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const passing = await passingOf(request);
    const command = commandOf(passing);
    if (command !== null) this.seen.push(seenFrom(command, passing));
    const trap = this.#trap;
    if (trap !== null && trap.command === command) {
      this.#trap = trap.skip > 0 ? { ...trap, skip: trap.skip - 1 } : null;
      if (trap.skip === 0) return this.#spring(trap, passing, response);
    }
    const reply = await this.#forward(passing);
    answer(response, reply);
    const isProbe = passing.method === 'GET' && passing.address.startsWith('/api/v3/order?');
    if (isProbe && reply.status !== 200) this.#late?.();
  }

  async #spring(trap: Trap, passing: Passing, response: ServerResponse): Promise<void> {
    await trap.prepare();
    const { outcome } = trap;
    if (outcome === 'late') this.#holdBack(passing);
    const reply = outcome === 'never arrived' || outcome === 'late' ? null : await this.#forward(passing);
    if (reply !== null) this.trappedStatus = reply.status;
    trap.sprung();
    if (reply === null || trap.reply === 'lost') response.destroy();
    else answer(response, reply);
  }

  #holdBack(passing: Passing): void {
    const arrive = (): void => {
      if (this.#late !== arrive) return;
      this.#late = null;
      void this.#forward(passing).then(
        ({ status }) => {
          this.trappedStatus = status;
        },
        () => undefined,
      );
    };
    this.#late = arrive;
    setTimeout(arrive, LATE_MS_MAX).unref();
  }

  async #forward({ method, address, headers, body }: Passing): Promise<Reply> {
    const reply = await fetch(`${this.#venueUrl}${address}`, { method, headers, ...(method === 'GET' ? {} : { body }) });
    return { status: reply.status, headers: Object.fromEntries(reply.headers), body: await reply.text() };
  }
}

async function passingOf(request: IncomingMessage): Promise<Passing> {
  let body = '';
  request.setEncoding('utf8');
  for await (const chunk of request) body += String(chunk);
  const headers: Record<string, string> = {};
  for (const name of ['x-mbx-apikey', 'content-type']) {
    const value = request.headers[name];
    if (typeof value === 'string') headers[name] = value;
  }
  return { method: request.method ?? 'GET', address: request.url ?? '/', headers, body };
}

function answer(response: ServerResponse, { status, headers, body }: Reply): void {
  const { 'content-length': _length, 'transfer-encoding': _encoding, connection: _connection, ...kept } = headers;
  response.writeHead(status, { ...kept, 'content-length': String(Buffer.byteLength(body)) });
  response.end(body);
}

function commandOf({ method, address }: Passing): Command | null {
  const path = address.split('?')[0] ?? '';
  if (method === 'DELETE') return 'cancel';
  if (method !== 'POST') return null;
  if (path === '/api/v3/order/cancelReplace') return 'replace';
  if (path.startsWith('/api/v3/orderList/')) return 'list';
  return path === '/api/v3/order' ? 'order' : null;
}

function seenFrom(command: Command, { address, body }: Passing): SeenCommand {
  const parameters = new URLSearchParams(`${address.split('?')[1] ?? ''}&${body}`);
  const clientOrderIds =
    command === 'cancel'
      ? []
      : IDS.flatMap((name) => {
          const id = parameters.get(name);
          return id === null ? [] : [id];
        });
  return { command, parameters, clientOrderIds };
}
