import type { ConfigurationSource } from '../../src/ports/configuration-source.ts';
import type { LimitApproval, LimitApprovals } from '../../src/ports/limit-approvals.ts';

/** Configuration files and approvals in memory, which a test edits while the bot runs and between two processes. */
export interface EditedFiles {
  readonly source: ConfigurationSource;
  readonly approvals: LimitApprovals;
  /** Writes a file; null removes it. */
  write(name: string, text: string | null): void;
}

export function editedFiles(initial: Readonly<Record<string, string>>): EditedFiles {
  const files = new Map(Object.entries(initial));
  const approvals = new Map<string, LimitApproval>();
  return {
    source: { load: async () => [...files].map(([name, text]) => ({ name, text })) },
    approvals: {
      find: async (name) => approvals.get(name) ?? null,
      save: async (name, approval) => void approvals.set(name, approval),
    },
    write(name, text) {
      if (text === null) files.delete(name);
      else files.set(name, text);
    },
  };
}
