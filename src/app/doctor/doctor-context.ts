import type { Clock } from '../../ports/clock.ts';
import type { HttpTransport } from '../../ports/http-transport.ts';
import type { Environment } from '../environment.ts';

/** What the checks look at, and by what. */
export interface DoctorContext {
  readonly dataDir: string;
  readonly configDir: string;
  readonly environment: Environment;
  readonly nodeVersion: string;
  /** Every request over it ends when `signal` aborts. */
  readonly http: HttpTransport;
  readonly clock: Clock;
  /** Aborts when the examination has taken as long as it may. */
  readonly signal: AbortSignal;
}
