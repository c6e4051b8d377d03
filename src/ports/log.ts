/** What a line of the log is about, besides its message. Values are plain data or an `Error` (told with its causes). */
export type LogFacts = Readonly<Record<string, unknown>>;

/**
 * What operators read: lines of facts, never money's truth (that is the journal).
 *
 * Contract, checked by test/adapters/system/log.test.ts:
 * - A call never throws: a fact that cannot be read is named in its place. The line is handed over before the call returns,
 *   so that a killed process loses none.
 * - Secrets are replaced wherever they occur in the message or the facts, by value and by pattern, in every nested text.
 * - `child` gives a log whose lines all carry these facts, after those of its parent; the parent is unchanged.
 * - `debug` is for tracing one session, `info` for what normally happens, `warn` for what a person should look at some day,
 *   `error` for what a person should look at now.
 */
export interface Log {
  debug(message: string, facts?: LogFacts): void;
  info(message: string, facts?: LogFacts): void;
  warn(message: string, facts?: LogFacts): void;
  error(message: string, facts?: LogFacts): void;
  child(facts: LogFacts): Log;
}
