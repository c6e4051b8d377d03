import type { Log } from '../../ports/log.ts';

/** Writes nothing: for replays and tests, where a line per session would cost more than it tells. */
export const silentLog: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => silentLog,
};
