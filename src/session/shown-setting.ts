import type { Configuration } from '../configuration/configuration.ts';
import { textOf } from '../configuration/configuration-change.ts';
import { countsAt } from '../configuration/counts-at.ts';
import type { ShownSetting } from '../domain/shown-setting.ts';
import { utcText } from '../report/format-time.ts';
import { CHAT_ORIGIN, type ConfigurationLayers, settingText, standingOverrides } from './effective-configuration.ts';
import type { JournaledState } from './journaled-state.ts';
import { keptLimits } from './kept-limits.ts';
import { limitOf } from './limit-register.ts';

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
