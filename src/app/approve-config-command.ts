import { userInfo } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { FileLimitApprovals } from '../adapters/configuration-files/file-limit-approvals.ts';
import { readJournal } from '../adapters/journal/read-journal.ts';
import { Fault } from '../domain/fault.ts';
import { approvalName, type KeptLimit, keptLimits, valuesToApprove } from '../session/kept-limits.ts';
import { LimitRegister } from '../session/limit-register.ts';
import { OverrideRegister } from '../session/override-register.ts';
import { APPROVAL_FOLDER, JOURNAL_FOLDER } from './folders.ts';
import { loadConfigurationOrFail } from './load-configuration.ts';
import { printLine } from './print.ts';

const EXIT_NOT_APPROVED = 1;

export interface ApproveConfigOptions {
  readonly dataDir: string;
  readonly configDir: string;
  readonly yes?: boolean;
}

/**
 * Lets limits of the guard that the files loosen count, after a person on the host saw them. It only leaves a file with exactly these
 * values: the bot, whether it runs or starts later, takes it up and journals it.
 */
export async function approveConfigCommand({ dataDir, configDir, yes = false }: ApproveConfigOptions): Promise<void> {
  const { configuration } = await loadConfigurationOrFail(configDir);
  const registers = await readRegisters(join(dataDir, JOURNAL_FOLDER));
  const kept = keptLimits(configuration, registers);
  if (kept.length === 0) {
    printLine(`Nothing waits for approval: no limit in ${configDir} is looser than what the journal in ${dataDir} has in force.`);
    return;
  }
  printLine(describe(kept));
  if (!yes && !(await isYes())) {
    printLine('Not approved: nothing changed.');
    process.exitCode = EXIT_NOT_APPROVED;
    return;
  }
  const wanted = { revision: registers.limits.revision, values: valuesToApprove(kept) };
  const approvals = new FileLimitApprovals({ folder: join(dataDir, APPROVAL_FOLDER) });
  await approvals.save(approvalName(wanted), { ...wanted, by: userInfo().username, at: Date.now() });
  printLine('Approved. A running bot takes it up within seconds, for its next session; one that is not running when it starts.');
}

/** The limits in force as the journal has them; none before its first entry, when the files count as they are. */
async function readRegisters(folder: string): Promise<{ readonly limits: LimitRegister; readonly overrides: OverrideRegister }> {
  const limits = new LimitRegister();
  const overrides = new OverrideRegister();
  try {
    for await (const entry of readJournal(folder)) {
      limits.apply(entry);
      overrides.apply(entry);
    }
  } catch (error) {
    if (!(error instanceof Fault && error.code === 'no-data')) throw error;
  }
  return { limits, overrides };
}

function describe(kept: readonly KeptLimit[]): string {
  const lines = kept.map(({ key, kept: now, asked }) => `  limits.${key}: ${now} → ${asked}`);
  return ['These limits of the guard become looser:', ...lines].join('\n');
}

/** Anything but a clear yes is a no, the end of the input included. */
async function isYes(): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const ended = new Promise<string>((resolve) => terminal.once('close', () => resolve('')));
  try {
    const answer = await Promise.race([terminal.question('Approve? [y/N] '), ended]);
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    terminal.close();
  }
}
