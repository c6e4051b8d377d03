import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import { describe, expect, it } from 'vitest';
import { drawCandleChart } from '../../../src/adapters/charts/draw-candle-chart.ts';
import { WorkerChartRenderer } from '../../../src/adapters/charts/worker-chart-renderer.ts';
import { SystemClock } from '../../../src/adapters/system/system-clock.ts';
import { chartRenderer } from '../../../src/app/chart-file.ts';
import type { CandleChart } from '../../../src/domain/candle-chart.ts';
import { DAY_MS } from '../../../src/domain/time.ts';
import { generatedCandles } from '../../support/generated-candles.ts';
import { projectRoot } from '../../support/project-root.ts';

const SIZE = { widthPixels: 700, heightPixels: 400 };
const clock = new SystemClock({ onTimerFault: () => undefined });

function chartOf(count: number, changes: Partial<CandleChart> = {}): CandleChart {
  const hours = generatedCandles({ seed: 3, from: Date.UTC(2024, 0, 1), count });
  const candles = hours.map((candle, index) => ({ ...candle, openedAt: Date.UTC(2024, 0, 1) + index * DAY_MS }));
  return {
    title: 'ETHUSDT 2,500.00 USDT',
    subtitle: `${count} days`,
    candles,
    lines: [{ name: 'MA20', values: candles.map(({ close }, index) => (index < 19 ? null : close)) }],
    marks: candles.slice(-1).map(({ openedAt }) => ({ openedAt, label: 'XH Doji' })),
    volumeName: 'Volume',
    ...changes,
  };
}

/** Draws in this thread, as the worker does in its own. */
function draw(chart: CandleChart): Uint8Array {
  return drawCandleChart(chart, { size: SIZE, fontPath: join(projectRoot, 'assets', 'fonts', 'DejaVuSans.ttf') });
}

interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** How many pixels of an area are of a colour that `isWanted` takes. */
async function countPixels(
  png: Uint8Array,
  { x, y, width, height }: Area,
  isWanted: (red: number, green: number, blue: number) => boolean,
): Promise<number> {
  const image = await loadImage(Buffer.from(png));
  expect([image.width, image.height]).toEqual([SIZE.widthPixels, SIZE.heightPixels]);
  const context = createCanvas(image.width, image.height).getContext('2d');
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(x, y, width, height);
  let count = 0;
  for (let at = 0; at < data.length; at += 4) if (isWanted(data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0)) count += 1;
  return count;
}

const TITLE: Area = { x: 10, y: 5, width: 400, height: 30 };
const WHOLE: Area = { x: 0, y: 0, width: SIZE.widthPixels, height: SIZE.heightPixels };
const isDark = (red: number, green: number, blue: number): boolean => red + green + blue < 300;
const isGreen = (red: number, green: number, blue: number): boolean => green > red + 60 && green > blue;
const isRed = (red: number, green: number, blue: number): boolean => red > green + 100 && red > blue + 100;
const isBlue = (red: number, green: number, blue: number): boolean => blue > red + 80 && blue > green + 60;

describe('a chart', () => {
  it('has a title that can be read, candles of both colours and a mark', async () => {
    const png = await chartRenderer(clock).renderCandles(chartOf(60), SIZE);
    expect(Buffer.from(png).equals(Buffer.from(draw(chartOf(60))))).toBe(true);
    expect(Buffer.from(png).subarray(1, 4).toString()).toBe('PNG');
    expect(await countPixels(png, TITLE, isDark)).toBeGreaterThan(200);
    expect(await countPixels(png, WHOLE, isGreen)).toBeGreaterThan(300);
    expect(await countPixels(png, WHOLE, isRed)).toBeGreaterThan(300);
    const unmarked = draw(chartOf(60, { marks: [] }));
    expect(await countPixels(png, WHOLE, isBlue)).toBeGreaterThan((await countPixels(unmarked, WHOLE, isBlue)) + 20);
  });

  it.each([0, 1, 2])('is drawn of %i candles', async (count) => {
    const png = draw(chartOf(count));
    expect(await countPixels(png, TITLE, isDark)).toBeGreaterThan(200);
  });

  it('leaves out a mark of a day that is not there', () => {
    const chart = chartOf(5, { marks: [{ openedAt: 0, label: 'S' }] });
    const png = draw(chart);
    const unmarked = draw({ ...chart, marks: [] });
    expect(Buffer.from(png).equals(Buffer.from(unmarked))).toBe(true);
  });
});

describe('a worker that draws no chart', () => {
  function rendererOf(code: string, { renderMsMax = 5_000 } = {}) {
    const path = join(mkdtempSync(join(tmpdir(), 'worker-')), 'worker.mjs');
    writeFileSync(path, code);
    return new WorkerChartRenderer({ workerUrl: pathToFileURL(path), fontPath: '', clock, renderMsMax });
  }

  it.each([
    { name: 'throws', code: "throw new Error('no canvas');", fault: 'bad-payload' },
    { name: 'ends without a word', code: '', fault: 'bad-payload' },
    { name: 'hangs', code: 'for (;;);', fault: 'timeout' },
  ])('because it $name is a Fault', async ({ code, fault }) => {
    await expect(rendererOf(code, { renderMsMax: 1_000 }).renderCandles(chartOf(2), SIZE)).rejects.toMatchObject({ code: fault });
  });

  it('because the font is missing says so', async () => {
    const workerUrl = new URL('../../../bin/chart-worker.js', import.meta.url);
    const renderer = new WorkerChartRenderer({ workerUrl, fontPath: '/nowhere/font.ttf', clock });
    await expect(renderer.renderCandles(chartOf(2), SIZE)).rejects.toThrow(/font/);
  });
});
