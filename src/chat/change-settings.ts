import { MODES, type Mode } from '../domain/control-state.ts';
import { nearestName } from '../configuration/nearest-name.ts';
import type { SettingsChange, SettingsSubject } from '../report/commands/settings-report.ts';
import { settingsReport } from '../report/commands/settings-report.ts';
import { type SettingsRefusal, settingsRefusalReport } from '../report/commands/settings-refusal-report.ts';
import type { ModeSeating, SeatedAgent } from '../session/session-services.ts';
import type { CommandContext, PreparedCommand } from './command-definition.ts';

/** One key with its new value, as it would stand in the file. */
export interface SettingText {
  readonly key: string;
  readonly text: string;
}

/** What a command wants to be set. */
export interface WantedSettings {
  readonly subject: SettingsSubject;
  readonly settings: readonly SettingText[];
  /** How the change is told, where that is not the key's own values. */
  readonly words?: { readonly from: string; readonly to: string };
}

/** The values that are smaller room: less money is never asked about. */
const BUDGET_KEY = /^budget\.\w+Max$/;
const AGENT_KEY = /^llm\.(\w+)\.agents\./;

/**
 * Judges what a command wants to be set, tries the models that it would put to work, and asks. What only takes room away is done at once.
 */
export function changeSettings(context: CommandContext, wanted: WantedSettings): PreparedCommand {
  const { configuration } = context.steward.services;
  const judged = wanted.settings.map((setting) => ({ setting, judgement: configuration.judgeOverride(setting) }));
  const changes: JudgedSetting[] = [];
  for (const { setting, judgement } of judged) {
    if (judgement.tag === 'refused') return refuse(context, refusalOf(judgement.problem));
    if (judgement.from !== judgement.to) changes.push({ ...setting, ...judgement });
  }
  const [first] = changes;
  const [only] = judged;
  if (first === undefined) {
    const is = wanted.words?.to ?? (only?.judgement.tag === 'possible' ? only.judgement.to : '');
    const change = { subject: wanted.subject, from: is, to: is, countsAt: 'next-session' } as const;
    return ready(async () => settingsReport({ venue: context.facts.venue, change }, context.facts.language));
  }
  const { from, to } = wanted.words ?? first;
  const change: PlainChange = {
    what: 'settings',
    subject: wanted.subject,
    from,
    to,
    countsAt: changes.some(({ countsAt }) => countsAt === 'start') ? 'start' : 'next-session',
    loosens: changes.some(({ effect }) => effect === 'loosens'),
  };
  const run = () => applySettings(context, changes, change);
  if (changes.every(takesRoom)) return ready(run);
  const mode = modeOf(changes);
  if (mode === null) return askFirst({ ...change, price: null, trials: [], unpriced: [] }, run);
  return lookAtModels(context, { mode, changes, change, run });
}

type PlainChange = Omit<SettingsChange, 'price' | 'trials' | 'unpriced'>;
