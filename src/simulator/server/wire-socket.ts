/**
 * The exchange's end of a connection, as much of it as is used: a WebSocket of the network has it, and so has one that never leaves the
 * process.
 */
export interface WireSocket {
  readonly readyState: number;
  /** The `readyState` of a connection that is open. */
  readonly OPEN: number;
  send(text: string): void;
  close(code: number, reason: string): void;
  terminate(): void;
  ping(payload: string): void;
  on(event: 'message' | 'ping' | 'pong', listener: (data: { toString(): string }) => void): unknown;
  on(event: 'close' | 'error', listener: () => void): unknown;
}
