import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadCandleArchive } from '../../src/adapters/archive/load-candle-archive.ts';
import { exchangeInfoSchema } from '../../src/adapters/binance/read-instruments.ts';
import type { Instrument } from '../../src/domain/instrument.ts';
import { DEFAULT_SYMBOLS } from '../../src/domain/market-symbol.ts';
import { DAY_MS, type EpochMs } from '../../src/domain/time.ts';
import { type GeneratedMarket, generateMarket } from '../../src/simulator/generated-market.ts';

/** Enough for every daily indicator. */
const WARM_UP_DAYS = 252;

interface PilotDays {
  readonly startAt: EpochMs;
  readonly days: number;
}

/** Invented candles around the days of a pilot. */
export function generatedPilotMarket({ seed, startAt, days }: PilotDays & { readonly seed: number }): GeneratedMarket {
  const from = startAt - WARM_UP_DAYS * DAY_MS;
  return generateMarket({ seed, symbols: DEFAULT_SYMBOLS, from, hours: 24 * (WARM_UP_DAYS + days + 1) });
}

/** The real candles around the days of a pilot. */
export async function storedPilotMarket(folder: string, { startAt, days }: PilotDays): Promise<GeneratedMarket> {
  const archive = await loadCandleArchive(folder, DEFAULT_SYMBOLS);
  return {
    symbols: DEFAULT_SYMBOLS,
    from: startAt - WARM_UP_DAYS * DAY_MS,
    until: startAt + (days + 1) * DAY_MS,
    candleAt: (symbol, openedAt) => archive.futureCandle(symbol, openedAt),
  };
}

/** What the exchange published of its markets. */
export function publishedInstruments(folder: string, name: string): readonly Instrument[] {
  const { instruments } = exchangeInfoSchema.parse(JSON.parse(readFileSync(join(folder, name), 'utf8')));
  return instruments.filter(({ symbol }) => DEFAULT_SYMBOLS.includes(symbol));
}
