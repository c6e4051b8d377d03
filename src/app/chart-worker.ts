import { parentPort, workerData } from 'node:worker_threads';
import { drawCandleChart } from '../adapters/charts/draw-candle-chart.ts';
import type { ChartAnswer, ChartJob } from '../adapters/charts/worker-chart-renderer.ts';

/** The worker that draws one chart and ends. */
function answer({ chart, ...how }: ChartJob): ChartAnswer {
  try {
    return { tag: 'drawn', png: drawCandleChart(chart, how) };
  } catch (error) {
    return { tag: 'failed', message: error instanceof Error ? error.message : String(error) };
  }
}

parentPort?.postMessage(answer(workerData as ChartJob));
