import { readFileSync, writeFileSync } from 'node:fs';
import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openFileJournal } from '../../../src/adapters/journal/file-journal.ts';
import { systemHttpTransport } from '../../../src/adapters/system/http-transport.ts';
import { acquireLease } from '../../../src/adapters/system/socket-lease.ts';
import { SystemClock } from '../../../src/adapters/system/system-clock.ts';
import { checkNode } from '../../../src/app/doctor/check-node.ts';
import { examine } from '../../../src/app/doctor/examine.ts';
import { secretFingerprint } from '../../../src/app/doctor/secret-fingerprint.ts';
import { type Environment, readEnvironment } from '../../../src/app/environment.ts';
import { DEFAULT_SYMBOLS } from '../../../src/domain/market-symbol.ts';
import { HOUR_MS, hourStart } from '../../../src/domain/time.ts';
import { type DoctorCheck, doctorText } from '../../../src/report/doctor-text.ts';
import { artefactFolder } from '../../support/artefact-folder.ts';
import { generatedCandles } from '../../support/generated-candles.ts';
import { projectRoot } from '../../support/project-root.ts';
import { type AnthropicServer, startAnthropicServer } from '../../support/servers/anthropic-server.ts';
import { type BinanceServer, startBinanceServer } from '../../support/servers/binance-server.ts';
import { TelegramServer } from '../../support/servers/telegram-server.ts';

const API_KEY = 'sk-ant-api03-doctored-key-0000000000000000';
const TOKEN = '7000000002:AAdoctoredTokenOfTheStand0000000000';

/** Nothing but an exchange that does not answer, so that no test leaves this machine. */
const NOTHING_SET = readEnvironment({ BINANCE_REST_URL: 'http://127.0.0.1:1' });

const clock = new SystemClock({
  onTimerFault: (error) => {
    throw error;
  },
});

const cleanUp: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of cleanUp.splice(0).reverse()) await close();
});

interface Outside {
  readonly binance: BinanceServer;
  readonly telegram: TelegramServer;
  readonly claude: AnthropicServer;
  readonly environment: Environment;
  /** What the exchange's clock shows beyond ours. */
  setOffset(offsetMs: number): void;
}

async function outside(): Promise<Outside> {
  let offsetMs = 0;
  const from = hourStart(Date.now()) - 3 * HOUR_MS;
  const candles = Object.fromEntries(
    DEFAULT_SYMBOLS.map((symbol) => [symbol, generatedCandles({ seed: 1, from, count: 4, firstPrice: 100 })]),
  );
  const binance = await startBinanceServer({ now: () => Date.now() + offsetMs, candles });
  const telegram = await new TelegramServer({ token: TOKEN }).listen();
  const claude = await startAnthropicServer({ apiKey: API_KEY });
  cleanUp.push(
    () => binance.close(),
    () => telegram.close(),
    () => claude.close(),
  );
  const environment = readEnvironment({
    ANTHROPIC_API_KEY: API_KEY,
    ANTHROPIC_BASE_URL: claude.url,
    TELEGRAM_BOT_TOKEN: TOKEN,
    TELEGRAM_API_ROOT: telegram.url,
    BINANCE_REST_URL: binance.url,
  });
  const setOffset = (ms: number): void => {
    offsetMs = ms;
  };
  return { binance, telegram, claude, environment, setOffset };
}

function examineWith(
  environment: Environment,
  { dataDir = artefactFolder(), configDir = join(projectRoot, 'config'), timeMax = 5_000 } = {},
) {
  return examine({ dataDir, configDir, environment, nodeVersion: 'v24.1.0', http: systemHttpTransport, clock }, { timeMax });
}

function named(checks: readonly DoctorCheck[], name: string): DoctorCheck {
  const found = checks.find((check) => check.name === name);
  if (found === undefined) throw new Error(`no check ${name}: ${doctorText(checks)}`);
  return found;
}

describe('an examination', () => {
  it.each([
    ['an unknown key', 'llm/ensemble.yaml', 'agents:\n  frist: { provider: rules }\n', 'llm.ensemble.agents.frist.provider'],
    ['an unknown file', 'llm/quorum.yaml', 'agents: {}\n', 'llm/quorum.yaml'],
    ['a key that was moved into each agent', 'steward.yaml', 'session: { turnsMax: 8 }\n', 'session.turnsMax'],
  ])('names %s and asks nothing of the network', async (_name, file, text, key) => {
    const configDir = artefactFolder();
    await mkdir(join(configDir, 'llm'));
    writeFileSync(join(configDir, file), text);
    const { environment } = await outside();
    let requests = 0;
    const refusing: typeof systemHttpTransport = () => {
      requests += 1;
      return Promise.reject(new Error('no request is expected'));
    };
    const parts = { dataDir: artefactFolder(), configDir, environment, nodeVersion: 'v24.1.0', http: refusing, clock };
    const { checks, isConfigured } = await examine(parts);
    expect(isConfigured).toBe(false);
    expect(named(checks, 'configuration')).toMatchObject({ state: 'problem', text: expect.stringContaining(key) });
    expect(requests).toBe(0);
  });

  it('finds nothing wrong where everything is there', async () => {
    const { environment } = await outside();
    const { checks, isConfigured } = await examineWith(environment);
    expect(isConfigured).toBe(true);
    expect(checks.filter(({ state }) => state === 'problem' || state === 'warning')).toEqual([]);
    const names = checks.map(({ name }) => name);
    for (const name of [
      'node',
      'configuration',
      'data folder',
      'disk space',
      'process',
      'journal',
      'start',
      'anthropic',
      'model',
    ])
      expect(names).toContain(name);
    for (const name of ['telegram', 'webhook', 'binance', 'clock', 'host']) expect(names).toContain(name);
  });

  it('names keys by their fingerprint and never tells them, not even when a host echoes them', async () => {
    const { environment, claude, telegram } = await outside();
    claude.listWith({ kind: 'error', status: 401, type: 'authentication_error', message: `no key ${API_KEY}` });
    telegram.fail('getMe', { kind: 'refuse', code: 400, description: `bad ${TOKEN}` });
    const { checks } = await examineWith(environment);
    const text = doctorText(checks) + JSON.stringify(checks);
    expect(text).toContain(secretFingerprint(API_KEY));
    expect(text).not.toContain(API_KEY);
    expect(text).not.toContain(TOKEN);
  });

  it('tells each problem of the configuration with its fix and asks nothing of the network', async () => {
    const { environment, binance, telegram } = await outside();
    const configDir = artefactFolder();
    writeFileSync(join(configDir, 'steward.yaml'), 'symbol: BTCUSDT\nlimits:\n  positionFractionMax: 7\n');
    const { checks, isConfigured } = await examineWith(environment, { configDir });
    expect(isConfigured).toBe(false);
    const problems = checks.filter(({ name }) => name === 'configuration');
    expect(problems.map(({ text }) => text)).toEqual([
      expect.stringContaining('symbol = '),
      expect.stringContaining('limits.positionFractionMax = 7'),
    ]);
    expect(problems.every(({ state, fix }) => state === 'problem' && fix !== null)).toBe(true);
    expect(binance.requests).toEqual([]);
    expect(telegram.calls).toEqual([]);
    expect(named(checks, 'network')).toMatchObject({ state: 'skipped' });
  });

  it('tells a broken catalogue of models', async () => {
    const configDir = artefactFolder();
    writeFileSync(join(configDir, 'models.yaml'), 'models: 3\n');
    const { checks } = await examineWith(NOTHING_SET, { configDir, timeMax: 300 });
    expect(named(checks, 'configuration')).toMatchObject({ state: 'problem', text: expect.stringContaining('models') });
  });

  it('ends in time when every host hangs, and says which did not answer', async () => {
    const { environment, binance, telegram, claude } = await outside();
    binance.plan({ kind: 'hang' }, { times: 100 });
    telegram.fail('*', { kind: 'hang' }, { times: 100 });
    claude.listWith({ kind: 'hang' });
    const startedAt = performance.now();
    const { checks } = await examineWith(environment, { timeMax: 600 });
    expect(performance.now() - startedAt).toBeLessThan(3_000);
    for (const name of ['anthropic', 'telegram', 'binance'])
      expect(named(checks, name)).toMatchObject({ state: 'problem', fix: expect.stringContaining('network') });
    expect(named(checks, 'telegram').text).toContain('no answer within');
    expect(named(checks, 'clock').state).toBe('skipped');
  });
});

describe('keys and hosts', () => {
  it('are said to be missing where nothing is set, which is no problem: a start is the demo', async () => {
    const { checks } = await examineWith(NOTHING_SET, { timeMax: 300 });
    expect(named(checks, 'start').text).toContain('demo');
    expect(named(checks, 'anthropic')).toMatchObject({ state: 'skipped', fix: expect.stringContaining('ANTHROPIC_API_KEY') });
    expect(named(checks, 'telegram')).toMatchObject({ state: 'skipped', fix: expect.stringContaining('@BotFather') });
    expect(named(checks, 'model').text).toContain('rules');
    expect(checks.filter(({ state }) => state === 'problem')).toEqual([]);
  });

  it('are a problem where they are not accepted', async () => {
    const { environment } = await outside();
    const { checks } = await examineWith({ ...environment, anthropicApiKey: 'sk-ant-wrong-key', telegramBotToken: '1:wrong' });
    expect(named(checks, 'anthropic')).toMatchObject({ state: 'problem', text: expect.stringContaining('is not accepted') });
    expect(named(checks, 'telegram')).toMatchObject({ state: 'problem', text: expect.stringContaining('is not accepted') });
  });

  it('tell a webhook that somebody else set', async () => {
    const { environment, telegram } = await outside();
    telegram.state.setWebhook('https://thief.example/hook');
    const { checks } = await examineWith(environment);
    expect(named(checks, 'webhook')).toMatchObject({ state: 'problem', text: expect.stringContaining('thief.example') });
  });

  it('explain a location that Binance does not serve', async () => {
    const { environment, binance } = await outside();
    binance.plan({ kind: 'restricted-location' }, { times: 100 });
    const { checks } = await examineWith(environment);
    expect(named(checks, 'binance')).toMatchObject({ state: 'problem', text: expect.stringContaining('451') });
    expect(named(checks, 'binance').fix).toContain('BINANCE_REST_URL');
  });

  it('tell markets that Binance does not have', async () => {
    const { environment } = await outside();
    const configDir = artefactFolder();
    writeFileSync(join(configDir, 'steward.yaml'), 'symbols: [BTCUSDT, XYZUSDT]\n');
    const { checks } = await examineWith(environment, { configDir });
    expect(named(checks, 'binance')).toMatchObject({ state: 'problem', text: expect.stringContaining('XYZUSDT') });
  });

  it.each([
    { name: 'fits', offsetMs: 0, state: 'ok' },
    { name: 'is behind', offsetMs: 30_000, state: 'problem' },
    { name: 'is ahead', offsetMs: -30_000, state: 'problem' },
  ])('tell whether the clock $name', async ({ offsetMs, state }) => {
    const { environment, setOffset } = await outside();
    setOffset(offsetMs);
    const { checks } = await examineWith(environment);
    expect(named(checks, 'clock').state).toBe(state);
  });

  it.each([
    { variable: 'ANTHROPIC_BASE_URL', url: 'https://gateway.invalid', state: 'warning' },
    { variable: 'TELEGRAM_API_ROOT', url: 'http://api.telegram.org', state: 'warning' },
    { variable: 'BINANCE_REST_URL', url: 'binance.com', state: 'problem' },
    { variable: 'BINANCE_REST_URL', url: 'http://127.0.0.1:1', state: 'ok' },
  ])('say what $variable = $url means', async ({ variable, url, state }) => {
    const { checks } = await examineWith(readEnvironment({ BINANCE_REST_URL: 'http://127.0.0.1:1', [variable]: url }), {
      timeMax: 300,
    });
    const host = checks.find(({ name, text }) => name === 'host' && text.startsWith(variable));
    expect(host?.state).toBe(state);
  });

  it('ask of a configuration that names a vendor without its key that the key is set', async () => {
    const configDir = artefactFolder();
    await mkdir(join(configDir, 'llm'));
    writeFileSync(join(configDir, 'llm', 'single.yaml'), 'agents:\n  trader:\n    provider: anthropic\n');
    const { checks } = await examineWith(NOTHING_SET, { configDir, timeMax: 300 });
    expect(named(checks, 'model')).toMatchObject({
      state: 'problem',
      text: 'llm.single.agents.trader.provider = anthropic: its key is not there',
      fix: expect.stringContaining('set ANTHROPIC_API_KEY'),
    });
  });
});

describe('the data folder', () => {
  it('is said to be at work while a process holds it', async () => {
    const dataDir = artefactFolder();
    const lease = await acquireLease(dataDir);
    cleanUp.push(() => lease.release());
    const { checks } = await examineWith(NOTHING_SET, { dataDir, timeMax: 300 });
    expect(named(checks, 'process')).toMatchObject({ state: 'ok', text: 'a Steward is at work on the data folder' });
  });

  it('need not be there yet, and is not made', async () => {
    const dataDir = join(artefactFolder(), 'not', 'yet');
    const { checks } = await examineWith(NOTHING_SET, { dataDir, timeMax: 300 });
    expect(named(checks, 'data folder')).toMatchObject({
      state: 'ok',
      text: expect.stringContaining('the first start makes it'),
    });
    expect(() => readFileSync(dataDir)).toThrow('ENOENT');
  });

  it('is a problem where a file is in its place', async () => {
    const dataDir = join(artefactFolder(), 'data');
    writeFileSync(dataDir, '');
    const { checks } = await examineWith(NOTHING_SET, { dataDir, timeMax: 300 });
    expect(named(checks, 'data folder')).toMatchObject({ state: 'problem', fix: expect.stringContaining('--data-dir') });
  });

  // The superuser may write everywhere.
  it.skipIf(process.getuid?.() === 0)('is a problem where it cannot be written to', async () => {
    const dataDir = artefactFolder();
    await chmod(dataDir, 0o500);
    cleanUp.push(() => chmod(dataDir, 0o700));
    const { checks } = await examineWith(NOTHING_SET, { dataDir, timeMax: 300 });
    expect(named(checks, 'data folder')).toMatchObject({ state: 'problem', fix: expect.stringContaining('chmod') });
  });

  it('has a journal that is sound, torn or damaged', async () => {
    const dataDir = artefactFolder();
    const folder = join(dataDir, 'journal');
    const journal = await openFileJournal({ folder, durability: 'fsync' });
    const fact = { kind: 'alert-resolved', key: 'a' } as const;
    await journal.append([{ at: 1, bookId: 'main', sessionId: null, fact }]).durable;
    await journal.append([{ at: 2, bookId: 'main', sessionId: null, fact }]).durable;
    await journal.close();
    const path = join(folder, '00000001.jsonl');
    const sound = readFileSync(path, 'utf8');
    const stateNow = async () => named((await examineWith(NOTHING_SET, { dataDir, timeMax: 1_000 })).checks, 'journal');
    expect(await stateNow()).toMatchObject({ state: 'ok', text: 'sound: 2 entries' });
    writeFileSync(path, sound.slice(0, -5));
    expect(await stateNow()).toMatchObject({ state: 'warning' });
    writeFileSync(path, sound.replace('"at":1', '"at":3'));
    expect(await stateNow()).toMatchObject({ state: 'problem', text: expect.stringContaining('line 1') });
  });
});

describe('the mode in force', () => {
  it('is the one that a chat chose last', async () => {
    const dataDir = artefactFolder();
    const journal = await openFileJournal({ folder: join(dataDir, 'journal'), durability: 'fsync' });
    const by = { kind: 'person', id: '1', name: 'Ada' } as const;
    const fact = { kind: 'mode-changed', from: 'single', to: 'ensemble', by } as const;
    await journal.append([{ at: 1, bookId: 'main', sessionId: null, fact }]).durable;
    await journal.close();
    const { checks } = await examineWith(NOTHING_SET, { dataDir, timeMax: 1_000 });
    expect(named(checks, 'modes').text).toContain('ensemble is in force');
  });
});

describe('the version of Node.js', () => {
  it.each([
    { version: 'v18.20.0', state: 'problem' },
    { version: 'v20.18.3', state: 'problem' },
    { version: 'v20.19.0', state: 'ok' },
    { version: 'v24.0.0', state: 'ok' },
  ])('$version is $state', ({ version, state }) => expect(checkNode(version).state).toBe(state));

  it('is asked for as package.json does', () => {
    const { engines }: { readonly engines: { readonly node: string } } = JSON.parse(
      readFileSync(join(projectRoot, 'package.json'), 'utf8'),
    );
    expect(engines.node).toBe('>=20.19');
    expect(checkNode('v20.18.9').fix).toContain('20.19');
  });
});
