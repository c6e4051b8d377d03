/**
 * The right to be the only process that works on a data folder.
 *
 * Contract, checked by test/contract/lease.contract.ts:
 * - `acquire` gives the lease to one process; a second gets an `already-running` Fault that names the folder.
 * - The operating system frees it when the process ends, however it ends. `epoch` is one above the newest that ever held the folder.
 */
export interface Lease {
  readonly epoch: number;
  release(): Promise<void>;
}
