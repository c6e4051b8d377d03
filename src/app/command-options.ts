import { InvalidArgumentError, Option } from 'commander';
import { type MarketSymbol, parseMarketSymbol } from '../domain/market-symbol.ts';
import { parseUtc } from '../domain/time.ts';
import { DEFAULT_CONFIG_DIR, DEFAULT_DATA_DIR } from './folders.ts';

export function dataDirOption(): Option {
  return new Option('--data-dir <folder>', "folder of the bot's journal").env('STEWARD_DATA_DIR').default(DEFAULT_DATA_DIR);
}

export function configDirOption(): Option {
  return new Option('--config-dir <folder>', 'folder of the configuration files')
    .env('STEWARD_CONFIG_DIR')
    .default(DEFAULT_CONFIG_DIR);
}

export function candlesOption(): Option {
  return new Option('--candles <folder>', 'folder of stored candles, <SYMBOL>-1h.csv or .csv.gz').env('STEWARD_CANDLES');
}

export function parseInstant(text: string): number {
  const at = parseUtc(text);
  if (at === null) throw new InvalidArgumentError('Expected a UTC date such as 2024-01-31 or 2024-01-31T14:00.');
  return at;
}

export function parseSymbols(text: string): readonly MarketSymbol[] {
  const symbols = text.split(',').map(parseMarketSymbol);
  const known = symbols.filter((symbol) => symbol !== null);
  if (known.length < symbols.length) throw new InvalidArgumentError('Expected markets such as BTC,ETH or BTCUSDT,ETHUSDT.');
  return [...new Set(known)];
}

export function parseSpeed(text: string): number {
  const speed = Number(text);
  if (!/^\d{1,5}(\.\d{1,3})?$/.test(text) || speed <= 0) throw new InvalidArgumentError('Expected a number above 0, such as 60.');
  return speed;
}

export function parseBalances(text: string): Readonly<Record<string, string>> {
  const pairs = text.split(',').map((pair) => /^([A-Z0-9]{2,10})=(\d{1,12}(?:\.\d{1,8})?)$/.exec(pair.trim()));
  if (pairs.some((pair) => pair === null)) throw new InvalidArgumentError('Expected amounts such as USDT=10000,BTC=0.5.');
  return Object.fromEntries(pairs.map((pair) => [pair?.[1], pair?.[2]]));
}

export function parseCount(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('Expected a whole number of at most nine digits.');
  return Number(text);
}
