import type { Configuration } from '../configuration/configuration.ts';
import { textOf } from '../configuration/configuration-change.ts';
import type { ConfigurationManager } from '../configuration/configuration-manager.ts';
import { countsAt } from '../configuration/counts-at.ts';
import { valuesOf } from '../configuration/setting.ts';
import { withSettings } from '../configuration/with-settings.ts';
import type { JournaledState } from './journaled-state.ts';
import { keptLimits } from './kept-limits.ts';
import { limitOf, stricterOf } from './limit-register.ts';
import type { Override } from './override-register.ts';

export const CHAT_ORIGIN = 'chat';

/** What the files say, and where each key stands; `default` for those that stand nowhere. */
export interface FileLayer {
  readonly configuration: Configuration;
  readonly origins: Readonly<Record<string, string>>;
}

export interface ConfigurationLayers {
  readonly manager: ConfigurationManager;
  readonly files: FileLayer;
  /** With what the process started: keys that count at a start keep these values. */
  readonly started: Configuration;
  readonly state: Pick<JournaledState, 'limits' | 'overrides'>;
}

/** What the layers come to: the files, under them what counts at a start, over them limits that are kept strict and what was set by chat. */
export function effectiveConfiguration({ manager, files, started, state }: ConfigurationLayers): Configuration {
  const pinned = [...valuesOf(started)].filter(([key]) => countsAt(key) === 'start');
  const kept = keptLimits(files.configuration, state).map((limit) => [`limits.${limit.key}`, limit.kept] as const);
  const base = withSettings(files.configuration, new Map<string, unknown>([...pinned, ...kept]));
  const values = valuesOf(base);
  const set = standingOverrides({ files, state }).flatMap(({ key, value: text }) => {
    const read = manager.readOverride({ key, text, origin: CHAT_ORIGIN });
    if (read.tag === 'invalid') return [];
    const limit = limitOf(key);
    // Nothing that a chat says can pass what the host approved.
    const value = limit === null ? read.value : stricterOf(limit, Number(read.value), Number(values.get(key)));
    return [[key, value] as const];
  });
  return set.length === 0 ? base : withSettings(base, new Map(set));
}

/** Those whose key says in the files what it said when they were set. */
export function standingOverrides({ files, state }: Pick<ConfigurationLayers, 'files' | 'state'>): readonly Override[] {
  const values = valuesOf(files.configuration);
  return state.overrides.all().filter(({ key, fileValue }) => textOf(values.get(key)) === fileValue);
}

/** A value of a configuration as it would stand in a file. */
export function settingText(configuration: Configuration, key: string): string {
  return textOf(valuesOf(configuration).get(key));
}
