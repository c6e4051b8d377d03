import { systemHttpTransport } from '../adapters/system/http-transport.ts';
import { systemSocketTransport } from '../adapters/system/socket-transport.ts';
import type { HttpTransport } from '../ports/http-transport.ts';
import type { SocketTransport } from '../ports/socket-transport.ts';

/** What carries bytes to the exchange and back. */
export interface Transports {
  readonly http: HttpTransport;
  readonly sockets: SocketTransport;
}

/** The machine's network. */
export const systemTransports: Transports = { http: systemHttpTransport, sockets: systemSocketTransport };
