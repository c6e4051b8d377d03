import { systemHttpTransport } from '../adapters/system/http-transport.ts';
import { SystemClock } from '../adapters/system/system-clock.ts';
import { troubleOf } from '../adapters/telegram/call-trouble.ts';
import { removeWebhook } from '../adapters/telegram/inspect-telegram.ts';
import type { Clock } from '../ports/clock.ts';
import { type DoctorCheck, doctorText } from '../report/doctor-text.ts';
import { examine } from './doctor/examine.ts';
import { type Environment, readEnvironment } from './environment.ts';
import { printJson, printLine } from './print.ts';
import { UsageError } from './usage-error.ts';

const EXIT_FAULT = 1;
const EXIT_BAD_CONFIGURATION = 2;

export interface DoctorOptions {
  readonly dataDir: string;
  readonly configDir: string;
  /** Take a webhook of the bot away before looking: messages come here again. */
  readonly removeWebhook?: boolean;
  readonly json?: boolean;
}

/**
 * Says what is configured, missing or wrong, each with what to do about it.
 * Exit codes: 0 no problem, 1 a problem, 2 a problem of the configuration, which keeps the network from being asked.
 */
export async function doctorCommand(options: DoctorOptions): Promise<void> {
  const environment = readEnvironment(process.env);
  const clock = new SystemClock({
    onTimerFault: (error) => {
      throw error;
    },
  });
  if (options.removeWebhook === true) await removeForeignWebhook(environment, clock);
  const { checks, isConfigured } = await examine({
    ...options,
    environment,
    nodeVersion: process.version,
    http: systemHttpTransport,
    clock,
  });
  if (options.json === true) printJson({ problems: countProblems(checks), checks });
  else printLine(doctorText(checks));
  if (!isConfigured) process.exitCode = EXIT_BAD_CONFIGURATION;
  else if (countProblems(checks) > 0) process.exitCode = EXIT_FAULT;
}

/** What goes wrong with it stays in place and is found by the examination that follows. */
async function removeForeignWebhook(
  { telegramBotToken: token, telegramApiRoot: apiRoot }: Environment,
  clock: Clock,
): Promise<void> {
  if (token === null) throw new UsageError('--remove-webhook needs TELEGRAM_BOT_TOKEN: the webhook is that of its bot.');
  await removeWebhook({ token, transport: systemHttpTransport, clock, ...(apiRoot === null ? {} : { apiRoot }) }).catch(
    (error: unknown) => void troubleOf(error),
  );
}

function countProblems(checks: readonly DoctorCheck[]): number {
  return checks.filter(({ state }) => state === 'problem').length;
}
