import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseModels } from '../configuration/parse-models.ts';
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
  const text = await readFile(join(folder, FILE), 'utf8').catch(() => readFile(join(packageRoot(), 'config', FILE), 'utf8'));
  const outcome = parseModels({ name: FILE, text });
  if (outcome.tag === 'invalid') throw new ConfigurationError(configProblemsText(outcome.problems, folder));
  return outcome.models;
}
