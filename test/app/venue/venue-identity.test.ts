import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { silentLog } from '../../../src/adapters/system/silent-log.ts';
import { bindDataFolder } from '../../../src/app/venue/bind-data-folder.ts';
import { openRequestGovernor } from '../../../src/app/venue/request-pause-file.ts';
import { identifyVenue, type VenueEnvironment } from '../../../src/app/venue/venue-identity.ts';
import { SimulatedClock } from '../../../src/simulator/simulated-clock.ts';

const KEYS: VenueEnvironment = {
  binanceApiKey: 'key-1',
  binanceApiSecret: 'secret-1',
  binanceRestUrl: null,
  binanceStreamUrl: null,
  binanceWsApiUrl: null,
  liveAllowed: 'true',
};

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'steward-venue-'));
  onTestFinished(() => rm(path, { recursive: true }));
  return path;
}

describe('the venue live', () => {
  it('is what it is with both yeses and a key', () => {
    expect(identifyVenue('live', KEYS)).toMatchObject({ venue: 'live', restUrl: 'https://api.binance.com' });
    expect(JSON.stringify(identifyVenue('live', KEYS))).not.toContain('key-1');
  });

  it.each([
    ['without the second yes', { liveAllowed: null }, 'LIVE_ALLOWED is not set'],
    ['with another word than true', { liveAllowed: '1' }, 'LIVE_ALLOWED is "1"'],
    ['without a key', { binanceApiKey: null }, 'BINANCE_API_KEY is not set'],
    ['without a secret', { binanceApiSecret: null }, 'BINANCE_API_SECRET is not set'],
    ['at a host of the testnet', { binanceRestUrl: 'https://testnet.binance.vision' }, 'host of the testnet'],
    ['without encryption', { binanceRestUrl: 'http://api.binance.com' }, 'without encryption'],
    ['at something that is no address', { binanceStreamUrl: 'nowhere' }, 'is no address'],
  ])('is refused %s', (_how, changes, told) => {
    expect(() => identifyVenue('live', { ...KEYS, ...changes })).toThrow(told);
  });

  it('tells everything that is missing at once', () => {
    const none = { ...KEYS, binanceApiKey: null, binanceApiSecret: null, liveAllowed: null };
    expect(() => identifyVenue('live', none)).toThrow(/LIVE_ALLOWED[\s\S]*BINANCE_API_KEY[\s\S]*BINANCE_API_SECRET/);
  });
});

describe('the venue testnet', () => {
  it('needs no second yes, and may be an exchange on this machine', () => {
    const identity = identifyVenue('testnet', { ...KEYS, liveAllowed: null, binanceRestUrl: 'http://127.0.0.1:9010' });
    expect(identity).toMatchObject({ venue: 'testnet', restUrl: 'http://127.0.0.1:9010' });
  });

  it('is refused at the real exchange', () => {
    expect(() => identifyVenue('testnet', { ...KEYS, binanceRestUrl: 'https://api.binance.com' })).toThrow(
      'not a host of the testnet',
    );
  });
});

describe('a data folder', () => {
  it('belongs to the account that it was first used with', async () => {
    const dataDir = await folder();
    expect(await bindDataFolder(dataDir, identifyVenue('live', KEYS), 5)).toEqual({ boundAt: 5 });
    expect(await bindDataFolder(dataDir, identifyVenue('live', KEYS), 9)).toEqual({ boundAt: 5 });
    expect(await readFile(join(dataDir, 'venue.json'), 'utf8')).not.toContain('key-1');
  });

  it.each([
    ['another key', identifyVenue('live', { ...KEYS, binanceApiKey: 'key-2' }), 'keyFingerprint'],
    ['another venue', identifyVenue('testnet', KEYS), 'venue live, not testnet'],
    [
      'another host',
      identifyVenue('live', { ...KEYS, binanceRestUrl: 'http://localhost:1' }),
      'host api.binance.com, not localhost:1',
    ],
  ])('is refused to %s', async (_what, identity, told) => {
    const dataDir = await folder();
    await bindDataFolder(dataDir, identifyVenue('live', KEYS), 5);
    await expect(bindDataFolder(dataDir, identity, 9)).rejects.toThrow(told);
  });

  it('whose note is damaged is refused, since nothing is guessed', async () => {
    const dataDir = await folder();
    await writeFile(join(dataDir, 'venue.json'), '{"venue":');
    await expect(bindDataFolder(dataDir, identifyVenue('live', KEYS), 5)).rejects.toThrow(/damaged/);
  });
});

describe('a pause that the exchange asked for', () => {
  it('outlives the process', async () => {
    const dataDir = await folder();
    const clock = new SimulatedClock({ startAt: Date.UTC(2026, 10, 25) });
    openRequestGovernor({ dataDir, clock, log: silentLog }).pause(3_600_000);
    const next = openRequestGovernor({ dataDir, clock, log: silentLog });
    await expect(next.admit(1)).rejects.toThrow(/wants no requests from this address until 2026-11-25T01:00/);
    await clock.advanceTo(clock.now() + 3_600_001);
    await next.admit(1);
  });

  it('that cannot be read counts as none', async () => {
    const dataDir = await folder();
    await writeFile(join(dataDir, 'binance-pause.json'), 'nothing');
    await openRequestGovernor({ dataDir, clock: new SimulatedClock({ startAt: 0 }), log: silentLog }).admit(1);
  });
});
