import type { CandleChart } from '../domain/candle-chart.ts';

export interface ChartSize {
  readonly widthPixels: number;
  readonly heightPixels: number;
}

/**
 * Draws charts.
 *
 * Contract, checked by test/adapters/charts/worker-chart-renderer.test.ts:
 * - `renderCandles` gives the bytes of a PNG of exactly this size; a chart without candles, or with one, is drawn as well.
 * - It draws off the main thread: trading goes on meanwhile. Nothing is left running when the promise settles.
 * - Trouble is a Fault: `timeout`, or `bad-payload` for what could not be drawn.
 */
export interface ChartRenderer {
  renderCandles(chart: CandleChart, size: ChartSize): Promise<Uint8Array>;
}
