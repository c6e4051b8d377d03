/** Calls `stop` once when the process is told to end. @returns what gives the signals, and the standard input, back. */
export function onInterrupt(stop: () => void): () => void {
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  return () => {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
    process.stdin.pause();
  };
}
