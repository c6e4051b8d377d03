import { modelReport } from '../../report/commands/model-report.ts';
import { changeSettings } from '../change-settings.ts';
import type { CommandContext, CommandDefinition, PreparedCommand } from '../command-definition.ts';
import { looksLikeKey } from '../looks-like-key.ts';
import { readAgent } from '../read-agent.ts';
import { expected, tooMany } from '../read-arguments.ts';
import { modelChoices, readModel } from '../read-model.ts';
import { refuseSettings } from '../refuse-settings.ts';
import { upcomingSeating } from '../upcoming-seating.ts';

const EXAMPLE = '/model trader rules';

export const model: CommandDefinition = {
  name: 'model',
  aliases: ['models'],
  arguments: '[AGENT] [MODEL, or VENDOR/MODEL]',
  example: EXAMPLE,
  summary: { en: 'which model answers for whom, at what price' },
  group: 'steer',
  role: 'owner',
  confirmation: 'one-button',
  riskIncreasing: true,
  runsAtOnce: false,
  prepare(context, given) {
    if (given.length === 0) return { tag: 'ready', run: async () => showModels(context) };
    if (given.some(looksLikeKey)) return refuseSettings(context, { tag: 'secret' });
    return tooMany(given[2], EXAMPLE) ?? prepareChange(context, given);
  },
};

function prepareChange(context: CommandContext, given: readonly string[]): PreparedCommand {
  const read = readAgent(context, given, 1);
  if (read.tag === 'unclear') return refuseSettings(context, read.refusal);
  const { mode, agent, rest } = read;
  const [text] = rest;
  if (text === undefined) return expected('model', text, EXAMPLE);
  const wanted = readModel(context, { text, provider: agent.provider });
  if (wanted.tag === 'unclear') return refuseSettings(context, wanted.refusal);
  const { provider, name } = wanted;
  const key = `llm.${mode}.agents.${agent.agent}`;
  return changeSettings(context, {
    subject: { tag: 'model', agent: agent.agent },
    settings: [
      { key: `${key}.provider`, text: provider },
      { key: `${key}.model`, text: name },
    ],
    words: { from: speakerText(agent.provider, agent.model), to: speakerText(provider, name) },
  });
}

/** A name tells whose model it is; `auto` alone does not. */
function speakerText(provider: string, name: string): string {
  if (provider === 'rules') return 'rules, no model';
  if (name !== 'auto') return name;
  return provider === 'auto' ? 'auto' : `the usual one of ${provider}`;
}

function showModels(context: CommandContext) {
  const { steward, facts } = context;
  const { mode } = steward.state.control;
  const seating = upcomingSeating(steward, mode);
  const { agents, costUsd } = seating.tag === 'seated' ? seating : { agents: [], costUsd: null };
  const { current, upcoming } = steward.services.configuration;
  return modelReport(
    { venue: facts.venue, mode, agents, costUsd, choices: modelChoices(steward), isPending: current !== upcoming },
    facts.language,
  );
}
