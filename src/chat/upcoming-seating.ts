import type { Mode } from '../domain/control-state.ts';
import type { ModeSeating } from '../session/session-services.ts';
import type { Steward } from '../session/steward.ts';

const UNCHANGED: ReadonlyMap<string, unknown> = new Map();

/** Who deliberates in a mode from the next session on: what people see and change. */
export function upcomingSeating({ services }: Steward, mode: Mode): ModeSeating {
  return services.seatingOf(mode, UNCHANGED);
}
