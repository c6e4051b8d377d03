import type { AgentSeat } from '../agent/agent-assignment.ts';
import type { ModelCatalogue } from '../domain/language-model.ts';
import type { LlmProvider } from '../ports/llm-provider.ts';

export interface EconomySources {
  readonly providers: ReadonlyMap<string, LlmProvider>;
  readonly models: ModelCatalogue;
}

/**
 * The same agents, all with one model. A model that the catalogue does not know is asked of each agent's own vendor; where the model's
 * vendor has no key the agents keep theirs, and so does the plain strategy, which costs nothing.
 */
export function economySeats(
  seats: readonly AgentSeat[],
  model: string,
  { providers, models }: EconomySources,
): readonly AgentSeat[] {
  const vendor = models.get(model)?.vendor;
  return seats.map((seat) => {
    const provider = vendor === undefined ? seat.provider : providers.get(vendor);
    return seat.provider.name === 'rules' || provider === undefined ? seat : { ...seat, provider, model };
  });
}
