import { stat } from 'node:fs/promises';
import type { ConfigProblem } from '../../configuration/config-problem.ts';
import type { Configuration } from '../../configuration/configuration.ts';
import { Fault } from '../../domain/fault.ts';
import type { ModelCatalogue } from '../../domain/language-model.ts';
import type { DoctorCheck } from '../../report/doctor-text.ts';
import { readConfiguration } from '../load-configuration.ts';
import { readModels } from '../load-models.ts';

/** The configuration as far as the other checks need it; null when it has a problem. */
export interface ConfigurationFinding {
  readonly checks: readonly DoctorCheck[];
  readonly configured: { readonly configuration: Configuration; readonly models: ModelCatalogue } | null;
}

const NAME = 'configuration';

/** Every problem of every file is a check of its own. */
export async function checkConfiguration(folder: string): Promise<ConfigurationFinding> {
  try {
    const settings = await readConfiguration(folder);
    const catalogue = await readModels(folder);
    if (settings.tag === 'loaded' && catalogue.tag === 'loaded') {
      const { configuration } = settings;
      return { checks: [await soundCheck(folder)], configured: { configuration, models: catalogue.models } };
    }
    const problems = [settings, catalogue].flatMap((outcome) => (outcome.tag === 'invalid' ? outcome.problems : []));
    return { checks: problems.map(problemCheck), configured: null };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const fix = `make ${folder} and the files in it readable, or name another folder with --config-dir`;
    return { checks: [{ name: NAME, state: 'problem', text: error.message, fix }], configured: null };
  }
}

async function soundCheck(folder: string): Promise<DoctorCheck> {
  const isThere = await stat(folder).then(
    () => true,
    () => false,
  );
  const text = isThere ? `${folder}: every key is understood` : `${folder} does not exist: every setting has its default`;
  const fix = isThere ? null : 'nothing needs to be done; to change settings, copy the config folder that Steward comes with';
  return { name: NAME, state: 'ok', text, fix };
}

function problemCheck({ key, value, reason, fix }: ConfigProblem): DoctorCheck {
  return { name: NAME, state: 'problem', text: `${key}${value === null ? '' : ` = ${value}`}: ${reason}`, fix };
}
