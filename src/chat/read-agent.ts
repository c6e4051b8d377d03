import { nearestName } from '../configuration/nearest-name.ts';
import type { Mode } from '../domain/control-state.ts';
import type { SettingsRefusal } from '../report/commands/settings-refusal-report.ts';
import type { SeatedAgent } from '../session/session-services.ts';
import type { CommandContext } from './command-definition.ts';
import { upcomingSeating } from './upcoming-seating.ts';

export type ReadAgent =
  | {
      readonly tag: 'read';
      readonly mode: Mode;
      readonly agent: SeatedAgent;
      /** What was said behind the agent's name. */
      readonly rest: readonly string[];
    }
  | { readonly tag: 'unclear'; readonly refusal: SettingsRefusal };

/**
 * The agent of the mode in force that is named first; where the mode has one agent alone it may be left out. A word that is none where
 * one must stand is told with the names that there are.
 *
 * @param count  How many words belong behind the agent's name. Fewer may stand there.
 */
export function readAgent({ steward }: CommandContext, given: readonly string[], count: number): ReadAgent {
  const { mode } = steward.state.control;
  const seating = upcomingSeating(steward, mode);
  if (seating.tag === 'unavailable') return { tag: 'unclear', refusal: { tag: 'because', why: seating.why } };
  const { agents } = seating;
  const [name = '', ...rest] = given;
  const named = agents.find(({ agent }) => agent.toLowerCase() === name.toLowerCase());
  if (named !== undefined) return { tag: 'read', mode, agent: named, rest };
  const [only] = agents;
  if (only !== undefined && agents.length === 1 && given.length <= count) {
    return { tag: 'read', mode, agent: only, rest: given };
  }
  const names = agents.map(({ agent }) => agent);
  const isNamed = given.length > count;
  return {
    tag: 'unclear',
    refusal: {
      tag: 'unknown-agent',
      given: isNamed ? name : null,
      nearest: isNamed ? nearestName(name, names) : null,
      mode,
      agents: names,
    },
  };
}
