import { nearestName } from '../configuration/nearest-name.ts';
import type { ChatMessage } from '../domain/chat-message.ts';
import { MODES, type Mode } from '../domain/control-state.ts';
import type { SettingsChange } from '../report/commands/settings-report.ts';
import type { ModelDesk, ModeSeating, SeatedAgent } from '../session/session-services.ts';
import type { CommandContext, PreparedCommand } from './command-definition.ts';
import { refuseSettings } from './refuse-settings.ts';
import { upcomingSeating } from './upcoming-seating.ts';

type FailedTrial = Extract<Awaited<ReturnType<ModelDesk['tryModel']>>, { readonly tag: 'failed' }>;

const AGENT_KEY = /^llm\.(\w+)\.agents\./;

/** The mode whose agents these keys set; null when they set something else. */
export function modeOfKeys(settings: readonly { readonly key: string }[]): Mode | null {
  const names = settings.map(({ key }) => AGENT_KEY.exec(key)?.[1]);
  return MODES.find((mode) => names.includes(mode)) ?? null;
}

/**
 * Sees what a change makes of the agents of a mode before it is asked about: whether every seat can be filled, what a session costs before
 * and after, and whether each model that would be put to work answers. A model that does not is refused.
 */
export function lookAtModels(
  context: CommandContext,
  change: {
    readonly mode: Mode;
    readonly changed: readonly { readonly key: string; readonly value: unknown }[];
    readonly told: SettingsChange;
    run(): Promise<ChatMessage>;
  },
): PreparedCommand {
  const { seatingOf } = context.steward.services;
  const { mode, changed, told, run } = change;
  const before = upcomingSeating(context.steward, mode);
  const after = seatingOf(mode, new Map(changed.map(({ key, value }) => [key, value])));
  if (after.tag === 'unavailable') return refuseSettings(context, { tag: 'because', why: after.why });
  const newcomers = newcomersOf(before, after.agents);
  const priced: SettingsChange = {
    ...told,
    price: { before: before.tag === 'seated' ? before.costUsd : null, after: after.costUsd },
    unpriced: newcomers
      .filter(({ costUsd }) => costUsd === null)
      .map(({ model }) => ({ model, nearest: nearestOf(context, model) })),
  };
  if (newcomers.length === 0) return { tag: 'ask-first', question: priced, run };
  return { tag: 'look-first', look: () => tryAll(context, { newcomers, priced, run }) };
}

/** The models that would be put to work, each once: what differs in provider, model or effort from who sits there now. */
function newcomersOf(before: ModeSeating, after: readonly SeatedAgent[]): readonly SeatedAgent[] {
  const now = before.tag === 'seated' ? before.agents : [];
  const changed = after.filter(
    (agent) => agent.provider !== 'rules' && !now.some((other) => other.agent === agent.agent && isSame(other, agent)),
  );
  return changed.filter((agent, index) => changed.findIndex((other) => isSame(other, agent)) === index);
}

async function tryAll(
  context: CommandContext,
  change: { readonly newcomers: readonly SeatedAgent[]; readonly priced: SettingsChange; run(): Promise<ChatMessage> },
): Promise<PreparedCommand> {
  const trials: SettingsChange['trials'][number][] = [];
  for (const agent of change.newcomers) {
    const result = await context.steward.services.modelDesk.tryModel(agent);
    if (result.tag === 'failed') return refuseTrial(context, agent, result);
    trials.push({ model: agent.model, durationMs: result.durationMs, costUsd: result.costUsd });
  }
  return { tag: 'ask-first', question: { ...change.priced, trials }, run: change.run };
}

function refuseTrial(context: CommandContext, { provider, model }: SeatedAgent, { code, message }: FailedTrial): PreparedCommand {
  const nearest = code === 'model-unknown' ? nearestOf(context, model) : null;
  return refuseSettings(context, { tag: 'trial-failed', provider, model, code, message, nearest });
}

/** The known model of a name like it; null when there is none, or when it is known itself. */
function nearestOf({ steward }: CommandContext, model: string): string | null {
  const { catalogue } = steward.services.modelDesk;
  return catalogue.has(model) ? null : nearestName(model, [...catalogue.keys()]);
}

function isSame(left: SeatedAgent, right: SeatedAgent): boolean {
  return left.provider === right.provider && left.model === right.model && left.effort === right.effort;
}
