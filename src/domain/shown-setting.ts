import type { CountsAt } from './configuration-fact.ts';
import type { Actor } from './proposal.ts';
import type { EpochMs } from './time.ts';

/** A change of a key, as it was decided. */
export interface SettingChange {
  readonly at: EpochMs;
  readonly from: string;
  readonly to: string;
  readonly by: Actor;
}

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
  /** Oldest first. */
  readonly history: readonly SettingChange[];
  /** What counts from the next session on, or at the next start; null when that is the same. */
  readonly next: string | null;
}
