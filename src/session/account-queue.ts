/**
 * Runs jobs that change what the books have promised, one after the other. Work of the `protection` lane goes before all waiting work
 * of the `trade` lane. A job judges and journals; it must not await the network, since everything else would wait with it.
 */
export class AccountQueue {
  readonly #waiting: Record<Lane, (() => Promise<void>)[]> = { protection: [], trade: [] };
  #isRunning = false;

  /** Resolves with the job's result, or rejects with what it threw; later jobs run in either case. */
  run<Result>(lane: Lane, job: () => Promise<Result>): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      this.#waiting[lane].push(async () => {
        try {
          resolve(await job());
        } catch (error) {
          reject(error);
        }
      });
      if (!this.#isRunning) void this.#drain();
    });
  }

  async #drain(): Promise<void> {
    this.#isRunning = true;
    for (let job = this.#next(); job !== undefined; job = this.#next()) await job();
    this.#isRunning = false;
  }

  #next(): (() => Promise<void>) | undefined {
    return this.#waiting.protection.shift() ?? this.#waiting.trade.shift();
  }
}

export type Lane = 'protection' | 'trade';
