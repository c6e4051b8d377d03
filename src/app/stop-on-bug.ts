import { setMaxListeners } from 'node:events';

/** The end of a process: by being told, or by the first bug of ours, which is kept to be reported. */
export interface StopOnBug {
  readonly signal: AbortSignal;
  readonly onBug: (error: Error) => void;
  bug(): Error | null;
  end(): void;
}

export function stopOnBug(): StopOnBug {
  const controller = new AbortController();
  // Every request, wait and subscription of the process listens to this one signal while it lasts.
  setMaxListeners(LISTENERS_MAX, controller.signal);
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

/** More than this at once would be a leak. */
const LISTENERS_MAX = 200;
