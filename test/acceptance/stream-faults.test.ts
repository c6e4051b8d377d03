import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { FileBlobStore } from '../../src/adapters/journal/file-blob-store.ts';
import { readTape } from '../../src/adapters/tape/read-tape.ts';
import { findReads } from '../../src/adapters/tape/taped-reads.ts';
import { BLOB_FOLDER, TAPE_FOLDER } from '../../src/app/folders.ts';
import type { Candle } from '../../src/domain/candle.ts';
import { DEFAULT_SYMBOLS, type MarketSymbol } from '../../src/domain/market-symbol.ts';
import { DAY_MS, type EpochMs, HOUR_MS, hourStart, MINUTE_MS, SECOND_MS } from '../../src/domain/time.ts';
import { openVenue } from '../../src/simulator/server/open-venue.ts';
import { artefactFolder } from '../support/artefact-folder.ts';
import { candlesOnTicks } from '../support/candles-on-ticks.ts';
import { childEnvironment } from '../support/child-environment.ts';
import { expectSoundFolder } from '../support/expect-sound-folder.ts';
import { projectRoot } from '../support/project-root.ts';
import { ScriptedClaude } from '../support/scripted-claude.ts';
import { startAnthropicServer } from '../support/servers/anthropic-server.ts';
import { until } from '../support/until.ts';
import { openWatchedRoad } from '../support/watched-road.ts';

/** An hour of the exchange is half a minute of the machine. */
const SPEED = 120;
const OPENED_AT: EpochMs = Date.UTC(2026, 0, 15, 12, 20);
const FIRST_HOUR = hourStart(OPENED_AT) - 30 * DAY_MS;
const HOURS = 30 * 24 + 12;
const PATIENCE_MS = 180 * SECOND_MS;
const ANTHROPIC_KEY = 'sk-ant-api03-stream-faults-0000000000000000000000';

/** Minutes of the exchange after the bot has begun. */
const at = (minutes: number) => ({ afterMs: minutes * MINUTE_MS });
const MUTE = { from: 4, until: 16 } as const;
const AN_HOUR_OF_FAULTS: readonly object[] = [
  { fault: 'stream-mute', ...at(MUTE.from), forMs: (MUTE.until - MUTE.from) * MINUTE_MS },
  { fault: 'stream-repeat', ...at(18), forMs: 8 * MINUTE_MS, share: 0.5 },
  { fault: 'stream-drop', ...at(27), forMs: 8 * MINUTE_MS, share: 0.7 },
  { fault: 'stream-reorder', ...at(36), forMs: 8 * MINUTE_MS },
  { fault: 'stream-replay', ...at(45), forMs: 5 * MINUTE_MS, share: 0.3 },
  ...[51, 53, 55].map((minutes) => ({ fault: 'disconnect', ...at(minutes) })),
];

/** The exchange that `steward sim` serves, within this process, so that its clock, its store and its counters can be looked at. */
async function openExchange() {
  const stored = new Map(
    DEFAULT_SYMBOLS.map((symbol, index) => [symbol, candlesOnTicks(symbol, { seed: index + 1, from: FIRST_HOUR, count: HOURS })]),
  );
  const { venue, server } = openVenue({
    future: { candleAt: (symbol, openedAt) => stored.get(symbol)?.[(openedAt - FIRST_HOUR) / HOUR_MS] ?? null },
    symbols: DEFAULT_SYMBOLS,
    preset: 'spot-2026',
    seed: 1,
    credentials: { apiKey: 'nobody0123456789', secret: 'nobody-asks' },
    balances: { USDT: '10000' },
    openedAt: OPENED_AT,
    time: { speed: SPEED },
  });
  const port = await server.listen(0);
  const now = () => venue.time.now();
  const road = await openWatchedRoad({ port, now });
  onTestFinished(async () => {
    await road.close();
    await server.close();
  });
  return { venue, stored, road, now, streamUrl: `ws://127.0.0.1:${port}` };
}

/** `steward run` on paper, as a process of its own, which steers from its terminal. */
async function startSteward(dataDir: string, exchange: { readonly restUrl: string; readonly streamUrl: string }) {
  const claude = await startAnthropicServer({ apiKey: ANTHROPIC_KEY });
  const script = new ScriptedClaude(() => 1);
  claude.script((request) => script.answer(request));
  const child = spawn(process.execPath, ['bin/steward.js', 'run', '--data-dir', dataDir], {
    cwd: projectRoot,
    env: childEnvironment({
      ANTHROPIC_API_KEY: ANTHROPIC_KEY,
      ANTHROPIC_BASE_URL: claude.url,
      BINANCE_REST_URL: exchange.restUrl,
      BINANCE_STREAM_URL: exchange.streamUrl,
      FEAR_GREED_URL: `${exchange.restUrl}/none`,
      STEWARD_CONFIG_DIR: join(projectRoot, 'config'),
    }),
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      output += String(chunk);
    });
  const ended = new Promise<unknown>((resolve) => child.on('close', (code, signal) => resolve({ code, signal })));
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
    await claude.close();
  });
  return {
    output: () => output,
    end: () => {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

/** The candles that a session of the bot worked on, as its tape has them. */
async function candlesOfSession(dataDir: string, sessionId: string): Promise<ReadonlyMap<MarketSymbol, readonly Candle[]>> {
  const blobs = new FileBlobStore(join(dataDir, BLOB_FOLDER));
  const tape = await readTape({ folder: join(dataDir, TAPE_FOLDER), sessionId, blobs });
  if (tape?.reads === undefined || tape.reads === null) throw new Error(`there is no tape of ${sessionId}`);
  return (await findReads(tape, tape.reads, blobs)).candles;
}

describe('steward run on paper, through an hour of faults of its streams', () => {
  it('keeps reading prices, and its sessions work on the right closed candles', { timeout: PATIENCE_MS }, async () => {
    const { venue, stored, road, now, streamUrl } = await openExchange();
    const dataDir = artefactFolder();
    const steward = await startSteward(dataDir, { restUrl: road.url, streamUrl });
    await until(() => /Paper trading on Binance's prices/.exec(steward.output()), 'the first line', { context: steward.output });
    const begunAt = now();
    venue.inject(AN_HOUR_OF_FAULTS);
    const lastSlot = hourStart(begunAt + HOUR_MS) + HOUR_MS;
    await until(() => (now() > lastSlot + 4 * MINUTE_MS ? true : null), 'the session after the hour of faults', {
      context: steward.output,
    });
    expect(await steward.end(), steward.output()).toEqual({ code: 0, signal: null });
    expect(steward.output()).not.toContain('"level":"error"');

    for (const fault of ['stream-mute', 'stream-repeat', 'stream-drop', 'stream-reorder', 'stream-replay', 'disconnect'])
      expect(venue.faults.counts[fault], fault).toBeGreaterThan(0);
    expectPricesByRest(
      road.passers.filter(({ path }) => path === '/api/v3/ticker/price').map((passer) => passer.at),
      begunAt,
    );
    expect(steward.output()).toContain('the price stream changed');
    expect(steward.output()).not.toContain('another candle');

    const { entries } = await expectSoundFolder(dataDir);
    const slots = entries.flatMap(({ fact }) => (fact.kind === 'session-started' ? [fact.slotAt] : []));
    expect(slots).toContain(lastSlot);
    const outcomes = entries.flatMap(({ fact }) => (fact.kind === 'session-closed' ? [fact.outcome.tag] : []));
    expect(new Set(outcomes)).toEqual(new Set(['completed']));
    for (const entry of entries) {
      if (entry.fact.kind !== 'session-started' || entry.sessionId === null) continue;
      await expectRightCandles(dataDir, { sessionId: entry.sessionId, slotAt: entry.fact.slotAt, stored });
    }
  });
});

/** While the stream is mute the prices are asked for, and never for long nobody asks. */
function expectPricesByRest(asked: readonly EpochMs[], begunAt: EpochMs): void {
  const from = begunAt + MUTE.from * MINUTE_MS + MINUTE_MS;
  const until = begunAt + MUTE.until * MINUTE_MS;
  const whileMute = asked.filter((askedAt) => askedAt >= from && askedAt < until);
  const gaps = [...whileMute, until].map((askedAt, index) => askedAt - (whileMute[index - 1] ?? from));
  expect(whileMute.length).toBeGreaterThan(20);
  expect(Math.max(...gaps)).toBeLessThan(2 * MINUTE_MS);
}

async function expectRightCandles(
  dataDir: string,
  session: {
    readonly sessionId: string;
    readonly slotAt: EpochMs;
    readonly stored: ReadonlyMap<MarketSymbol, readonly Candle[]>;
  },
): Promise<void> {
  const { sessionId, slotAt, stored } = session;
  const read = await candlesOfSession(dataDir, sessionId);
  for (const symbol of DEFAULT_SYMBOLS) {
    const wanted = stored.get(symbol)?.filter(({ openedAt }) => openedAt + HOUR_MS <= slotAt);
    expect(wanted?.at(-1)?.openedAt).toBe(slotAt - HOUR_MS);
    expect(read.get(symbol), `${sessionId} ${symbol}`).toEqual(wanted);
  }
}
