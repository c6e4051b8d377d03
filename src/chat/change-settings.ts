import type { ChatMessage } from '../domain/chat-message.ts';
import { type SettingsRefusal, settingsRefusalReport } from '../report/commands/settings-refusal-report.ts';
import { type SettingsChange, type SettingsSubject, settingsReport } from '../report/commands/settings-report.ts';
import type { JudgedChange } from '../session/judge-override.ts';
import type { CommandContext, PreparedCommand } from './command-definition.ts';
import { lookAtModels, modeOfKeys } from './look-at-models.ts';
import { refuseSettings } from './refuse-settings.ts';

/** What a command wants to be set. */
export interface WantedSettings {
  readonly subject: SettingsSubject;
  /** Keys with their new values, as they would stand in the file. */
  readonly settings: readonly { readonly key: string; readonly text: string }[];
  /** How the change is told, where that is not by the first key's own values. */
  readonly words?: { readonly from: string; readonly to: string };
  /** Stands behind the values. */
  readonly unit?: string;
}

type JudgedSetting = { readonly key: string; readonly text: string } & Extract<JudgedChange, { readonly tag: 'possible' }>;

/** What models may cost: less of it is set without a question. */
const BUDGET_KEY = /^budget\.\w+Max$/;

/**
 * Judges what a command wants to be set, tries the models that it would put to work, and asks. What only takes room away is done at once.
 */
export function changeSettings(context: CommandContext, wanted: WantedSettings): PreparedCommand {
  const { configuration } = context.steward.services;
  const judged: JudgedSetting[] = [];
  for (const setting of wanted.settings) {
    const judgement = configuration.judgeOverride(setting, wanted.settings);
    if (judgement.tag === 'refused') return refuseSettings(context, refusalOf(judgement.problem));
    judged.push({ ...setting, ...judgement });
  }
  const changed = judged.filter(({ from, to }) => from !== to);
  const told = describe(wanted, { judged, changed });
  const run = () => applySettings(context, changed, told);
  if (changed.length === 0 || changed.every(takesRoomAway)) return { tag: 'ready', run };
  const mode = modeOfKeys(changed);
  return mode === null ? { tag: 'ask-first', question: told, run } : lookAtModels(context, { mode, changed, told, run });
}

async function applySettings(
  { steward, by, facts: { venue, language } }: CommandContext,
  changed: readonly JudgedSetting[],
  told: SettingsChange,
): Promise<ChatMessage> {
  if (changed.length > 0) {
    const refused = await steward.services.configuration.setOverrides({ changes: changed, by });
    if (refused !== null) return settingsRefusalReport({ venue, refusal: refusalOf(refused.problem) }, language);
  }
  return settingsReport({ venue, change: told }, language);
}

function describe(
  { subject, words, unit }: WantedSettings,
  { judged, changed }: { readonly judged: readonly JudgedSetting[]; readonly changed: readonly JudgedSetting[] },
): SettingsChange {
  const [first] = changed.length > 0 ? changed : judged;
  const withUnit = (value = '') => (unit === undefined ? value : `${value} ${unit}`);
  const from = words?.from ?? withUnit(first?.from);
  const to = words?.to ?? withUnit(first?.to);
  return {
    what: 'settings',
    subject,
    from: changed.length === 0 ? to : from,
    to,
    countsAt: changed.some(({ countsAt }) => countsAt === 'start') ? 'start' : 'next-session',
    loosens: changed.some(givesRoom),
    price: null,
    trials: [],
    unpriced: [],
  };
}

function takesRoomAway(setting: JudgedSetting): boolean {
  return setting.effect === 'tightens' || (BUDGET_KEY.test(setting.key) && Number(setting.to) < Number(setting.from));
}

function givesRoom(setting: JudgedSetting): boolean {
  return setting.effect === 'loosens' || (BUDGET_KEY.test(setting.key) && Number(setting.to) > Number(setting.from));
}

type Problem = Extract<JudgedChange, { readonly tag: 'refused' }>['problem'];

function refusalOf(problem: Problem): SettingsRefusal {
  return 'why' in problem ? { tag: 'because', why: problem.why } : { tag: 'invalid', ...problem };
}
