import { join } from 'node:path';
import { FileLimitApprovals } from '../adapters/configuration-files/file-limit-approvals.ts';
import { FolderConfigurationSource } from '../adapters/configuration-files/folder-configuration-source.ts';
import type { Configuration } from '../configuration/configuration.ts';
import { ConfigurationManager } from '../configuration/configuration-manager.ts';
import type { ConfigurationSource } from '../ports/configuration-source.ts';
import type { LimitApprovals } from '../ports/limit-approvals.ts';
import { RISK_LIMITS } from '../risk/limits.ts';
import type { JournaledState } from '../session/journaled-state.ts';
import { LiveConfiguration } from '../session/live-configuration.ts';
import { type SeatSources, seatMode } from './agent-seats.ts';
import { APPROVAL_FOLDER } from './folders.ts';

/** Where the configuration came from, to be looked at again. */
export interface ConfigurationFiles {
  /** Where each key stands, by dotted key. */
  readonly origins: Readonly<Record<string, string>>;
  readonly source: ConfigurationSource;
  readonly approvals: LimitApprovals;
}

/** The files of a folder, with the approvals that lie with the bot's data. */
export function configurationFiles(place: {
  readonly configDir: string;
  readonly dataDir: string;
  readonly origins: ConfigurationFiles['origins'];
}): ConfigurationFiles {
  const { configDir, dataDir, origins } = place;
  return {
    origins,
    source: new FolderConfigurationSource({ folder: configDir }),
    approvals: new FileLimitApprovals({ folder: join(dataDir, APPROVAL_FOLDER) }),
  };
}

/** @param parts.seats  Asked when it is judged whether somebody can fill the seats of a mode. */
export function openConfiguration(parts: {
  readonly state: JournaledState;
  readonly configuration: Configuration;
  readonly files: ConfigurationFiles | undefined;
  seats(): SeatSources;
}): LiveConfiguration {
  const { state, configuration, files, seats } = parts;
  return new LiveConfiguration({
    manager: new ConfigurationManager({ limitDefinitions: RISK_LIMITS }),
    state,
    files: { configuration, origins: files?.origins ?? {} },
    source: files?.source ?? null,
    approvals: files?.approvals ?? null,
    seatProblems(candidate, mode) {
      const seating = seatMode(candidate, mode, seats());
      if (seating.tag === 'seated') return [];
      const { key, value, why, fix } = seating;
      return [{ key, value, reason: why, fix }];
    },
  });
}
