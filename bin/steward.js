#!/usr/bin/env node
import { existsSync } from 'node:fs';

const built = new URL('../dist/src/main.js', import.meta.url);

if (existsSync(built)) {
  process.setSourceMapsEnabled(true);
  await import(built.href);
} else {
  // Nothing was built: the sources are run as they are.
  const { register } = await import('tsx/esm/api');
  register();
  await import(new URL('../src/main.ts', import.meta.url).href);
}
