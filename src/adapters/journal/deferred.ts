/**
 * A promise with its ends. Its rejection counts as handled: a caller may wait for the last of several appends only, and
 * learns of the failure there, because every append after a failed one is rejected too.
 */
export interface Deferred {
  readonly promise: Promise<void>;
  resolve(): void;
  reject(error: Error): void;
}

export function createDeferred(): Deferred {
  let resolve: () => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<void>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  promise.catch(() => undefined);
  return { promise, resolve, reject };
}

export function rejectedPromise(error: Error): Promise<void> {
  const deferred = createDeferred();
  deferred.reject(error);
  return deferred.promise;
}
