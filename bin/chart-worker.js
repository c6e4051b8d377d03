import { existsSync } from 'node:fs';

// The entry of the worker that draws a chart. A worker does not take over its parent's way of running sources, so it finds its own.
const built = new URL('../dist/src/app/chart-worker.js', import.meta.url);

if (existsSync(built)) {
  await import(built.href);
} else {
  const { register } = await import('tsx/esm/api');
  register();
  await import(new URL('../src/app/chart-worker.ts', import.meta.url).href);
}
