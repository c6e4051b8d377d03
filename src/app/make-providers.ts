import { systemHttpTransport } from '../adapters/system/http-transport.ts';
import type { Configuration } from '../configuration/configuration.ts';
import type { ModelCatalogue } from '../domain/language-model.ts';
import type { Clock } from '../ports/clock.ts';
import type { Environment } from './environment.ts';
import { LlmFactory, type MakeProviders } from './llm-factory.ts';
import type { Recording } from './record-models.ts';

/** The vendors whose keys are there, each recorded. */
export function makeProvidersOf(parts: {
  readonly environment: Environment;
  readonly configuration: Configuration;
  readonly models: ModelCatalogue;
  readonly clock: Clock;
  readonly record: Recording;
}): MakeProviders {
  const { environment, clock, models, configuration, record } = parts;
  const { openaiEndpoint } = configuration;
  const factory = new LlmFactory({ environment, http: systemHttpTransport, clock, models, openaiEndpoint, record });
  return (spending) => factory.makeProviders(spending);
}
