import { join } from 'node:path';
import { Fault } from '../../domain/fault.ts';

/** The first place in the journal that is not as it was written. */
export interface Damage {
  readonly file: string;
  readonly line: number;
  readonly why: string;
}

export function damageFault(folder: string, { file, line, why }: Damage): Fault {
  return new Fault('journal-damaged', `the journal is damaged: ${join(folder, file)}, line ${line}: ${why}`);
}
