import type { AgentSeat } from '../agent/agent-assignment.ts';
import { DEFAULT_AGENT_BOUNDS } from '../agent/agent-bounds.ts';
import type { AgentConfiguration, Configuration } from '../configuration/configuration.ts';
import type { Mode } from '../domain/control-state.ts';
import type { LlmProvider } from '../ports/llm-provider.ts';
import { ConfigurationError } from './usage-error.ts';
import { usualModel, usualProvider } from './usual-models.ts';

export interface SeatSources {
  readonly providers: ReadonlyMap<string, LlmProvider>;
  /** The words of each role, by the name of the file. */
  readonly rolePrompts: ReadonlyMap<string, string>;
  /** Vendors whose address leads to somebody else's models, with the host: there a model must be named. None when it is left out. */
  readonly elsewhere?: ReadonlyMap<string, string>;
}

/** Why a seat stays empty. */
export interface SeatProblem {
  readonly tag: 'unavailable';
  /** The key of the configuration that asks for what is not there, and what it says. */
  readonly key: string;
  readonly value: string;
  readonly why: string;
  readonly fix: string;
}

export type ModeSeats = { readonly tag: 'seated'; readonly seats: readonly AgentSeat[] } | SeatProblem;

interface Speaker {
  readonly provider: LlmProvider;
  readonly model: string;
}

/** The agents that judge the work of another one: under `auto` they look for another vendor than its. */
const JUDGES: Readonly<Record<string, string>> = { riskOfficer: 'trader', critic: 'proposer' };

const KEY_OF_VENDOR: Readonly<Record<string, string>> = {
  anthropic: 'ANTHROPIC_API_KEY',
  openai: 'OPENAI_API_KEY',
  google: 'GEMINI_API_KEY',
};

/**
 * Who deliberates in a mode, or why nobody can: never throws, so that `/mode` lists a mode that cannot be chosen with its reason.
 *
 * `auto` is the first vendor with a key, else the plain strategy; in the ensemble the vendors take the seats in turn, and who judges
 * the work of another agent is of another vendor when two keys are there.
 */
export function seatMode({ llm }: Pick<Configuration, 'llm'>, mode: Mode, sources: SeatSources): ModeSeats {
  const agents: readonly (readonly [string, AgentConfiguration])[] = Object.entries(llm[mode].agents);
  const taken = new Map<string, string>();
  const seats: AgentSeat[] = [];
  for (const [index, [agent, configured]] of agents.entries()) {
    const key = `llm.${mode}.agents.${agent}`;
    const judged = taken.get(JUDGES[agent] ?? '');
    const auto = usualProvider(sources.providers, mode === 'ensemble' ? { turn: index } : { turn: 0, other: judged });
    const wanted = configured.provider === 'auto' ? auto : configured.provider;
    const seat = fillSeat({ key, agent, wanted, configured }, sources);
    if ('tag' in seat) return seat;
    taken.set(agent, seat.provider.name);
    seats.push(seat);
  }
  return { tag: 'seated', seats };
}

/**
 * The same for the mode in force, without which nothing can start.
 * @throws ConfigurationError naming the key of the agent whose provider, model or role is not available.
 */
export function agentSeats(configuration: Pick<Configuration, 'llm'>, mode: Mode, sources: SeatSources): readonly AgentSeat[] {
  const seating = seatMode(configuration, mode, sources);
  if (seating.tag === 'seated') return seating.seats;
  throw new ConfigurationError(seatProblemText(seating));
}

/** `llm.single.agents.trader.provider = openai: its key is not there; set OPENAI_API_KEY, or write auto or rules`. */
export function seatProblemText({ key, value, why, fix }: SeatProblem): string {
  return `${key} = ${value}: ${why}; ${fix}`;
}

function fillSeat(
  asked: { readonly key: string; readonly agent: string; readonly wanted: string; readonly configured: AgentConfiguration },
  sources: SeatSources,
): AgentSeat | SeatProblem {
  const { key, agent, wanted, configured } = asked;
  const speaker = speakerOf(wanted, configured.model, { keys: { provider: `${key}.provider`, model: `${key}.model` }, sources });
  if ('tag' in speaker) return speaker;
  const fallbacks = fallbacksOf(key, configured, sources);
  if ('tag' in fallbacks) return fallbacks;
  const rolePrompt = sources.rolePrompts.get(configured.prompt);
  if (rolePrompt === undefined) return missingRole(`${key}.prompt`, configured.prompt, sources.rolePrompts);
  const { outputTokensMax, effort, turnsMax, callsMax, contextLevel } = configured;
  const bounds = { ...DEFAULT_AGENT_BOUNDS, turnsMax, callsMax };
  return { agent, ...speaker, outputTokensMax, effort, bounds, fallbacks, rolePrompt, contextLevel };
}

/** The one who stands in; none when its key is not there, since a seat can do without. */
function fallbacksOf(
  key: string,
  { fallbackProvider, fallbackModel }: AgentConfiguration,
  sources: SeatSources,
): readonly Speaker[] | SeatProblem {
  if (!sources.providers.has(fallbackProvider)) return [];
  const keys = { provider: `${key}.fallbackProvider`, model: `${key}.fallbackModel` };
  const speaker = speakerOf(fallbackProvider, fallbackModel, { keys, sources });
  return 'tag' in speaker ? speaker : [speaker];
}

function speakerOf(
  wanted: string,
  model: string,
  { keys, sources }: { readonly keys: { readonly provider: string; readonly model: string }; readonly sources: SeatSources },
): Speaker | SeatProblem {
  const { providers, elsewhere } = sources;
  const provider = providers.get(wanted);
  if (provider === undefined) return missingKey(keys.provider, wanted, providers);
  if (model !== 'auto') return { provider, model };
  const host = elsewhere?.get(wanted);
  if (host === undefined) return { provider, model: usualModel(wanted) ?? model };
  const why = `the endpoint at ${host} has models of its own, so that there is no usual one`;
  return { tag: 'unavailable', key: keys.model, value: model, why, fix: 'name one of them' };
}

function missingKey(key: string, value: string, providers: ReadonlyMap<string, LlmProvider>): SeatProblem {
  const variable = KEY_OF_VENDOR[value];
  const choice = `write auto or one of ${[...providers.keys()].join(', ')}`;
  const fix = variable === undefined ? choice : `set ${variable}, or ${choice}`;
  return { tag: 'unavailable', key, value, why: 'its key is not there', fix };
}

function missingRole(key: string, value: string, rolePrompts: ReadonlyMap<string, string>): SeatProblem {
  const why = `there is no file prompts/roles/${value}.md`;
  return { tag: 'unavailable', key, value, why, fix: `write one of ${[...rolePrompts.keys()].join(', ')}` };
}
