import type { AgentSeat } from '../agent/agent-assignment.ts';
import type { AgentConfiguration, Configuration } from '../configuration/configuration.ts';
import type { LlmProvider } from '../ports/llm-provider.ts';
import { ConfigurationError } from './usage-error.ts';

/** The providers in the order in which `auto` looks for one that is there, with the model that `auto` means. */
const USUAL_MODELS: readonly (readonly [provider: string, model: string])[] = [
  ['anthropic', 'claude-sonnet-5-5'],
  ['rules', 'trend'],
];

/**
 * Who deliberates, as far as it is configured and its key is there.
 * @throws ConfigurationError naming the key of the agent whose provider is not available.
 */
export function agentSeats({ llm }: Configuration, providers: ReadonlyMap<string, LlmProvider>): readonly AgentSeat[] {
  return Object.entries(llm.single.agents).map(([agent, configured]) => {
    const { provider, model } = resolveModel(agent, configured, providers);
    return { agent, provider, model, outputTokensMax: configured.outputTokensMax, contextLevel: configured.contextLevel };
  });
}

function resolveModel(
  agent: string,
  { provider: wanted, model }: AgentConfiguration,
  providers: ReadonlyMap<string, LlmProvider>,
): { readonly provider: LlmProvider; readonly model: string } {
  for (const [name, usualModel] of USUAL_MODELS) {
    const provider = providers.get(name);
    if (provider !== undefined && (wanted === 'auto' || wanted === name))
      return { provider, model: model === 'auto' ? usualModel : model };
  }
  throw new ConfigurationError(
    `llm.single.agents.${agent}.provider = ${wanted}: it has no key here; set the key of the vendor, or write auto or rules (available: ${[...providers.keys()].join(', ')})`,
  );
}
