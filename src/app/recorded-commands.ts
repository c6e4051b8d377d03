import type { Command } from 'commander';
import { dataDirOption, parseCount } from './command-options.ts';

/** The commands for sessions that were recorded, each loaded when it is called. */
export function addRecordedCommands(program: Command): void {
  addReplaySession(program);
  addTape(program);
}

function addReplaySession(program: Command): void {
  program
    .command('replay-session')
    .description('Run a recorded session again, at no cost and without a network, and compare every entry with the journal.')
    .argument('<session>', 'a session id such as 20240115T13')
    .addOption(dataDirOption())
    .option('--tape <file>', 'a tape that was exported, in place of the one in the data folder')
    .option('--json', 'print the comparison as JSON alone')
    .addHelpText('after', '\nExit codes: 0 all entries are identical, 1 something differs, 2 it cannot be run again.')
    .action(async (session: string, options) =>
      (await import('./replay-session-command.ts')).replaySessionCommand(session, options),
    );
}

function addTape(program: Command): void {
  const tape = program.command('tape').description('What was recorded of sessions, so that they can be run again.');
  tape
    .command('list')
    .description('List the recorded sessions with their size, calls and models.')
    .addOption(dataDirOption())
    .option('--json', 'print the list as JSON alone')
    .action(async (options) => (await import('./tape-command.ts')).tapeListCommand(options));
  tape
    .command('export')
    .description('Write the tape of a session with all that it rests on into one file, for replay-session --tape.')
    .argument('<session>', 'a session id such as 20240115T13')
    .requiredOption('--out <file>', 'where it goes; the file must not exist')
    .addOption(dataDirOption())
    .option('--json', 'print what was written as JSON alone')
    .action(async (session: string, options) => (await import('./tape-export-command.ts')).tapeExportCommand(session, options));
  tape
    .command('prune')
    .description('Say which tapes are old, and delete them when told to; what the journal and newer tapes rest on stays.')
    .requiredOption('--keep-days <count>', 'older sessions can go', parseCount)
    .option('--delete', 'delete them; the bot must not run on the folder meanwhile')
    .addOption(dataDirOption())
    .option('--json', 'print what can go, or went, as JSON alone')
    .action(async (options) => (await import('./tape-prune-command.ts')).tapePruneCommand(options));
}
