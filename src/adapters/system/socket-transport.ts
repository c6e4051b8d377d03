import { WebSocket } from 'ws';
import type { SocketTransport } from '../../ports/socket-transport.ts';

/** Larger messages than this are no answer of an exchange. */
const MESSAGE_BYTES_MAX = 4 * 1024 * 1024;
/** The code of a connection that ended without a farewell. */
const ABNORMAL_CLOSURE = 1006;

/** The machine's network. A ping is answered by the package itself, with the same payload. */
export const systemSocketTransport: SocketTransport = (url, listener) => {
  const socket = new WebSocket(url, { maxPayload: MESSAGE_BYTES_MAX, followRedirects: false, perMessageDeflate: false });
  let isClosed = false;
  const close = (code: number, reason: string): void => {
    if (isClosed) return;
    isClosed = true;
    listener.onClose({ code, reason });
  };
  socket.on('open', () => listener.onOpen());
  socket.on('message', (data, isBinary) => {
    if (!isBinary) listener.onMessage(String(data));
  });
  socket.on('ping', () => listener.onPing());
  // The words of an error may hold the address; the code of the machine says enough.
  socket.on('error', (error) => {
    const code = 'code' in error && typeof error.code === 'string' ? error.code : 'connection failed';
    close(ABNORMAL_CLOSURE, code);
    socket.terminate();
  });
  socket.on('close', (code, reason) => close(code, reason.toString('utf8').slice(0, 120)));
  return {
    send(text) {
      if (socket.readyState === WebSocket.OPEN) socket.send(text);
    },
    close: () => socket.terminate(),
  };
};
