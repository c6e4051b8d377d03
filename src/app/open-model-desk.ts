import { tryModel } from '../agent/try-model.ts';
import { invariant } from '../domain/invariant.ts';
import type { ModelCatalogue } from '../domain/language-model.ts';
import type { Clock } from '../ports/clock.ts';
import type { LlmProvider } from '../ports/llm-provider.ts';
import type { ModelDesk } from '../session/session-services.ts';

/** What a person may learn of the models that these providers have. */
export function openModelDesk(parts: {
  readonly providers: ReadonlyMap<string, LlmProvider>;
  readonly models: ModelCatalogue;
  readonly clock: Clock;
  readonly stopSignal: AbortSignal;
}): ModelDesk {
  const { providers, models, clock, stopSignal: signal } = parts;
  return {
    catalogue: models,
    providers: [...providers.keys()],
    tryModel(trial) {
      const provider = [...providers.values()].find(({ name }) => name === trial.provider);
      invariant(provider !== undefined, `a model of ${trial.provider} was to be tried without its being there`);
      return tryModel(trial, { provider, models, clock, signal });
    },
  };
}
