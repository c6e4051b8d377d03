import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadCandleArchive } from '../../../src/adapters/archive/load-candle-archive.ts';
import { ArchiveClient } from '../../../src/adapters/binance-archive/archive-client.ts';
import { CandleFolder } from '../../../src/adapters/binance-archive/candle-folder.ts';
import { type DownloadOptions, downloadCandles } from '../../../src/adapters/binance-archive/download-candles.ts';
import { systemHttpTransport } from '../../../src/adapters/system/http-transport.ts';
import { SystemClock } from '../../../src/adapters/system/system-clock.ts';
import type { Candle } from '../../../src/domain/candle.ts';
import { DAY_MS, type EpochMs, HOUR_MS } from '../../../src/domain/time.ts';
import { artefactFolder } from '../../support/artefact-folder.ts';
import { generatedCandles } from '../../support/generated-candles.ts';
import { BinanceArchiveServer, csvOf } from '../../support/servers/binance-archive-server.ts';

const SYMBOL = 'ETHUSDT';
/** Two months in milliseconds, two in microseconds, and the third of March running. */
const FIRST = Date.UTC(2024, 10, 1);
const NOW = Date.UTC(2025, 2, 3, 10, 20);
const candles = generatedCandles({ seed: 5, from: FIRST, count: Math.floor((NOW - FIRST) / HOUR_MS), firstPrice: 2_500 });

const clock = new SystemClock({ onTimerFault: () => undefined });
let server: BinanceArchiveServer;
let out: string;
/** What the exchange was asked for. */
let asked: { readonly from: EpochMs; readonly asOf: EpochMs }[];

beforeEach(async () => {
  server = await new BinanceArchiveServer().listen();
  out = artefactFolder();
  asked = [];
});

afterEach(() => server.close());

/** Publishes what the archive would have now: months up to January, days of February and March. */
function publishAll(): void {
  for (const month of ['2024-11', '2024-12', '2025-01']) server.publishMonth(SYMBOL, month, candles);
  for (let day = Date.UTC(2025, 1, 1); day < Date.UTC(2025, 2, 3); day += DAY_MS) server.publishDay(SYMBOL, day, candles);
}

function download(changes: Partial<DownloadOptions> = {}) {
  return downloadCandles({
    symbol: SYMBOL,
    from: FIRST,
    to: NOW,
    now: NOW,
    client: new ArchiveClient({ transport: systemHttpTransport, clock, baseUrl: server.url, attemptMsMax: 300 }),
    folder: new CandleFolder(out),
    fetchCandles: async ({ from, asOf }) => {
      asked.push({ from, asOf });
      return candles.filter(({ openedAt }) => openedAt >= from && openedAt + HOUR_MS <= asOf);
    },
    onProgress: () => undefined,
    ...changes,
  });
}

async function stored(): Promise<readonly Candle[]> {
  const archive = await loadCandleArchive(out, [SYMBOL]);
  return archive.closedCandles(SYMBOL, { from: 0, asOf: NOW });
}

describe('a download', () => {
  it('holds every hour in the order of time, whatever its file’s unit of time, and the running day from the exchange', async () => {
    publishAll();
    const report = await download();
    expect(report).toMatchObject({
      candles: candles.length,
      fetchedFiles: 3 + 30,
      keptFiles: 0,
      exchangeCandles: 10,
      missingHours: 0,
    });
    expect(asked).toEqual([{ from: Date.UTC(2025, 2, 3), asOf: Date.UTC(2025, 2, 3, 10) }]);
    const rows = readFileSync(join(out, `${SYMBOL}-1h.csv`), 'utf8')
      .trimEnd()
      .split('\n');
    expect(rows[0]).toBe('open_time,open,high,low,close,volume');
    expect(rows.slice(1).map((row) => Number(row.split(',')[0]))).toEqual(candles.map(({ openedAt }) => openedAt));
  });

  it('is read back by the archive adapter as the candles that they are', async () => {
    publishAll();
    await download();
    expect(await stored()).toEqual(candles.map((candle) => roundedCandle(candle)));
  });

  it('fetches nothing twice', async () => {
    publishAll();
    await download();
    const before = server.zipRequests().length;
    const bytes = readFileSync(join(out, `${SYMBOL}-1h.csv`));
    expect(await download()).toMatchObject({ fetchedFiles: 0, keptFiles: 33, replacedFiles: [] });
    expect(server.zipRequests().length).toBe(before);
    expect(readFileSync(join(out, `${SYMBOL}-1h.csv`))).toEqual(bytes);
  });

  it('notices a file that was replaced, and takes its candles', async () => {
    publishAll();
    await download();
    const corrected = candles.map((candle) => (candle.openedAt === FIRST ? { ...candle, volume: 77 } : candle));
    server.publishMonth(SYMBOL, '2024-11', corrected);
    expect(await download()).toMatchObject({ fetchedFiles: 1, replacedFiles: ['ETHUSDT-1h-2024-11.zip'] });
    expect((await stored())[0]?.volume).toBe(77);
  });

  it('asks the exchange for what the archive does not have, neighbours in one question', async () => {
    publishAll();
    server.withdraw(`data/spot/monthly/klines/${SYMBOL}/1h/${SYMBOL}-1h-2024-12.zip`);
    server.withdraw(`data/spot/daily/klines/${SYMBOL}/1h/${SYMBOL}-1h-2025-02-10.zip`);
    server.withdraw(`data/spot/daily/klines/${SYMBOL}/1h/${SYMBOL}-1h-2025-02-11.zip`);
    const report = await download();
    expect(report).toMatchObject({ candles: candles.length, missingHours: 0 });
    expect(asked).toEqual([
      { from: Date.UTC(2024, 11, 1), asOf: Date.UTC(2025, 0, 1) },
      { from: Date.UTC(2025, 1, 10), asOf: Date.UTC(2025, 1, 12) },
      { from: Date.UTC(2025, 2, 3), asOf: Date.UTC(2025, 2, 3, 10) },
    ]);
  });

  it('counts the hours that exist nowhere', async () => {
    publishAll();
    const halted = candles.filter(({ openedAt }) => openedAt < FIRST + 5 * HOUR_MS || openedAt >= FIRST + 8 * HOUR_MS);
    server.publishMonth(SYMBOL, '2024-11', halted);
    expect(await download()).toMatchObject({ candles: candles.length - 3, missingHours: 3 });
  });

  it('begins with the first candle that there is, and names no hour before it as missing', async () => {
    publishAll();
    const report = await download({ from: Date.UTC(2024, 8, 1) });
    expect(report).toMatchObject({ candles: candles.length, missingHours: 0 });
  });

  it('keeps what lies outside of its period', async () => {
    publishAll();
    await download({ to: Date.UTC(2024, 11, 1) });
    await download({ from: Date.UTC(2025, 0, 1), to: Date.UTC(2025, 1, 1) });
    const months = new Set((await stored()).map(({ openedAt }) => new Date(openedAt).getUTCMonth()));
    expect([...months].sort()).toEqual([0, 10]);
  });

  it('overwrites no file that is something else', async () => {
    publishAll();
    writeFileSync(join(out, `${SYMBOL}-1h.csv`), 'my notes\n');
    await expect(download()).rejects.toMatchObject({ code: 'bad-payload', message: expect.stringContaining('--out') });
    expect(readFileSync(join(out, `${SYMBOL}-1h.csv`), 'utf8')).toBe('my notes\n');
  });
});

describe('a file of the archive', () => {
  const november = `data/spot/monthly/klines/${SYMBOL}/1h/${SYMBOL}-1h-2024-11`;
  const ofNovember = { to: Date.UTC(2024, 11, 1) };

  it('whose bytes do not have their sum is refused and not kept', async () => {
    publishAll();
    server.corrupt(`${november}.zip`, new TextEncoder().encode('not what was signed'));
    await expect(download(ofNovember)).rejects.toMatchObject({
      code: 'bad-payload',
      message: expect.stringContaining('2024-11.zip does not have the sum'),
    });
    expect(existsSync(join(out, 'archive'))).toBe(false);
    expect(existsSync(join(out, `${SYMBOL}-1h.csv`))).toBe(false);
  });

  it.each([
    {
      name: 'is a damaged zip',
      publish: () => server.publishBytes(`${november}.zip`, new Uint8Array(500).fill(7)),
      why: /damaged zip/,
    },
    { name: 'holds another file', publish: () => server.publish(november, ''), why: /holds no candle/ },
    {
      name: 'has a candle of another month',
      publish: () => publishRows((rows) => rows.map(shiftedBy(40 * DAY_MS))),
      why: /not in the period/,
    },
    {
      name: 'has the same hour twice',
      publish: () => publishRows((rows) => rows.flatMap((row) => [row, row])),
      why: /line 2.*comes after/,
    },
    {
      name: 'has a candle that cannot be true',
      publish: () => publishRows((rows) => rows.map((row) => ({ ...row, low: row.high * 2 }))),
      why: /line 1: the candle has/,
    },
    {
      name: 'has a column too few',
      publish: () => server.publish(november, '1730419200000,1,1,1,1\n'),
      why: /5 fields instead of 12/,
    },
    {
      name: 'has words for numbers',
      publish: () => server.publish(november, csvOf(candles.slice(0, 1)).replace(/\.\d+/, 'x')),
      why: /no plain number/,
    },
  ])('that $name is refused by name', async ({ publish, why }) => {
    publish();
    await expect(download(ofNovember)).rejects.toMatchObject({ code: 'bad-payload', message: expect.stringMatching(why) });
    expect(existsSync(join(out, `${SYMBOL}-1h.csv`))).toBe(false);
  });

  it('may begin with a header', async () => {
    const header =
      'open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,ignore\n';
    server.publish(november, header + csvOf(candles.filter(({ openedAt }) => openedAt < Date.UTC(2024, 11, 1))));
    expect(await download(ofNovember)).toMatchObject({ candles: 720 });
  });

  it.each([
    { name: 'is cut off', fault: { kind: 'break' } },
    { name: 'never comes', fault: { kind: 'hang' } },
    { name: 'meets a server in trouble', fault: { kind: 'status', status: 503 } },
  ] as const)('that $name once is fetched again', async ({ fault }) => {
    publishAll();
    server.plan(/2024-11\.zip$/, fault);
    expect(await download(ofNovember)).toMatchObject({ candles: 720 });
    expect(server.zipRequests()).toHaveLength(2);
  });

  it('that is replaced between its sum and its bytes is taken as it is then', async () => {
    publishAll();
    const transport: typeof systemHttpTransport = async (input, init) => {
      const answer = await systemHttpTransport(input, init);
      if (String(input).endsWith('2024-11.zip.CHECKSUM') && server.zipRequests().length === 0)
        server.publish(november, csvOf(candles.slice(0, 700)));
      return answer;
    };
    const client = new ArchiveClient({ transport, clock, baseUrl: server.url });
    expect(await download({ ...ofNovember, client })).toMatchObject({ candles: 700 });
  });

  function publishRows(change: (rows: readonly Candle[]) => readonly Candle[]): void {
    server.publish(november, csvOf(change(candles.slice(0, 24))));
  }
});

describe('a download that is interrupted', () => {
  it('goes on from what it has, and leaves no half file behind', async () => {
    publishAll();
    server.plan(/2025-02-2\d\.zip$/, { kind: 'status', status: 403 }, 1_000);
    await expect(download()).rejects.toMatchObject({ code: 'bad-payload' });
    const kept = readdirSync(join(out, 'archive', SYMBOL));
    expect(kept.length).toBeGreaterThan(15);
    expect(kept.filter((name) => !name.endsWith('.zip'))).toEqual([]);
    expect(existsSync(join(out, `${SYMBOL}-1h.csv`))).toBe(false);
    server.heal();
    expect(await download()).toMatchObject({ candles: candles.length, keptFiles: kept.length, fetchedFiles: 33 - kept.length });
  });

  it('fetches anew a kept file whose bytes have changed on the disk', async () => {
    publishAll();
    await download();
    writeFileSync(join(out, 'archive', SYMBOL, `${SYMBOL}-1h-2024-11.zip`), 'bit rot');
    expect(await download()).toMatchObject({ candles: candles.length, fetchedFiles: 1 });
  });
});

function shiftedBy(durationMs: number): (candle: Candle) => Candle {
  return (candle) => ({ ...candle, openedAt: candle.openedAt + durationMs });
}

/** As the archive writes it: eight decimals. */
function roundedCandle({ openedAt, open, high, low, close, volume }: Candle): Candle {
  const round = (value: number): number => Number(value.toFixed(8));
  return { openedAt, open: round(open), high: round(high), low: round(low), close: round(close), volume: round(volume) };
}
