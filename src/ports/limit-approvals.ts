import type { EpochMs } from '../domain/time.ts';

/** A person's word, given on the host, that limits of the guard may become looser: exactly these, once. */
export interface LimitApproval {
  /** The limits that it was given for, by their revision in the journal: once they changed, it counts no more. */
  readonly revision: number;
  readonly values: Readonly<Record<string, number>>;
  /** Who gave it, by the name on the host. */
  readonly by: string;
  readonly at: EpochMs;
}

/** Where approvals lie. They are written by another process than the one that takes them up. A file that cannot be read is a `storage` Fault. */
export interface LimitApprovals {
  /** Null when there is none of this name, or what is there is no approval. */
  find(name: string): Promise<LimitApproval | null>;
  save(name: string, approval: LimitApproval): Promise<void>;
}
