/** Results go to standard output; everything else goes to the log or to standard error. */
export function printLine(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** The one thing on standard output, so that another program can read it. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}
