import type { AgentSeat } from '../agent/agent-assignment.ts';
import { DEFAULT_AGENT_BOUNDS } from '../agent/agent-bounds.ts';
import type { AgentConfiguration, Configuration } from '../configuration/configuration.ts';
import type { Mode } from '../domain/control-state.ts';
import type { LlmProvider } from '../ports/llm-provider.ts';
import { ConfigurationError } from './usage-error.ts';

/** The providers in the order in which `auto` looks for one that is there, with the model that `auto` means. */
const USUAL_MODELS: readonly (readonly [provider: string, model: string])[] = [
  ['anthropic', 'claude-sonnet-5-5'],
  ['openai', 'gpt-6.1-terra'],
  ['google', 'gemini-3.8-flash'],
  ['rules', 'trend'],
];

export interface SeatSources {
  readonly providers: ReadonlyMap<string, LlmProvider>;
  /** The words of each role, by the name of the file. */
  readonly rolePrompts: ReadonlyMap<string, string>;
}

/**
 * Who deliberates in a mode, as far as it is configured and its key is there.
 * @throws ConfigurationError naming the key of the agent whose provider is not available.
 */
export function agentSeats({ llm }: Configuration, mode: Mode, sources: SeatSources): readonly AgentSeat[] {
  const agents: readonly (readonly [string, AgentConfiguration])[] = Object.entries(llm[mode].agents);
  return agents.map(([agent, configured]) => {
    const { provider, model } = resolveModel(`llm.${mode}.agents.${agent}.provider`, configured, sources.providers);
    return {
      agent,
      provider,
      model,
      outputTokensMax: configured.outputTokensMax,
      effort: configured.effort,
      bounds: { ...DEFAULT_AGENT_BOUNDS, turnsMax: configured.turnsMax, callsMax: configured.callsMax },
      fallbacks: [],
      rolePrompt: sources.rolePrompts.get(configured.prompt) ?? '',
      contextLevel: configured.contextLevel,
    };
  });
}

function resolveModel(
  key: string,
  { provider: wanted, model }: AgentConfiguration,
  providers: ReadonlyMap<string, LlmProvider>,
): { readonly provider: LlmProvider; readonly model: string } {
  for (const [name, usualModel] of USUAL_MODELS) {
    const provider = providers.get(name);
    if (provider !== undefined && (wanted === 'auto' || wanted === name))
      return { provider, model: model === 'auto' ? usualModel : model };
  }
  throw new ConfigurationError(
    `${key} = ${wanted}: it has no key here; set the key of the vendor, or write auto or rules (available: ${[...providers.keys()].join(', ')})`,
  );
}
