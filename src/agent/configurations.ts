import type { Mode } from '../domain/control-state.ts';
import { deliberateSingle } from './configurations/single.ts';
import type { Configuration } from './deliberation.ts';

/** The modes that can be chosen, each with its way of deliberating. */
export const CONFIGURATIONS: ReadonlyMap<Mode, Configuration> = new Map<Mode, Configuration>([['single', deliberateSingle]]);
