import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadCandleArchive } from '../../../src/adapters/archive/load-candle-archive.ts';
import { Fault } from '../../../src/domain/fault.ts';
import { HOUR_MS } from '../../../src/domain/time.ts';
import { generatedCandles } from '../../support/generated-candles.ts';
import { CANDLE_FILE_HEADER, candleFileText, candleLine } from './candle-file-text.ts';

const FIRST = Date.UTC(2024, 0, 1);
const CANDLES = generatedCandles({ seed: 41, from: FIRST, count: 6 });
const LINES = CANDLES.map(candleLine);
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'steward-archive-'));
  await writeFile(join(folder, 'BTCUSDT-1h.csv'), candleFileText(CANDLES));
  await writeFile(join(folder, 'ETHUSDT-1h.csv.gz'), gzipSync(candleFileText(CANDLES)));
  await writeFile(join(folder, 'BTCUSDT-1d.csv'), 'not read');
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function faultOf(promise: Promise<unknown>): Promise<Fault> {
  const error: unknown = await promise.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof Fault)) throw new Error(`expected a fault, got ${String(error)}`);
  return error;
}

async function faultOfFile(text: string | Uint8Array, name = 'SOLUSDT-1h.csv'): Promise<Fault> {
  const own = await mkdtemp(join(folder, 'damaged-'));
  await writeFile(join(own, name), text);
  return faultOf(loadCandleArchive(own, ['SOLUSDT']));
}

describe('loading a candle archive', () => {
  it.each(['BTCUSDT', 'ETHUSDT'] as const)('reads every candle of %s, packed or not', async (symbol) => {
    const archive = await loadCandleArchive(folder, [symbol]);
    expect(archive.symbols).toEqual([symbol]);
    expect(archive.closedCandles(symbol, { from: 0, asOf: FIRST + 100 * HOUR_MS })).toEqual(CANDLES);
    expect(archive.firstOpenedAt(symbol)).toBe(FIRST);
    expect(archive.lastOpenedAt(symbol)).toBe(FIRST + 5 * HOUR_MS);
  });

  it('gives single candles by their opening time', async () => {
    const archive = await loadCandleArchive(folder, ['BTCUSDT']);
    expect(archive.futureCandle('BTCUSDT', FIRST + 4 * HOUR_MS)).toEqual(CANDLES[4]);
    expect(archive.futureCandle('BTCUSDT', FIRST + 4 * HOUR_MS + 1)).toBeNull();
    expect(archive.futureCandle('BTCUSDT', FIRST - HOUR_MS)).toBeNull();
    expect(archive.futureCandle('BTCUSDT', FIRST + 6 * HOUR_MS)).toBeNull();
    expect(archive.futureCandle('ETHUSDT', FIRST)).toBeNull();
    expect(archive.firstOpenedAt('ETHUSDT')).toBeNull();
    expect(archive.lastOpenedAt('ETHUSDT')).toBeNull();
  });

  it.each([
    '0.00000001',
    '93488.83',
    '123456789.12345678',
    '1166000.9',
    '100',
    '0.1',
    '7195.240000',
    '99999999999999999999.5',
    '0.30000000000000004',
  ])('reads %s as the number that it is', async (text) => {
    const own = await mkdtemp(join(folder, 'digits-'));
    await writeFile(join(own, 'SOLUSDT-1h.csv'), `${CANDLE_FILE_HEADER}\n${FIRST},${text},${text},${text},${text},${text},,\n`);
    const candle = (await loadCandleArchive(own, ['SOLUSDT'])).futureCandle('SOLUSDT', FIRST);
    const number = Number(text);
    expect(candle).toEqual({ openedAt: FIRST, open: number, high: number, low: number, close: number, volume: number });
  });

  it('reads a file without a last line break, with carriage returns, or without further columns', async () => {
    const own = await mkdtemp(join(folder, 'plain-'));
    const plain = ['open_time,open,high,low,close,volume', ...LINES.map((line) => line.slice(0, -2))];
    for (const text of [plain.join('\n'), `${plain.join('\r\n')}\r\n`, [CANDLE_FILE_HEADER, ...LINES].join('\n')]) {
      await writeFile(join(own, 'SOLUSDT-1h.csv'), text);
      const archive = await loadCandleArchive(own, ['SOLUSDT']);
      expect(archive.closedCandles('SOLUSDT', { from: 0, asOf: FIRST + 100 * HOUR_MS })).toEqual(CANDLES);
    }
  });

  it.each([
    { name: 'a word for a price', line: `${FIRST + 3 * HOUR_MS},abc,2,1,1,5,,`, says: 'open is not a plain number: "abc"' },
    { name: 'an empty price', line: `${FIRST + 3 * HOUR_MS},1,2,1,,5,,`, says: 'close is not a plain number: ""' },
    { name: 'a negative price', line: `${FIRST + 3 * HOUR_MS},1,2,-1,1,5,,`, says: 'low is not a plain number: "-1"' },
    { name: 'an exponent', line: `${FIRST + 3 * HOUR_MS},1,2e3,1,1,5,,`, says: 'high is not a plain number: "2e3"' },
    { name: 'two points', line: `${FIRST + 3 * HOUR_MS},1.0.0,2,1,1,5,,`, says: 'open is not a plain number: "1.0.0"' },
    { name: 'a broken time', line: 'yesterday,1,2,1,1,5,,', says: 'open_time is not a plain number: "yesterday"' },
    { name: 'a time off the hour', line: `${FIRST + 3 * HOUR_MS + 7},1,2,1,1,5,,`, says: 'not on the hour' },
    { name: 'a price of 0', line: `${FIRST + 3 * HOUR_MS},0,2,0,1,5,,`, says: 'a price that is not above 0' },
    { name: 'a high below its low', line: `${FIRST + 3 * HOUR_MS},1,1,2,1,5,,`, says: 'a high of 1 below its low of 2' },
    { name: 'too few fields', line: `${FIRST + 3 * HOUR_MS},1,2,1`, says: 'close is not a plain number: ""' },
    {
      name: 'a line cut off after the volume',
      line: `${FIRST + 3 * HOUR_MS},1,2,1,1,5`,
      says: '6 fields where the header has 8',
    },
    { name: 'too many fields', line: `${FIRST + 3 * HOUR_MS},1,2,1,1,5,,,`, says: '9 fields where the header has 8' },
    { name: 'an empty line', line: '', says: 'open_time is not a plain number: ""' },
    { name: 'a candle that comes twice', line: LINES[2] ?? '', says: '2024-01-01T02:00:00.000Z comes twice' },
    {
      name: 'a candle out of order',
      line: LINES[0] ?? '',
      says: '2024-01-01T00:00:00.000Z comes after 2024-01-01T02:00:00.000Z',
    },
  ])('refuses $name and names file and line', async ({ line, says }) => {
    const fault = await faultOfFile([CANDLE_FILE_HEADER, ...LINES.slice(0, 3), line, ...LINES.slice(4), ''].join('\n'));
    expect(fault.code).toBe('bad-payload');
    expect(fault.message).toContain('SOLUSDT-1h.csv, line 5: ');
    expect(fault.message).toContain(says);
  });

  it.each([
    { name: 'another header', text: `time,price\n${LINES[0]}\n`, says: 'line 1: the header does not begin with open_time,open' },
    {
      name: 'a large file that is no table',
      text: '{'.repeat(2_000_000),
      says: 'line 1: the header does not begin with open_time,open',
    },
    { name: 'an empty file', text: '', says: 'line 1: the header does not begin with open_time,open' },
    { name: 'a file without candles', text: `${CANDLE_FILE_HEADER}\n`, says: 'the file holds no candle' },
  ])('refuses $name', async ({ text, says }) => {
    const fault = await faultOfFile(text);
    expect(fault.code).toBe('bad-payload');
    expect(fault.message).toContain(says);
  });

  it('refuses a packed file that was cut off', async () => {
    const packed = gzipSync(candleFileText(generatedCandles({ seed: 42, from: FIRST, count: 500 })));
    const fault = await faultOfFile(packed.subarray(0, packed.length / 2), 'SOLUSDT-1h.csv.gz');
    expect(fault.code).toBe('bad-payload');
    expect(fault.message).toContain('SOLUSDT-1h.csv.gz could not be unpacked');
  });

  it('says what was looked for and what is there when a symbol is missing', async () => {
    const fault = await faultOf(loadCandleArchive(folder, ['BTCUSDT', 'XRPUSDT']));
    expect(fault.code).toBe('no-data');
    expect(fault.message).toBe(
      `no candles of XRPUSDT in ${folder}: looked for XRPUSDT-1h.csv and XRPUSDT-1h.csv.gz; there is BTCUSDT, ETHUSDT`,
    );
  });

  it('says so when the folder holds no candles or is not there', async () => {
    await mkdir(join(folder, 'empty'), { recursive: true });
    const empty = await faultOf(loadCandleArchive(join(folder, 'empty'), ['BTCUSDT']));
    expect([empty.code, empty.message.endsWith('there is no candle file at all')]).toEqual(['no-data', true]);
    const nowhere = await faultOf(loadCandleArchive(join(folder, 'nowhere'), ['BTCUSDT']));
    expect([nowhere.code, nowhere.message]).toEqual(['no-data', `no folder of stored candles at ${join(folder, 'nowhere')}`]);
  });
});
