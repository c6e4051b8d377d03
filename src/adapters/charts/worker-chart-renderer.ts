import { Worker } from 'node:worker_threads';
import type { CandleChart } from '../../domain/candle-chart.ts';
import { Fault } from '../../domain/fault.ts';
import { type DurationMs, SECOND_MS } from '../../domain/time.ts';
import type { ChartRenderer, ChartSize } from '../../ports/chart-renderer.ts';
import type { Clock } from '../../ports/clock.ts';

const RENDER_MS_MAX: DurationMs = 20 * SECOND_MS;

/** What a worker is started with. */
export interface ChartJob {
  readonly chart: CandleChart;
  readonly size: ChartSize;
  readonly fontPath: string;
}

/** What a worker answers with, once. */
export type ChartAnswer =
  | { readonly tag: 'drawn'; readonly png: Uint8Array }
  | { readonly tag: 'failed'; readonly message: string };

export interface WorkerChartRendererOptions {
  /** The entry of the worker: it takes a `ChartJob` as its data and posts a `ChartAnswer`. */
  readonly workerUrl: URL;
  readonly fontPath: string;
  readonly clock: Clock;
  readonly renderMsMax?: DurationMs;
}

/** Draws each chart in a worker of its own that ends with it, so that its memory is given back and a crash costs a chart alone. */
export class WorkerChartRenderer implements ChartRenderer {
  readonly #options: WorkerChartRendererOptions;

  constructor(options: WorkerChartRendererOptions) {
    this.#options = options;
  }

  async renderCandles(chart: CandleChart, size: ChartSize): Promise<Uint8Array> {
    const { workerUrl, fontPath, clock, renderMsMax = RENDER_MS_MAX } = this.#options;
    const job: ChartJob = { chart, size, fontPath };
    const worker = new Worker(workerUrl, { workerData: job });
    let cancelDeadline = (): void => undefined;
    try {
      return await new Promise<Uint8Array>((resolve, reject) => {
        cancelDeadline = clock.after(renderMsMax, () => reject(new Fault('timeout', `no chart within ${renderMsMax} ms`)));
        worker.once('message', (answer: ChartAnswer) => {
          if (answer.tag === 'drawn') resolve(answer.png);
          else reject(new Fault('bad-payload', `the chart could not be drawn: ${answer.message}`));
        });
        worker.once('error', (cause) => reject(new Fault('bad-payload', 'the chart could not be drawn', { cause })));
        worker.once('exit', (code) => reject(new Fault('bad-payload', `the chart's worker ended with ${code} and no chart`)));
      });
    } finally {
      cancelDeadline();
      await worker.terminate();
    }
  }
}
