import type { Configuration } from '../configuration/configuration.ts';
import { textOf } from '../configuration/configuration-change.ts';
import { countsAt } from '../configuration/counts-at.ts';
import type { CountsAt } from '../domain/configuration-fact.ts';
import { utcText } from '../report/format-time.ts';
import { CHAT_ORIGIN, type ConfigurationLayers, settingText, standingOverrides } from './effective-configuration.ts';
import type { JournaledState } from './journaled-state.ts';
import { keptLimits } from './kept-limits.ts';
import { limitOf } from './limit-register.ts';
import type { SettingChange } from './override-register.ts';

/** A key as a person is told of it. */
export interface ShownSetting {
  readonly key: string;
  /** What counts now, as it would stand in the file. */
  readonly value: string;
  readonly default: string;
  /** `default`, the name of a file, `chat, by Olga, 2024-03-01 12:00 UTC`, or that a limit is kept stricter than its file until it is approved. */
  readonly origin: string;
  readonly meaning: string;
  /** What may stand there. */
  readonly range: string | null;
  readonly countsAt: CountsAt;
  readonly history: readonly SettingChange[];
  /** What counts from the next session on, or at the next start; null when that is the same. */
  readonly next: string | null;
}

export interface ShownLayers extends ConfigurationLayers {
  readonly state: JournaledState;
  readonly current: Configuration;
  readonly upcoming: Configuration;
}

/** One key with its value, where it comes from and what it means; null when there is none of this name. */
export function shownSetting(key: string, layers: ShownLayers): ShownSetting | null {
  const { manager, state, files, current, upcoming } = layers;
  const description = manager.describeSetting(key);
  if (description === null) return null;
  const value = controlOf(key, state) ?? settingText(current, key);
  const counts = countsAt(key);
  // What counts at a start is what the files say by then.
  const next = counts === 'start' ? settingText(files.configuration, key) : settingText(upcoming, key);
  const isControl = controlOf(key, state) !== null;
  return {
    key,
    value,
    ...description,
    origin: originOf(key, layers),
    countsAt: counts,
    history: state.overrides.historyOf(key),
    next: isControl || next === value ? null : next,
  };
}

/** Mode and autonomy have registers of their own. */
function controlOf(key: string, { control }: JournaledState): string | null {
  if (key === 'mode') return control.mode;
  return key === 'autonomy' ? control.autonomy : null;
}

function originOf(key: string, layers: ShownLayers): string {
  const { files, state } = layers;
  const origin = files.origins[key] ?? 'default';
  const control = controlOf(key, state);
  if (control !== null) return control === settingText(files.configuration, key) ? origin : CHAT_ORIGIN;
  const override = standingOverrides(layers).find((candidate) => candidate.key === key);
  if (override !== undefined) {
    const who = override.by.kind === 'person' ? `, by ${override.by.name}` : '';
    return `${CHAT_ORIGIN}${who}, ${utcText(override.at)}`;
  }
  const kept = keptLimits(files.configuration, state).find((limit) => limit.key === limitOf(key));
  return kept === undefined ? origin : `kept: stricter than ${origin} (${textOf(kept.asked)}) until approved on the host`;
}
