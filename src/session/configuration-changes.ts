import type { Configuration } from '../configuration/configuration.ts';
import type { ConfigurationChange } from '../configuration/configuration-change.ts';
import { countsAt } from '../configuration/counts-at.ts';
import type { EditedSetting } from '../domain/configuration-fact.ts';
import type { Mode } from '../domain/control-state.ts';
import type { JournalFact } from '../domain/journal-entry.ts';
import type { Actor } from '../domain/proposal.ts';
import type { ControlRegister } from './control-register.ts';
import { type ConfigurationLayers, settingText } from './effective-configuration.ts';
import { keptLimits } from './kept-limits.ts';
import { type LimitRegister, limitOf, stricterOf } from './limit-register.ts';
import type { OverrideRegister } from './override-register.ts';

/** Keys with facts and registers of their own, since a chat sets them by commands of their own. */
const CONTROL_KEYS = ['mode', 'autonomy'];
/** A fact stays small; the files themselves say the rest. */
const EDITED_LENGTH_MAX = 1_600;
const SYSTEM: Actor = { kind: 'system' };

/** What a person edited in the files since they were last right; nothing for an edit that changes no value. */
export function editedFacts(layers: ConfigurationLayers & { readonly before: Configuration }): readonly JournalFact[] {
  const { manager, before, files, state } = layers;
  const kept = keptLimits(files.configuration, state).map(({ key }) => key);
  const changes = manager.diffConfigurations({ before, after: files.configuration }).map(({ key, from, to }): EditedSetting => {
    return { key, from, to, counts: kept.includes(limitOf(key) ?? '') ? 'approval' : countsAt(key) };
  });
  if (changes.length === 0) return [];
  const listed = changes.filter((_change, index) => JSON.stringify(changes.slice(0, index + 1)).length <= EDITED_LENGTH_MAX);
  return [{ kind: 'configuration-edited', changes: listed, more: changes.length - listed.length }];
}

/** Ends what was set by chat for keys that the files now state otherwise. */
export function endedFacts({ files, state }: ConfigurationLayers): readonly JournalFact[] {
  const edited = state.overrides.all().filter(({ key, fileValue }) => settingText(files.configuration, key) !== fileValue);
  return edited.map(({ key, value }) => ({ kind: 'override-ended', key, value, why: 'file-edited', by: SYSTEM }));
}

/**
 * One fact for each key that counts with another value, by whoever decided it.
 *
 * @param sources.before  What the files said when they last counted; null when that was in another process.
 */
export function changedFacts(
  changes: readonly ConfigurationChange[],
  sources: { readonly overrides: OverrideRegister; readonly before: Configuration | null; readonly after: Configuration },
): readonly JournalFact[] {
  const { overrides, before, after } = sources;
  return changes
    .filter(({ key }) => !CONTROL_KEYS.includes(key))
    .map(({ key, from, to }) => {
      const isEdited = before === null || settingText(before, key) !== settingText(after, key);
      const undoneBy = isEdited ? undefined : overrides.historyOf(key).at(-1)?.by;
      return { kind: 'configuration-changed', key, from, to, by: overrides.standing(key)?.by ?? undoneBy ?? SYSTEM };
    });
}

/** Notes the limits that the files made stricter: from now on they do not become looser by themselves. */
export function tightenedFacts({ limits }: Configuration, register: LimitRegister): readonly JournalFact[] {
  const stricter = Object.entries(limits).filter(([key, value]) => {
    const approved = register.valueOf(key);
    return value !== approved && stricterOf(key, value, approved ?? undefined) === value;
  });
  return stricter.length === 0 ? [] : [{ kind: 'limits-approved', values: Object.fromEntries(stricter), by: SYSTEM }];
}

/** Mode and autonomy as the files say, where they were edited after a person set them by chat, or while the bot ran. */
export function controlFacts(files: Configuration, control: ControlRegister): readonly JournalFact[] {
  const { mode, autonomy, fileValues } = control;
  const facts: JournalFact[] = [];
  if (files.mode !== fileValues.mode && files.mode !== mode) {
    facts.push({ kind: 'mode-changed', from: mode, to: files.mode, by: SYSTEM, fileValue: files.mode });
  }
  if (files.autonomy !== fileValues.autonomy && files.autonomy !== autonomy) {
    facts.push({ kind: 'autonomy-changed', from: autonomy, to: files.autonomy, by: SYSTEM, fileValue: files.autonomy });
  }
  return facts;
}

/** The mode that is in force once the files count. */
export function modeAfter(files: Configuration, control: ControlRegister): Mode {
  return files.mode === control.fileValues.mode ? control.mode : files.mode;
}
