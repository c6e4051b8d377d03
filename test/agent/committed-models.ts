import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseModels } from '../../src/configuration/parse-models.ts';
import type { ModelCatalogue } from '../../src/domain/language-model.ts';
import { projectRoot } from '../support/project-root.ts';

/** The models and prices that the project comes with. */
export function committedModels(): ModelCatalogue {
  const text = readFileSync(join(projectRoot, 'config', 'models.yaml'), 'utf8');
  const outcome = parseModels({ name: 'models.yaml', text });
  if (outcome.tag === 'invalid') throw new Error(JSON.stringify(outcome.problems));
  return outcome.models;
}
