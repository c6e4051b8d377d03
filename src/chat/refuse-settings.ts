import { type SettingsRefusal, settingsRefusalReport } from '../report/commands/settings-refusal-report.ts';
import type { CommandContext, PreparedCommand } from './command-definition.ts';

/** Answers that nothing is changed, and why. */
export function refuseSettings({ facts: { venue, language } }: CommandContext, refusal: SettingsRefusal): PreparedCommand {
  return { tag: 'ready', run: async () => settingsRefusalReport({ venue, refusal }, language) };
}
