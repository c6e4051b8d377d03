import type { Prompts } from '../agent/prompts.ts';
import type { Configuration } from '../configuration/configuration.ts';
import { valuesOf } from '../configuration/setting.ts';
import type { FeeSchedule, Instrument } from '../domain/instrument.ts';
import type { ModelCatalogue } from '../domain/language-model.ts';
import type { LlmProvider } from '../ports/llm-provider.ts';
import type { Circumstances } from '../ports/tape.ts';

/** What a tape must hold of a session besides its reads, so that it can be run again elsewhere. No key is in it, and of an endpoint its host alone. */
export function sessionCircumstances(parts: {
  /** What counts in the session. */
  readonly configuration: Configuration;
  readonly instruments: readonly Instrument[];
  readonly fees: FeeSchedule;
  readonly models: ModelCatalogue;
  readonly providers: ReadonlyMap<string, LlmProvider>;
  readonly elsewhere: ReadonlyMap<string, string>;
  readonly prompts: Prompts;
}): Circumstances {
  const { configuration, instruments, fees, models, providers, elsewhere, prompts } = parts;
  return {
    settings: Object.fromEntries(valuesOf(configuration)),
    instruments,
    fees,
    models: [...models.values()],
    providers: [...providers.keys()],
    elsewhere: Object.fromEntries(elsewhere),
    promptsHash: prompts.hash,
  };
}
