import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { WorkerChartRenderer } from '../adapters/charts/worker-chart-renderer.ts';
import { Fault } from '../domain/fault.ts';
import type { MarketFacts } from '../domain/market-data-set.ts';
import type { ChartRenderer, ChartSize } from '../ports/chart-renderer.ts';
import type { Clock } from '../ports/clock.ts';
import { buildCandleChart } from '../report/build-candle-chart.ts';
import { packageRoot } from './package-root.ts';

const SIZE: ChartSize = { widthPixels: 1_400, heightPixels: 760 };

export function chartRenderer(clock: Clock): ChartRenderer {
  const root = packageRoot();
  return new WorkerChartRenderer({
    workerUrl: pathToFileURL(join(root, 'bin', 'chart-worker.js')),
    fontPath: join(root, 'assets', 'fonts', 'DejaVuSans.ttf'),
    clock,
  });
}

/**
 * Draws what a snapshot shows of a market's days into a PNG file.
 * @throws Fault of the renderer, or `storage` when the file cannot be written.
 */
export async function writeChartFile(
  market: MarketFacts,
  { path, clock }: { readonly path: string; readonly clock: Clock },
): Promise<void> {
  const png = await chartRenderer(clock).renderCandles(buildCandleChart(market, 'en'), SIZE);
  await writeFile(path, png).catch((cause: unknown) => {
    throw new Fault('storage', `the chart could not be written to ${path}`, { cause });
  });
}
