import type { SocketListener, SocketTransport } from '../../../../src/ports/socket-transport.ts';

/** The other side of a connection, played by a test. */
export interface FakeSocket {
  readonly url: string;
  readonly listener: SocketListener;
  readonly sent: readonly string[];
  readonly isOpened: boolean;
  readonly isClosed: boolean;
}

/** A network on which a test decides what happens to each connection. */
export class FakeSockets {
  readonly sockets: FakeSocket[] = [];

  readonly transport: SocketTransport = (url, listener) => {
    const sent: string[] = [];
    const socket = {
      url,
      listener: {
        ...listener,
        onOpen: () => {
          socket.isOpened = true;
          listener.onOpen();
        },
      },
      sent,
      isOpened: false,
      isClosed: false,
    };
    this.sockets.push(socket);
    return {
      send: (text) => void sent.push(text),
      close: () => {
        if (socket.isClosed) return;
        socket.isClosed = true;
        listener.onClose({ code: 1000, reason: 'closed by us' });
      },
    };
  };

  get newest(): FakeSocket {
    const socket = this.sockets.at(-1);
    if (socket === undefined) throw new Error('nobody has connected yet');
    return socket;
  }

  get open(): readonly FakeSocket[] {
    return this.sockets.filter(({ isClosed }) => !isClosed);
  }
}

export function miniTicker(symbol: string, price: string, at: number): string {
  const data = { e: '24hrMiniTicker', E: at, s: symbol, c: price, o: price, h: price, l: price, v: '10', q: '100' };
  return JSON.stringify({ stream: `${symbol.toLowerCase()}@miniTicker`, data });
}

export function kline(
  symbol: string,
  candle: { readonly openedAt: number; readonly close: string; readonly isClosed: boolean },
  at: number,
): string {
  const { openedAt, close, isClosed } = candle;
  const k = {
    t: openedAt,
    T: openedAt + 3_599_999,
    s: symbol,
    i: '1h',
    f: 1,
    L: 2,
    o: close,
    c: close,
    h: close,
    l: close,
    v: '12.5',
    n: 2,
    x: isClosed,
    q: '100',
    V: '6',
    Q: '50',
    B: '0',
  };
  return JSON.stringify({ stream: `${symbol.toLowerCase()}@kline_1h`, data: { e: 'kline', E: at, s: symbol, k } });
}
