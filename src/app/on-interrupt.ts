import type { ProcessEnd } from '../domain/process-fact.ts';

/** Calls `stop` once when the process is told to end, with by whom. @returns what gives the signals, and the standard input, back. */
export function onInterrupt(stop: (why: ProcessEnd) => void): () => void {
  const interrupt = () => stop('interrupt');
  const terminate = () => stop('terminate');
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', terminate);
  return () => {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', terminate);
    process.stdin.pause();
  };
}
