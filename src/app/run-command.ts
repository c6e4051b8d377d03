import { demoCommand } from './demo-command.ts';
import { printLine } from './print.ts';

const KEYS = ['TELEGRAM_BOT_TOKEN', 'ANTHROPIC_API_KEY', 'OPENAI_API_KEY', 'GEMINI_API_KEY', 'BINANCE_API_KEY'] as const;

/** Starts the bot as it is configured; where nothing is, it runs the demo and says so in one line. */
export async function runCommand(options: { readonly dataDir: string; readonly configDir: string }): Promise<void> {
  const found = KEYS.filter((name) => (process.env[name] ?? '') !== '');
  printLine(
    found.length === 0
      ? 'No keys were found: this is the demo, on a generated market.'
      : `${found.join(', ')} found, but trading with keys is not part of this version: this is the demo, on a generated market.`,
  );
  await demoCommand({ configDir: options.configDir, interactive: true });
}
