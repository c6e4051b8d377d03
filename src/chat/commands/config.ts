import type { ChatMessage } from '../../domain/chat-message.ts';
import { configReport, settingReport } from '../../report/commands/config-report.ts';
import { settingsRefusalReport } from '../../report/commands/settings-refusal-report.ts';
import { type SettingsChange, settingsReport } from '../../report/commands/settings-report.ts';
import type { UndoneSetting } from '../../session/live-configuration.ts';
import { changeSettings } from '../change-settings.ts';
import type { CommandContext, CommandDefinition, PreparedCommand } from '../command-definition.ts';
import { looksLikeKey } from '../looks-like-key.ts';
import { tooMany } from '../read-arguments.ts';
import { refuseSettings } from '../refuse-settings.ts';

const EXAMPLE = '/config budget.dayUsdMax';

export const config: CommandDefinition = {
  name: 'config',
  aliases: ['settings'],
  arguments: '[KEY, KEY VALUE, or undo]',
  example: EXAMPLE,
  summary: { en: 'settings, where they come from, and changes by chat' },
  group: 'steer',
  role: 'owner',
  confirmation: 'one-button',
  riskIncreasing: true,
  runsAtOnce: false,
  prepare(context, given) {
    const [key, ...value] = given;
    if (key === undefined) return { tag: 'ready', run: async () => showSettings(context) };
    if (given.some(looksLikeKey)) return refuseSettings(context, { tag: 'secret' });
    if (key.toLowerCase() === 'undo') return tooMany(value[0], '/config undo') ?? prepareUndo(context);
    const { venue, language } = context.facts;
    const setting = context.steward.services.configuration.find(key);
    if (setting === null) {
      const nearest = context.steward.services.configuration.nearestKeys(key);
      return refuseSettings(context, { tag: 'unknown-key', key, nearest });
    }
    if (value.length === 0) return { tag: 'ready', run: async () => settingReport({ venue, setting }, language) };
    return changeSettings(context, {
      subject: { tag: 'key', key: setting.key },
      settings: [{ key: setting.key, text: value.join(' ') }],
    });
  },
};

/** Asks first, since what is taken back may have been the cheaper or the stricter value. */
function prepareUndo(context: CommandContext): PreparedCommand {
  const { overrides } = context.steward.state;
  const step = overrides.newestStep;
  if (step.length === 0) return refuseSettings(context, { tag: 'nothing-to-undo' });
  const undone = step.map(({ key, value }) => ({ key, from: value, to: overrides.historyOf(key).at(-1)?.from ?? value }));
  const question: SettingsChange = {
    what: 'settings',
    ...together(undone),
    loosens: false,
    price: null,
    trials: [],
    unpriced: [],
  };
  return { tag: 'ask-first', question, run: () => undo(context) };
}

async function undo({ steward, by, facts: { venue, language } }: CommandContext): Promise<ChatMessage> {
  const undone = await steward.services.configuration.undo(by);
  if (undone === null) return settingsRefusalReport({ venue, refusal: { tag: 'nothing-to-undo' } }, language);
  return settingsReport({ venue, change: together([undone, ...undone.others]), isUndo: true }, language);
}

/** Keys that are changed in one step, told as one. */
function together(settings: readonly UndoneSetting[]): Pick<SettingsChange, 'subject' | 'from' | 'to' | 'countsAt'> {
  const joined = (part: keyof UndoneSetting) => settings.map((setting) => setting[part]).join(', ');
  return { subject: { tag: 'key', key: joined('key') }, from: joined('from'), to: joined('to'), countsAt: 'next-session' };
}

function showSettings({ steward, facts: { venue, language } }: CommandContext): ChatMessage {
  const settings = steward.services.configuration.shown();
  return configReport({ venue, settings, canUndo: steward.state.overrides.newestStep.length > 0 }, language);
}
