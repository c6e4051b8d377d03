/**
 * What sessions may do. `active`: everything within the guard. `reducing`: no entries or increases, exits go on.
 * `halted`: no orders from sessions at all. Protection and a person's `/close` work in every state; no state cancels a stop.
 */
export type ControlState = 'active' | 'reducing' | 'halted';

/** How much a person is asked. `advisor`: proposes only. `confirm`: every entry asks. `auto`: asks above thresholds. */
export type Autonomy = 'advisor' | 'confirm' | 'auto';

/** Where the orders of a process go. Fixed for the process and its data folder. */
export type Venue = 'demo' | 'paper' | 'testnet' | 'live' | 'replay';

/** The LLM configuration. */
export type Mode = 'single' | 'duplicate_pairs' | 'specialized' | 'ensemble' | 'sequential';

export const MODES: readonly Mode[] = ['single', 'duplicate_pairs', 'specialized', 'ensemble', 'sequential'];
export const AUTONOMIES: readonly Autonomy[] = ['advisor', 'confirm', 'auto'];

/** True when `to` asks the person less often than `from`: such a change needs a confirmation. */
export function raisesAutonomy(from: Autonomy, to: Autonomy): boolean {
  return AUTONOMIES.indexOf(to) > AUTONOMIES.indexOf(from);
}
