import type { Actor } from './proposal.ts';

/** When a key that was edited in its file counts: at once for the next session, at the next start, or when it is approved on the host. */
export type CountsAt = 'next-session' | 'start';

/** One key of a file that a person edited, values as they stand in the file. */
export interface EditedSetting {
  readonly key: string;
  readonly from: string;
  readonly to: string;
  readonly counts: CountsAt | 'approval';
}

/** What happens to the configuration while the bot runs. Values are texts as they would stand in the files. */
export type ConfigurationFact =
  /** A key counts with another value from this session on, or from this start on. */
  | {
      readonly kind: 'configuration-changed';
      readonly key: string;
      readonly from: string;
      readonly to: string;
      readonly by: Actor;
    }
  /** The files were edited and are right. `more` counts the keys that are not listed. */
  | { readonly kind: 'configuration-edited'; readonly changes: readonly EditedSetting[]; readonly more: number }
  /** A person set a key by chat: it holds over the files until it is undone or the key is edited there. */
  | {
      readonly kind: 'override-set';
      readonly key: string;
      readonly value: string;
      /** What the file said then. */
      readonly fileValue: string;
      readonly by: Actor;
    }
  /** `undone` takes the newest value of the key back; the others end everything that was set for it. */
  | {
      readonly kind: 'override-ended';
      readonly key: string;
      readonly value: string;
      readonly why: 'undone' | 'file-edited' | 'not-possible';
      readonly by: Actor;
    }
  /** How far the files may loosen limits of the guard: as a person approved on the host, or by the bot itself for what the files made stricter. */
  | { readonly kind: 'limits-approved'; readonly values: Readonly<Record<string, number>>; readonly by: Actor };
