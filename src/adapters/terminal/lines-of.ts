import { createInterface } from 'node:readline';

/** The lines of a stream as they come, until it ends or `signal` aborts. A stream that breaks has ended. */
export async function* linesOf(input: NodeJS.ReadableStream, signal: AbortSignal): AsyncGenerator<string> {
  if (signal.aborted) return;
  const lines = createInterface({ input, terminal: false, crlfDelay: Number.POSITIVE_INFINITY });
  const close = () => lines.close();
  signal.addEventListener('abort', close, { once: true });
  input.once('error', close);
  try {
    for await (const line of lines) {
      if (signal.aborted) return;
      yield line;
    }
  } finally {
    signal.removeEventListener('abort', close);
    input.removeListener('error', close);
    lines.close();
  }
}
