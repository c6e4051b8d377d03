import { systemHttpTransport } from '../adapters/system/http-transport.ts';
import type { Configuration } from '../configuration/configuration.ts';
import type { ModelCatalogue } from '../domain/language-model.ts';
import type { BlobStore } from '../ports/blob-store.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Environment } from './environment.ts';
import { LlmFactory, type MakeProviders } from './llm-factory.ts';
import { recordingOn } from './record-models.ts';

/** The vendors whose keys are there, each recorded. */
export function makeProvidersOf(parts: {
  readonly dataDir: string;
  readonly environment: Environment;
  readonly log: Log;
  readonly configuration: Configuration;
  readonly models: ModelCatalogue;
  readonly clock: Clock;
  readonly blobs: BlobStore;
}): MakeProviders {
  const { environment, clock, models, configuration } = parts;
  const { budget, openaiEndpoint } = configuration;
  const record = recordingOn(parts);
  const factory = new LlmFactory({ environment, http: systemHttpTransport, clock, models, budget, openaiEndpoint, record });
  return (spending) => factory.makeProviders(spending);
}
