import { Command, CommanderError, Option } from 'commander';
import { candlesOption, configDirOption, dataDirOption, parseCount, parseInstant, parseSymbols } from './app/command-options.ts';
import { DEFAULT_CONFIG_DIR } from './app/folders.ts';
import { addRecordedCommands } from './app/recorded-commands.ts';
import { reportFailure } from './app/report-failure.ts';
import { addSimulatedCommands } from './app/simulated-commands.ts';
import { VERSION } from './app/version.ts';
import { CONTEXT_LEVELS } from './domain/context-level.ts';

const EXIT_BAD_USAGE = 2;

/**
 * The command line. Each command is loaded when it is called, so that help and errors come at once.
 * Exit codes: 0 done, 1 fault, 2 bad usage or configuration.
 */
async function main(argv: readonly string[]): Promise<number> {
  const program = buildProgram();
  try {
    refuseUnknownCommand(program, argv);
    await program.parseAsync([...argv], { from: 'user' });
    return Number(process.exitCode ?? 0);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_BAD_USAGE;
    return reportFailure(error);
  }
}

/** Without this the default command would complain of too many arguments. */
function refuseUnknownCommand(program: Command, [name]: readonly string[]): void {
  if (name === undefined || name.startsWith('-') || name === 'help') return;
  const known = program.commands.map((command) => command.name());
  if (!known.includes(name)) program.error(`error: unknown command '${name}'; the commands are ${known.join(', ')}`);
}

function buildProgram(): Command {
  const program = new Command('steward')
    .description('Lets language models trade a Binance spot account under a guard that they cannot pass, steered from a chat.')
    .version(VERSION)
    .exitOverride()
    .showHelpAfterError('(steward --help lists the commands)')
    .addHelpText('after', EXAMPLES);
  addRun(program);
  addDemo(program);
  addReplay(program);
  addSimulatedCommands(program);
  addContext(program);
  addExplain(program);
  addVerify(program);
  addRecordedCommands(program);
  addDownload(program);
  addDoctor(program);
  addHealth(program);
  addApproveConfig(program);
  addExport(program);
  return program;
}

const EXAMPLES = `
Examples:
  steward                       start; with nothing configured, a demo on a generated market
  steward demo --hours 72 --no-interactive
  steward replay --candles DIR --from 2024-01-01 --to 2024-04-01 --out out/q1
  steward explain 20240115T13 --data-dir out/q1

Exit codes: 0 done, 1 fault, 2 bad usage or configuration.`;

function addRun(program: Command): void {
  program
    .command('run', { isDefault: true })
    .description('Start the bot: paper trading with a Telegram token or a model key set, the demo with nothing.')
    .option('--session-now', 'start the session of this hour at once')
    .addOption(dataDirOption())
    .addOption(configDirOption())
    .action(async (options) => (await import('./app/run-command.ts')).runCommand(options));
}

function addDemo(program: Command): void {
  program
    .command('demo')
    .description('Trade a generated market in the terminal: no keys, no network, an hour every three seconds.')
    .option('--hours <count>', 'end after so many hours of the generated market', parseCount)
    .option(
      '--no-interactive',
      'run as fast as possible, answer confirmations by policy, end with a summary (72 hours unless --hours says more)',
    )
    .option('--seed <number>', 'the market to generate', parseCount)
    .addOption(
      new Option('--data-dir <folder>', 'keep the journal here, and go on from it; default: a temporary folder').env(
        'STEWARD_DATA_DIR',
      ),
    )
    .addOption(configDirOption())
    .option('--json', 'with --no-interactive: print the summary as JSON alone')
    .action(async (options) => (await import('./app/demo-command.ts')).demoCommand(options));
}

function addReplay(program: Command): void {
  program
    .command('replay')
    .description('Run every hour of a stored period through the same sessions, and write journal, CSV files and a summary.')
    .addOption(candlesOption().makeOptionMandatory())
    .requiredOption('--from <date>', 'first hour, UTC: 2024-01-01 or 2024-01-01T06:00', parseInstant)
    .requiredOption('--to <date>', 'end of the period, UTC, exclusive', parseInstant)
    .requiredOption('--out <folder>', 'where the results go; the folder must be empty or not exist')
    .addOption(new Option('--provider <name>', 'who deliberates').choices(['rules']).default('rules'))
    .addOption(
      new Option('--config <folder>', 'folder of the configuration files').env('STEWARD_CONFIG_DIR').default(DEFAULT_CONFIG_DIR),
    )
    .option('--seed <number>', 'recorded with the run; the rules and stored candles use no randomness', parseCount, 0)
    .addOption(
      new Option('--confirmations <policy>', 'how proposals that ask a person are answered')
        .choices(['always', 'never'])
        .default('always'),
    )
    .option('--json', 'print the summary as JSON alone')
    .action(async (options) => (await import('./app/replay-command.ts')).replayCommand(options));
}

function addContext(program: Command): void {
  program
    .command('context')
    .description('Print what a model would see of a market at a moment; without --candles, from Binance.')
    .argument('<symbol>', 'BTCUSDT, or BTC')
    .addOption(candlesOption())
    .option('--at <date>', 'the moment, UTC; default: now', parseInstant)
    .addOption(new Option('--level <level>', 'how much of it is shown').choices(CONTEXT_LEVELS).default('enhanced'))
    .option('--chart <file>', 'draw the days with the chosen ones marked into this PNG file')
    .option('--json', 'print the facts as JSON alone')
    .action(async (symbol: string, options) => (await import('./app/context-command.ts')).contextCommand(symbol, options));
}

function addExplain(program: Command): void {
  program
    .command('explain')
    .description('Tell the story of a session from the journal: what was known, said, judged, ordered and filled.')
    .argument('<session>', 'a session id such as 20240115T13')
    .addOption(dataDirOption())
    .option('--json', "print the session's journal entries as JSON alone")
    .option('--raw', 'print the conversations with models, word for word, as JSON alone')
    .action(async (session: string, options) => (await import('./app/explain-command.ts')).explainCommand(session, options));
}

function addVerify(program: Command): void {
  program
    .command('verify')
    .description('Check the hash chain of the journal; nothing is changed.')
    .addOption(dataDirOption())
    .option('--json', 'print the result as JSON alone')
    .action(async (options) => (await import('./app/verify-command.ts')).verifyCommand(options));
}

function addDownload(program: Command): void {
  program
    .command('download')
    .description(
      "Bring Binance's hourly candles into a folder for replay and context; fetches only what is missing or was replaced.",
    )
    .option('--symbols <list>', 'markets, separated by commas: BTC,ETH or BTCUSDT,ETHUSDT; default: the usual five', parseSymbols)
    .addOption(new Option('--interval <interval>', 'longer candles are built from hours').choices(['1h']).default('1h'))
    .requiredOption('--from <date>', 'first hour, UTC: 2024-01-01 or 2024-01-01T06:00', parseInstant)
    .option('--to <date>', 'end, UTC, exclusive; default: now', parseInstant)
    .option('--out <folder>', 'where the candle files go', 'data/candles')
    .option('--json', 'print what was done as JSON alone')
    .action(async (options) => (await import('./app/download-command.ts')).downloadCommand(options));
}

function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description('Say what is configured, missing or wrong, each with its fix: folders, journal, keys, models, clock, hosts.')
    .addOption(dataDirOption())
    .addOption(configDirOption())
    .option('--remove-webhook', "first take a webhook of the bot away, which somebody else set: that one's host got its messages")
    .option('--json', 'print the checks as JSON alone')
    .action(async (options) => (await import('./app/doctor-command.ts')).doctorCommand(options));
}

function addHealth(program: Command): void {
  program
    .command('health')
    .description('Say whether the Steward on a data folder is alive: for the health checks of containers. Exit code 0 or 1.')
    .addOption(dataDirOption())
    .option('--json', 'print the result as JSON alone')
    .action(async (options) => (await import('./app/health-command.ts')).healthCommand(options));
}

function addApproveConfig(program: Command): void {
  program
    .command('approve-config')
    .description('Show which limits of the guard the files loosen, ask, and let them count; works while the bot runs, too.')
    .option('--yes', 'approve without asking')
    .addOption(dataDirOption())
    .addOption(configDirOption())
    .action(async (options) => (await import('./app/approve-config-command.ts')).approveConfigCommand(options));
}

function addExport(program: Command): void {
  program
    .command('export')
    .description('Write portfolio_update.csv and trade_log.csv from the journal; the same journal always gives the same bytes.')
    .addOption(dataDirOption())
    .option('--out <folder>', 'where the files go; default: csv/ below the data folder')
    .option('--json', 'print the paths as JSON alone')
    .action(async (options) => (await import('./app/export-command.ts')).exportCommand(options));
}

process.exitCode = await main(process.argv.slice(2));
