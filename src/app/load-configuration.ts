import { FolderConfigurationSource } from '../adapters/configuration-files/folder-configuration-source.ts';
import type { ConfigProblem } from '../configuration/config-problem.ts';
import type { Configuration } from '../configuration/configuration.ts';
import { ConfigurationManager, type ConfigurationOutcome } from '../configuration/configuration-manager.ts';
import { RISK_LIMITS } from '../risk/limits.ts';
import { ConfigurationError } from './usage-error.ts';

export interface LoadedConfiguration {
  readonly configuration: Configuration;
  /** Where each key stands, by dotted key. */
  readonly origins: Readonly<Record<string, string>>;
  /** Names the effective values: two runs with the same hash were configured the same. */
  readonly hash: string;
}

/**
 * Reads the configuration files of a folder; what no file says has its default.
 * @throws ConfigurationError with every problem at once: key, value, reason and fix.
 */
export async function loadConfigurationOrFail(folder: string): Promise<LoadedConfiguration> {
  const outcome = await readConfiguration(folder);
  if (outcome.tag === 'invalid') throw new ConfigurationError(configProblemsText(outcome.problems, folder));
  return outcome;
}

/** Reads the configuration files of a folder, or says all that is wrong with them. */
export async function readConfiguration(folder: string): Promise<ConfigurationOutcome> {
  const files = await new FolderConfigurationSource({ folder }).load();
  return new ConfigurationManager({ limitDefinitions: RISK_LIMITS }).loadConfiguration({ files });
}

/** Every problem with its key, value, reason and fix. */
export function configProblemsText(problems: readonly ConfigProblem[], folder: string): string {
  const lines = problems.map(
    ({ key, value, reason, fix }) => `  ${key}${value === null ? '' : ` = ${value}`}: ${reason}; ${fix}`,
  );
  return [
    `the configuration in ${folder} has ${problems.length === 1 ? 'a problem' : `${problems.length} problems`}:`,
    ...lines,
  ].join('\n');
}
