import { type DestinationStream, destination, type Logger, pino, stdTimeFunctions } from 'pino';
import type { Log, LogFacts } from '../../ports/log.ts';
import { redactFacts } from './redact-facts.ts';
import { buildRedactor, type Redactor } from './redactor.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

export interface LogOptions {
  /** Values that must never be written, in whatever form they travel. */
  readonly secrets: readonly string[];
  /** Lines below this level are not written. Default `info`. */
  readonly level?: LogLevel;
  /** Takes one line of JSON per call. Default: the process's standard error. */
  readonly destination?: DestinationStream;
}

/** Names that every line has of its own; a fact of the same name is written with an underscore. */
const RESERVED_NAMES: readonly string[] = ['level', 'time', 'msg'];

/** A log of JSON lines, without secrets. A line is `{level, time, ...facts, msg}`. */
export function createLog(options: LogOptions): Log {
  const logger = pino(
    {
      level: options.level ?? 'info',
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    options.destination ?? standardError(),
  );
  return new PinoLog(logger, buildRedactor(options.secrets), {});
}

/** Written at once, so that a killed process loses no line. */
function standardError(): DestinationStream {
  const stream = destination({ fd: 2, sync: true });
  // A closed standard error must not stop trading: without a listener the stream's error would end the process.
  stream.on('error', () => undefined);
  return stream;
}

class PinoLog implements Log {
  readonly #logger: Logger;
  readonly #redact: Redactor;
  readonly #facts: LogFacts;

  constructor(logger: Logger, redact: Redactor, facts: LogFacts) {
    this.#logger = logger;
    this.#redact = redact;
    this.#facts = facts;
  }

  debug(message: string, facts?: LogFacts): void {
    this.#write('debug', message, facts);
  }

  info(message: string, facts?: LogFacts): void {
    this.#write('info', message, facts);
  }

  warn(message: string, facts?: LogFacts): void {
    this.#write('warn', message, facts);
  }

  error(message: string, facts?: LogFacts): void {
    this.#write('error', message, facts);
  }

  child(facts: LogFacts): Log {
    return new PinoLog(this.#logger, this.#redact, { ...this.#facts, ...facts });
  }

  #write(level: LogLevel, message: string, facts: LogFacts = {}): void {
    if (!this.#logger.isLevelEnabled(level)) return;
    const named = Object.entries({ ...this.#facts, ...facts }).map(([name, value]) => [
      RESERVED_NAMES.includes(name) ? `${name}_` : name,
      value,
    ]);
    this.#logger[level](redactFacts(Object.fromEntries(named), this.#redact), this.#redact(message));
  }
}
