/** The end of a process: by being told, or by the first bug of ours, which is kept to be reported. */
export interface StopOnBug {
  readonly signal: AbortSignal;
  readonly onBug: (error: Error) => void;
  bug(): Error | null;
  end(): void;
}

export function stopOnBug(): StopOnBug {
  const controller = new AbortController();
  let first: Error | null = null;
  return {
    signal: controller.signal,
    onBug(error) {
      first ??= error;
      controller.abort();
    },
    bug: () => first,
    end: () => controller.abort(),
  };
}
