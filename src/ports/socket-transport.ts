/** An open or opening connection. */
export interface Socket {
  /** Sends text; what is sent before the connection is open, or after it has ended, is dropped. */
  send(text: string): void;
  /** Ends it at once. `onClose` still follows. */
  close(): void;
}

/** What happens to a connection. `onClose` comes exactly once, whatever came before it. */
export interface SocketListener {
  onOpen(): void;
  /** A text message. Binary ones are not handed on. */
  onMessage(text: string): void;
  /** A sign of life without a meaning: the other side's ping, which the transport has answered with the same payload. */
  onPing(): void;
  onClose(ending: { readonly code: number; readonly reason: string }): void;
}

/**
 * Message connections over the network, in the shape that a client of streams needs.
 *
 * Contract:
 * - It connects once per call: no retry, no redirect. Failing to connect is an `onClose`.
 * - The listener is never called inside the call that opens the connection.
 * - Deadlines, pings of our own and reconnecting are the caller's, on the Clock.
 */
export type SocketTransport = (url: string, listener: SocketListener) => Socket;
