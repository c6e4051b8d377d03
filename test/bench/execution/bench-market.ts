import type { InstrumentPreset } from '../../../src/simulator/instrument-presets.ts';

/** Every market of the benchmark costs about this much. */
export const BENCH_PRICE = 100;

/** Of the account that the benchmark's own server has. */
export const EXECUTION_CREDENTIALS = { apiKey: 'bench0123456789', secret: 'bench-secret' } as const;

export const BENCH_CAPITAL = 10_000;

/** Which rules the markets have: with them stands and falls whether an entry and its stop go in one request. */
export function presetOf(text: string | undefined): InstrumentPreset {
  if (text === 'spot-2026' || text === 'capture-2024') return text;
  throw new Error(`there are no markets of "${text}"`);
}
