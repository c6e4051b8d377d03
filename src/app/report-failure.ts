import { PromptError } from '../agent/prompts.ts';
import { Fault } from '../domain/fault.ts';
import { ConfigurationError, UsageError } from './usage-error.ts';

const EXIT_FAULT = 1;
const EXIT_BAD_USAGE = 2;

/** Says on standard error what went wrong, in words and without a stack for everything but our own bugs. @returns the exit code. */
export function reportFailure(error: unknown): number {
  if (error instanceof UsageError || error instanceof ConfigurationError || error instanceof PromptError) {
    write(error.message);
    return EXIT_BAD_USAGE;
  }
  if (error instanceof Fault) {
    write(`${error.message} (${error.code})`);
    return EXIT_FAULT;
  }
  write(
    `A bug of Steward's own stopped it; the journal is safe, and the next start recovers from it.\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
  );
  return EXIT_FAULT;
}

function write(text: string): void {
  process.stderr.write(`steward: ${text}\n`);
}
