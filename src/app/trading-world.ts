import type { Configuration } from '../configuration/configuration.ts';
import type { Clock } from '../ports/clock.ts';
import type { Steward } from '../session/steward.ts';
import type { StopOnBug } from './stop-on-bug.ts';
import type { TradingVenue } from './venue/venue-identity.ts';

/** The bot on real time, at one venue: what differs by venue is behind its ports. */
export interface TradingWorld {
  readonly venue: TradingVenue;
  readonly steward: Steward;
  readonly configuration: Configuration;
  readonly clock: Clock;
  /** How many times faster than the machine's the clock runs: 1, but on an exchange of this machine. */
  readonly speed: number;
  readonly stop: StopOnBug;
  /** Recovers, and begins to follow the prices. */
  start(): Promise<void>;
  close(): Promise<void>;
}
