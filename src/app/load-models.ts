import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ModelsOutcome, parseModels } from '../configuration/parse-models.ts';
import type { ModelCatalogue } from '../domain/language-model.ts';
import { configProblemsText } from './load-configuration.ts';
import { packageRoot } from './package-root.ts';
import { ConfigurationError } from './usage-error.ts';

const FILE = 'models.yaml';

/**
 * Reads the catalogue of models of a configuration folder; one without the file uses the catalogue that Steward comes with.
 * @throws ConfigurationError with every problem at once.
 */
export async function loadModelsOrFail(folder: string): Promise<ModelCatalogue> {
  const outcome = await readModels(folder);
  if (outcome.tag === 'invalid') throw new ConfigurationError(configProblemsText(outcome.problems, folder));
  return outcome.models;
}

/** Reads the catalogue of models, or says all that is wrong with it. */
export async function readModels(folder: string): Promise<ModelsOutcome> {
  const text = await readFile(join(folder, FILE), 'utf8').catch(() => readFile(join(packageRoot(), 'config', FILE), 'utf8'));
  return parseModels({ name: FILE, text });
}
