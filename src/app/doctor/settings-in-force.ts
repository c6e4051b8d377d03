import { join } from 'node:path';
import { checkJournal } from '../../adapters/journal/check-journal.ts';
import { readEntries } from '../../adapters/journal/read-entries.ts';
import type { Configuration } from '../../configuration/configuration.ts';
import { ConfigurationManager } from '../../configuration/configuration-manager.ts';
import type { Mode } from '../../domain/control-state.ts';
import { RISK_LIMITS } from '../../risk/limits.ts';
import { modeAfter } from '../../session/configuration-changes.ts';
import { ControlRegister } from '../../session/control-register.ts';
import { effectiveConfiguration } from '../../session/effective-configuration.ts';
import { LimitRegister } from '../../session/limit-register.ts';
import { OverrideRegister } from '../../session/override-register.ts';
import { JOURNAL_FOLDER } from '../folders.ts';
import type { DoctorContext } from './doctor-context.ts';
import { readUntil } from './read-until.ts';

export interface SettingsInForce {
  readonly configuration: Configuration;
  readonly mode: Mode;
}

/**
 * What the next session would begin with: the files, with what a chat has set over them and the mode that it chose. The files alone where
 * the journal is not there, cannot be read, or is too long for the time that there is; what is wrong with it is a check of its own.
 */
export async function settingsInForce(
  { dataDir, signal }: Pick<DoctorContext, 'dataDir' | 'signal'>,
  configuration: Configuration,
): Promise<SettingsInForce> {
  const { autonomy, mode } = configuration;
  const control = new ControlRegister({ autonomy, mode });
  const state = { overrides: new OverrideRegister(), limits: new LimitRegister() };
  try {
    const [folder, files] = [join(dataDir, JOURNAL_FOLDER), readUntil(signal)];
    const check = await checkJournal(folder, files);
    if (check.tag === 'damaged') return { configuration, mode };
    for await (const entry of readEntries({ folder, files, fromSequence: 1, upToSequence: check.end.entries })) {
      for (const register of [control, state.overrides, state.limits]) register.apply(entry);
    }
  } catch (error) {
    const isTrouble = signal.aborted || (error instanceof Error && 'code' in error);
    if (!isTrouble) throw error;
    return { configuration, mode };
  }
  const manager = new ConfigurationManager({ limitDefinitions: RISK_LIMITS });
  const files = { configuration, origins: {} };
  return {
    configuration: effectiveConfiguration({ manager, files, started: configuration, state }),
    mode: modeAfter(configuration, control),
  };
}
