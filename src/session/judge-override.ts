import type { ConfigProblem } from '../configuration/config-problem.ts';
import type { Configuration } from '../configuration/configuration.ts';
import { type ConfigurationEffect, textOf } from '../configuration/configuration-change.ts';
import type { ConfigurationManager } from '../configuration/configuration-manager.ts';
import { countsAt } from '../configuration/counts-at.ts';
import { valuesOf } from '../configuration/setting.ts';
import { withSettings } from '../configuration/with-settings.ts';
import type { CountsAt } from '../domain/configuration-fact.ts';
import type { Mode } from '../domain/control-state.ts';
import { CHAT_ORIGIN } from './effective-configuration.ts';
import { limitOf } from './limit-register.ts';

/** A key with the value that it is to have, as it would stand in the file. */
export interface WantedSetting {
  readonly key: string;
  readonly text: string;
}

/** What would come of setting a key by chat. */
export type JudgedChange =
  | {
      readonly tag: 'possible';
      readonly from: string;
      readonly to: string;
      /** What `to` says. */
      readonly value: unknown;
      readonly effect: ConfigurationEffect;
      readonly countsAt: CountsAt;
    }
  | { readonly tag: 'refused'; readonly problem: ConfigProblem | { readonly why: string } };

export interface OverrideJudge {
  readonly manager: ConfigurationManager;
  /** Over which the key would be set. */
  readonly configuration: Configuration;
  readonly mode: Mode;
  seatProblems(configuration: Configuration, mode: Mode): readonly ConfigProblem[];
}

/**
 * Whether a key may be set by chat, and what that changes. A chat may make a limit of the guard stricter, never looser.
 *
 * @param together  Everything that would be set in the same step.
 */
export function judgeOverride(judge: OverrideJudge, wanted: WantedSetting, together: readonly WantedSetting[]): JudgedChange {
  const { manager, configuration } = judge;
  const { key } = wanted;
  if (key === 'mode' || key === 'autonomy') return refuse(`it has a command of its own: /${key}`);
  const read = manager.readOverride({ ...wanted, origin: CHAT_ORIGIN });
  if (read.tag === 'invalid') return { tag: 'refused', problem: read.problem };
  if (countsAt(key) === 'start') return refuse('it counts at a start only: edit it in the file and restart');
  const from = valuesOf(configuration).get(key);
  const effect = manager.tightensOrLoosens({ key, from, to: read.value });
  if (effect === 'loosens' && limitOf(key) !== null) {
    return refuse('a limit becomes looser on the host only: edit it in the file, then run steward approve-config');
  }
  const problem = seatProblem(judge, wanted, together);
  if (problem !== null) return { tag: 'refused', problem };
  return { tag: 'possible', from: textOf(from), to: textOf(read.value), value: read.value, effect, countsAt: countsAt(key) };
}

function seatProblem(judge: OverrideJudge, wanted: WantedSetting, together: readonly WantedSetting[]): ConfigProblem | null {
  if (!wanted.key.startsWith('llm.')) return null;
  const { manager, configuration, seatProblems } = judge;
  const values = [...together, wanted].flatMap((setting) => {
    const read = manager.readOverride({ ...setting, origin: CHAT_ORIGIN });
    return read.tag === 'read' ? [[setting.key, read.value] as const] : [];
  });
  return seatProblems(withSettings(configuration, new Map(values)), modeOfKey(wanted.key) ?? judge.mode)[0] ?? null;
}

function refuse(why: string): JudgedChange {
  return { tag: 'refused', problem: { why } };
}

/** The mode whose agent a key is about; null for another key. */
function modeOfKey(key: string): Mode | null {
  return (/^llm\.(\w+)\./.exec(key)?.[1] as Mode | undefined) ?? null;
}
