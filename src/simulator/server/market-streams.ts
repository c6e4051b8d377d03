import { MarketConnection } from './market-connection.ts';
import type { ServedVenue } from './served-venue.ts';
import { type StreamSource, sourceOf } from './stream-sources.ts';
import { eventInMicroseconds, type TimeUnit } from './time-units.ts';
import type { WireSocket } from './wire-socket.ts';

/** All connections to market streams. A stream has one source, however many connections follow it. */
export class MarketStreams {
  readonly #venue: ServedVenue;
  readonly #connections = new Set<MarketConnection>();
  readonly #sources = new Map<string, StreamSource | null>();

  constructor(venue: ServedVenue) {
    this.#venue = venue;
  }

  get connections(): ReadonlySet<MarketConnection> {
    return this.#connections;
  }

  /** Takes a connection over, with the streams that its address names. */
  open(socket: WireSocket, url: URL): MarketConnection {
    const unit: TimeUnit = url.searchParams.get('timeUnit')?.toUpperCase() === 'MICROSECOND' ? 'MICROSECOND' : 'MILLISECOND';
    const isCombined = url.pathname.startsWith('/stream');
    const names = isCombined
      ? (url.searchParams.get('streams') ?? '').split('/')
      : decodeURIComponent(url.pathname.slice('/ws'.length)).split('/');
    const connection = new MarketConnection(socket, this.#venue, {
      streams: names.filter((name) => name !== ''),
      isCombined,
      unit,
      follow: (name) => void this.#source(name),
    });
    this.#connections.add(connection);
    socket.on('close', () => this.#connections.delete(connection));
    return connection;
  }

  /** Tells every connection what happened on its streams. */
  pump(): void {
    if (this.#connections.size === 0 && this.#sources.size === 0) return;
    const wanted = new Set<string>();
    for (const { streams } of this.#connections) for (const name of streams) wanted.add(name);
    for (const name of this.#sources.keys()) if (!wanted.has(name)) this.#sources.delete(name);
    const told = new Map<string, readonly EncodedMessage[]>();
    for (const name of wanted) {
      const messages = this.#source(name)?.poll() ?? [];
      if (messages.length > 0)
        told.set(
          name,
          messages.map((message) => new EncodedMessage(name, message)),
        );
    }
    for (const connection of this.#connections) {
      const texts: string[] = [];
      for (const [name, messages] of told) {
        if (connection.streams.has(name)) texts.push(...messages.map((message) => message.text(connection)));
      }
      connection.socket.tell(texts);
    }
  }

  #source(name: string): StreamSource | null {
    const known = this.#sources.get(name);
    if (known !== undefined) return known;
    const source = sourceOf(this.#venue, name);
    this.#sources.set(name, source);
    return source;
  }
}

/** A message in its forms, each made once however many connections get it. */
class EncodedMessage {
  readonly #stream: string;
  readonly #message: unknown;
  readonly #texts = new Map<string, string>();

  constructor(stream: string, message: unknown) {
    this.#stream = stream;
    this.#message = message;
  }

  text({ isCombined, unit }: { readonly isCombined: boolean; readonly unit: TimeUnit }): string {
    const form = `${isCombined} ${unit}`;
    const known = this.#texts.get(form);
    if (known !== undefined) return known;
    const data = JSON.stringify(unit === 'MICROSECOND' ? eventInMicroseconds(this.#message) : this.#message);
    const text = isCombined ? `{"stream":${JSON.stringify(this.#stream)},"data":${data}}` : data;
    this.#texts.set(form, text);
    return text;
  }
}
