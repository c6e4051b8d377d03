/** Stable, greppable names of outside trouble. Text for people is made in `report/`. */
export type FaultCode =
  | 'timeout'
  | 'network'
  | 'rate-limited'
  | 'server-error'
  | 'bad-payload'
  | 'unauthorised'
  | 'storage'
  | 'journal-damaged'
  | 'already-running'
  | 'no-data'
  | 'cancelled';

/** Outside trouble that no port's contract lists as a value. The message says what was tried and the facts, never headers, signed queries or secrets. */
export class Fault extends Error {
  override readonly name = 'Fault';
  readonly code: FaultCode;
  /** True when the same read may succeed later. Orders are never retried, whatever this says. */
  readonly retryable: boolean;

  constructor(code: FaultCode, message: string, options: { readonly retryable?: boolean; readonly cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.retryable = options.retryable ?? false;
  }
}

/** The code of anything that was thrown: a Fault's own, else `internal`. */
export function faultCodeOf(error: unknown): FaultCode | 'internal' {
  return error instanceof Fault ? error.code : 'internal';
}
