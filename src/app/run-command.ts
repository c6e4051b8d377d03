import { demoCommand } from './demo-command.ts';
import { meansDemo, readEnvironment } from './environment.ts';
import { loadConfigurationOrFail } from './load-configuration.ts';
import { printLine } from './print.ts';

export interface RunOptions {
  readonly dataDir: string;
  readonly configDir: string;
  readonly sessionNow?: boolean;
}

/** Starts the bot as it is configured: with a Telegram token or any vendor's key on paper, with nothing the demo, which it says in one line. */
export async function runCommand(options: RunOptions): Promise<void> {
  const environment = readEnvironment(process.env);
  const { configuration } = await loadConfigurationOrFail(options.configDir);
  if (configuration.venue === 'paper' && meansDemo(environment)) {
    printLine('No keys were found: this is the demo, on a generated market.');
    return demoCommand({ configDir: options.configDir, interactive: true });
  }
  const { runTrading } = await import('./run-trading.ts');
  return runTrading({ ...options, venue: configuration.venue, environment, sessionNow: options.sessionNow ?? false });
}
