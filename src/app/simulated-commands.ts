import { type Command, Option } from 'commander';
import { candlesOption, parseBalances, parseCount, parseInstant, parseSpeed, parseSymbols } from './command-options.ts';

/** The commands about the simulated exchange: one that serves it, and one that tries the bot on it. */
export function addSimulatedCommands(program: Command): void {
  addSim(program);
  addDrill(program);
}

function addSim(program: Command): void {
  program
    .command('sim')
    .description(
      'Serve a Binance-compatible exchange on stored candles, on a port of this machine: REST, streams and WebSocket API.',
    )
    .addOption(candlesOption().makeOptionMandatory())
    .requiredOption('--at <date>', 'where its clock starts, UTC: 2024-01-15 or 2024-01-15T12:00', parseInstant)
    .option('--port <number>', 'the port; 0 for any', parseCount, 9010)
    .option('--speed <factor>', 'how much faster than real time its clock runs', parseSpeed, 1)
    .option('--symbols <list>', 'markets, separated by commas; default: the usual five', parseSymbols)
    .addOption(
      new Option('--preset <name>', 'what the markets accept').choices(['spot-2026', 'capture-2024']).default('spot-2026'),
    )
    .option('--faults <file>', 'a script of faults, JSON or YAML')
    .option('--seed <number>', 'of the trades inside the candles, of drawn faults, of key and secret', parseCount, 1)
    .option('--key <text>', 'the API key; default: one that the seed gives')
    .option('--secret <text>', 'the secret; default: one that the seed gives')
    .option('--balance <list>', 'what the account starts with', parseBalances, { USDT: '10000' })
    .option('--data-dir <folder>', 'keep the account here, and go on from it; default: kept nowhere')
    .action(async (options) => (await import('./sim-command.ts')).simCommand(options));
}

function addDrill(program: Command): void {
  program
    .command('drill')
    .description(
      'Let everything go wrong that can: the bot of a real account against the simulated exchange, one named fault after the other.',
    )
    .option('--seed <number>', 'of the market, the latencies and everything else that is drawn', parseCount, 1)
    .option('--only <names>', 'these scenarios alone, separated by commas')
    .addOption(new Option('--markdown', 'print the table as Markdown alone').conflicts('json'))
    .option('--json', 'print the result as JSON alone')
    .addHelpText('after', '\nExit codes: 0 all were survived, 1 not all, 2 a name that no scenario has.')
    .action(async (options) => (await import('./drill-command.ts')).drillCommand(options));
}
