import type { Mode } from '../domain/control-state.ts';
import { deliberateInPair } from './configurations/duplicate_pairs.ts';
import { deliberateInEnsemble } from './configurations/ensemble.ts';
import { deliberateInSequence } from './configurations/sequential.ts';
import { deliberateSingle } from './configurations/single.ts';
import { deliberateSpecialized } from './configurations/specialized.ts';
import type { Configuration } from './deliberation.ts';

/** The modes that can be chosen, each with its way of deliberating. */
export const CONFIGURATIONS: ReadonlyMap<Mode, Configuration> = new Map<Mode, Configuration>([
  ['single', deliberateSingle],
  ['duplicate_pairs', deliberateInPair],
  ['specialized', deliberateSpecialized],
  ['ensemble', deliberateInEnsemble],
  ['sequential', deliberateInSequence],
]);
