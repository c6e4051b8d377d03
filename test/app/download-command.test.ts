import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DAY_MS, dayStart, HOUR_MS, hourStart, isoDate } from '../../src/domain/time.ts';
import { artefactFolder } from '../support/artefact-folder.ts';
import { childEnvironment } from '../support/child-environment.ts';
import { generatedCandles } from '../support/generated-candles.ts';
import { projectRoot } from '../support/project-root.ts';
import { BinanceArchiveServer } from '../support/servers/binance-archive-server.ts';
import { startBinanceServer } from '../support/servers/binance-server.ts';

function runSteward(operands: readonly string[], variables: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, ['bin/steward.js', ...operands], { cwd: projectRoot, env: childEnvironment(variables) });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
  return new Promise<{ readonly code: number | null; readonly output: string }>((resolve) => {
    child.on('close', (code) => resolve({ code, output: Buffer.concat(chunks).toString() }));
  });
}

describe('steward download', () => {
  it('joins days of the archive and hours of the exchange to a file of candles up to the last closed hour', async () => {
    const today = dayStart(Date.now());
    const from = today - 2 * DAY_MS;
    const candles = generatedCandles({ seed: 8, from, count: 4 * 24, firstPrice: 60_000 });
    const archive = await new BinanceArchiveServer().listen();
    const binance = await startBinanceServer({ now: () => Date.now(), candles: { BTCUSDT: candles } });
    archive.publishDay('BTCUSDT', from, candles);
    archive.publishDay('BTCUSDT', from + DAY_MS, candles);
    const out = join(artefactFolder(), 'candles');
    const environment = { BINANCE_ARCHIVE_URL: archive.url, BINANCE_REST_URL: binance.url };
    const before = hourStart(Date.now());
    const { code, output } = await runSteward(
      ['download', '--symbols', 'BTC', '--from', isoDate(from), '--out', out],
      environment,
    );
    await Promise.all([archive.close(), binance.close()]);
    expect(code, output).toBe(0);
    expect(output).toContain('2 files fetched');
    const rows = readFileSync(join(out, 'BTCUSDT-1h.csv'), 'utf8').trimEnd().split('\n').slice(1);
    const openedAts = rows.map((row) => Number(row.split(',')[0]));
    expect(openedAts).toEqual(candles.map(({ openedAt }) => openedAt).slice(0, openedAts.length));
    expect(openedAts.at(-1)).toBeGreaterThanOrEqual(before - HOUR_MS);
  });

  it.each([
    { name: 'an empty period', operands: ['--from', '2024-02-01', '--to', '2024-01-01'], why: 'The period is empty' },
    { name: 'a period that is to come', operands: ['--from', '2099-01-01'], why: 'The period is empty' },
    { name: 'no market', operands: ['--from', '2024-01-01', '--symbols', 'BTC,?'], why: 'Expected markets' },
  ])('ends with 2 for $name', async ({ operands, why }) => {
    const { code, output } = await runSteward(['download', ...operands], {});
    expect(output).toContain(why);
    expect(code).toBe(2);
  });
});
