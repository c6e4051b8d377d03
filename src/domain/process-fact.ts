import type { Mode } from './control-state.ts';

/**
 * Why a process ended in order: a person pressed Ctrl+C, the system told it to, its work was done, or trouble that it could not go on with.
 * One that was killed leaves no such fact.
 */
export type ProcessEnd = 'interrupt' | 'terminate' | 'finished' | 'error';

/** The beginning and the end of a process that writes the journal. */
export type ProcessFact =
  | {
      readonly kind: 'process-started';
      readonly epoch: number;
      readonly configurationHash: string;
      readonly recoveredOrders: number;
      /** How it deliberates; absent in journals of before this was noted. */
      readonly deliberation?: {
        readonly mode: Mode;
        readonly deliberators: readonly { readonly provider: string; readonly model: string }[];
      };
    }
  | { readonly kind: 'process-stopped'; readonly why: ProcessEnd };
