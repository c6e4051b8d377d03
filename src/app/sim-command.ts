import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { loadCandleArchive } from '../adapters/archive/load-candle-archive.ts';
import { Fault } from '../domain/fault.ts';
import { baseAssetOf, DEFAULT_SYMBOLS, type MarketSymbol } from '../domain/market-symbol.ts';
import { type EpochMs, HOUR_MS, minuteText } from '../domain/time.ts';
import type { InstrumentPreset } from '../simulator/instrument-presets.ts';
import { credentialsOfSeed, isKeyFormat } from '../simulator/server/credentials.ts';
import { drawFaults } from '../simulator/server/draw-faults.ts';
import { FaultScriptError } from '../simulator/server/fault-entry.ts';
import { type OpenVenue, openVenue } from '../simulator/server/open-venue.ts';
import { openFileSimulatorStore } from './file-simulator-store.ts';
import { onInterrupt } from './on-interrupt.ts';
import { printLine } from './print.ts';
import { UsageError } from './usage-error.ts';

export interface SimOptions {
  readonly port: number;
  readonly candles: string;
  readonly at: EpochMs;
  readonly speed: number;
  readonly preset: InstrumentPreset;
  readonly seed: number;
  readonly symbols?: readonly MarketSymbol[];
  readonly faults?: string;
  readonly key?: string;
  readonly secret?: string;
  readonly balance: Readonly<Record<string, string>>;
  readonly dataDir?: string;
}

const VENUE_FILE = 'simulated-venue.jsonl';
const DAYS_DRAWN = 30;

/** Serves a Binance-compatible exchange on stored candles, on a port of this machine, until it is interrupted. */
export async function simCommand(options: SimOptions): Promise<void> {
  const { venue, server } = await openSimulatedVenue(options);
  const port = await server.listen(options.port).catch((cause: unknown) => {
    throw new Fault('network', `the port ${options.port} cannot be listened on`, { cause });
  });
  printLine(`REST:              http://127.0.0.1:${port}/api/v3`);
  printLine(`market streams:    ws://127.0.0.1:${port}/stream and /ws`);
  printLine(`WebSocket API:     ws://127.0.0.1:${port}/ws-api/v3`);
  printLine(`faults:            http://127.0.0.1:${port}/sim/faults`);
  printLine(`api key: ${venue.credentials.apiKey}`);
  printLine(`secret: ${venue.credentials.secret}`);
  printLine(`ready: ${minuteText(venue.account.now)} UTC, ${options.speed} times as fast as real time`);
  await new Promise<void>((resolve) => {
    const release = onInterrupt(() => {
      release();
      resolve();
    });
  });
  await server.close();
}

async function openSimulatedVenue(options: SimOptions): Promise<OpenVenue> {
  const symbols = options.symbols ?? DEFAULT_SYMBOLS;
  const credentials = credentialsFrom(options);
  const archive = await loadCandleArchive(options.candles, symbols);
  const first = symbols[0] ?? 'BTCUSDT';
  if (archive.futureCandle(first, Math.floor(options.at / HOUR_MS) * HOUR_MS) === null) {
    throw new UsageError(`No candle of ${first} in ${options.candles} holds --at ${minuteText(options.at)} UTC.`);
  }
  const { dataDir } = options;
  if (dataDir !== undefined) await mkdir(dataDir, { recursive: true });
  const opened = openVenue({
    future: { candleAt: (symbol, openedAt) => archive.futureCandle(symbol, openedAt) },
    symbols,
    preset: options.preset,
    seed: options.seed,
    credentials,
    balances: { ...Object.fromEntries(symbols.map((symbol) => [baseAssetOf(symbol), '0'])), ...options.balance },
    openedAt: options.at,
    time: { speed: options.speed },
    ...(dataDir === undefined ? {} : { store: openFileSimulatorStore(join(dataDir, VENUE_FILE)) }),
  });
  if (options.faults !== undefined) await inject(opened, { file: options.faults, symbols, seed: options.seed });
  return opened;
}

function credentialsFrom({ key, secret, seed }: SimOptions) {
  const made = credentialsOfSeed(seed);
  if (key !== undefined && !isKeyFormat(key)) throw new UsageError('--key must be 8 to 128 letters, digits, - or _.');
  return { apiKey: key ?? made.apiKey, secret: secret ?? made.secret };
}

/**
 * A file of faults, JSON or YAML: a list of entries, or `{ perDay, days, seed, faults }` where `perDay` draws that many a day from the seed.
 */
async function inject(
  { venue }: OpenVenue,
  { file, symbols, seed }: { readonly file: string; readonly symbols: readonly MarketSymbol[]; readonly seed: number },
): Promise<void> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new UsageError(`The file of faults ${file} cannot be read.`, { cause });
  });
  try {
    const script: unknown = parse(text);
    if (Array.isArray(script) || script === null || typeof script !== 'object' || 'fault' in script) {
      venue.inject(script ?? []);
      return;
    }
    const { perDay = 0, days = DAYS_DRAWN, seed: ownSeed = seed, faults = [] } = script as Record<string, unknown>;
    venue.inject(faults);
    const forMs = Number(days) * 24 * HOUR_MS;
    venue.inject(drawFaults({ seed: Number(ownSeed), symbols, perDay: Number(perDay), forMs }));
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause;
    const isKnown = cause instanceof FaultScriptError || cause.name === 'YAMLParseError' || cause.name === 'WireRefusal';
    throw isKnown ? new UsageError(`${file}: ${cause.message}`, { cause }) : cause;
  }
}
