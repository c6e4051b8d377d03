import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DAY_MS } from '../../src/domain/time.ts';
import type { InstrumentPreset } from '../../src/simulator/instrument-presets.ts';
import { credentialsOfSeed } from '../../src/simulator/server/credentials.ts';
import { openVenue } from '../../src/simulator/server/open-venue.ts';
import type { ServedVenue } from '../../src/simulator/server/served-venue.ts';
import { OwnBooks } from '../simulation/own-books.ts';
import { childEnvironment } from '../support/child-environment.ts';
import { projectRoot } from '../support/project-root.ts';
import { ScriptedClaude } from '../support/scripted-claude.ts';
import { startAnthropicServer } from '../support/servers/anthropic-server.ts';
import { FearGreedServer } from '../support/servers/fear-greed-server.ts';
import { StandClock } from '../support/stand-clock.ts';
import { steadyMarket } from '../support/steady-market.ts';
import { until } from '../support/until.ts';
import { OrderGate } from './order-gate.ts';

export const SYMBOL = 'BTCUSDT';
/** Half past the hour: no session is due by itself. */
const START_AT = Date.UTC(2026, 10, 24, 12, 30);
const HISTORY_MS = 30 * DAY_MS;
const SEED = 7;
const ANTHROPIC_KEY = 'sk-ant-api03-crash-matrix-000000000000000000000000';
/** What the account's owner has besides: it must never be sold. */
export const FOREIGN_COINS = '0.25';

/** A process of the bot. */
export interface Life {
  readonly child: ChildProcess;
  output(): string;
  printed(pattern: RegExp): Promise<RegExpMatchArray>;
  says(line: string): void;
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
}

/** Everything outside of the bot: an exchange with a gate before it, and a model that wants what it is told to want. */
export interface CrashStand {
  readonly dataDir: string;
  readonly configDir: string;
  readonly venue: ServedVenue;
  readonly gate: OrderGate;
  readonly own: OwnBooks;
  readonly plan: ScriptedClaude['plan'];
  /** Makes this happen on the exchange now. */
  strike(script: unknown): void;
  /** Starts a program of Node: these operands. */
  start(...operands: readonly string[]): Life;
  close(): Promise<void>;
}

export async function openCrashStand(options: {
  /** An empty folder for the bot's data and its configuration. */
  readonly folder: string;
  readonly preset: InstrumentPreset;
  /** How many times faster than real the exchange's time passes, and with it the bot's. */
  readonly speed: number;
}): Promise<CrashStand> {
  const { folder, preset, speed } = options;
  const clock = new StandClock(START_AT);
  const credentials = credentialsOfSeed(SEED);
  const { venue, server } = openVenue({
    future: steadyMarket({ from: START_AT - HISTORY_MS, until: START_AT + DAY_MS }),
    symbols: [SYMBOL],
    preset,
    seed: SEED,
    credentials,
    balances: { USDT: '10000', BTC: FOREIGN_COINS },
    openedAt: START_AT,
    time: { speed },
  });
  const port = await server.listen(0);
  const gate = new OrderGate(`http://127.0.0.1:${port}`);
  const gateUrl = await gate.listen();
  const claude = await startAnthropicServer({ apiKey: ANTHROPIC_KEY });
  const script = new ScriptedClaude(() => Number(venue.account.market.lastTick(SYMBOL, venue.account.now)?.price ?? 0));
  claude.script((request) => script.answer(request));
  const fearGreed = await new FearGreedServer().listen();
  fearGreed.values = [{ value: 54, classification: 'Neutral', publishedAt: START_AT - DAY_MS / 2 }];
  const environment = {
    ANTHROPIC_API_KEY: ANTHROPIC_KEY,
    ANTHROPIC_BASE_URL: claude.url,
    FEAR_GREED_URL: `${fearGreed.url}/fng/`,
    BINANCE_API_KEY: credentials.apiKey,
    BINANCE_API_SECRET: credentials.secret,
    BINANCE_REST_URL: gateUrl,
    BINANCE_STREAM_URL: `ws://127.0.0.1:${port}`,
    BINANCE_WS_API_URL: `ws://127.0.0.1:${port}/ws-api/v3`,
  };
  const configDir = writeConfiguration(folder);
  const lives = new Set<Life>();
  return {
    dataDir: mkdtempSync(join(folder, 'data-')),
    configDir,
    venue,
    gate,
    own: new OwnBooks({ account: venue.account, symbols: [SYMBOL], writtenOff: new Map() }),
    plan: (...sessions) => script.plan(...sessions),
    strike(faults) {
      server.pump();
      venue.inject(faults);
      server.pump();
    },
    start(...operands) {
      const env = childEnvironment({ ...environment, STEWARD_CONFIG_DIR: configDir });
      const life = watch(spawn(process.execPath, [clock.nodeArgument, ...operands], { cwd: projectRoot, env }));
      lives.add(life);
      return life;
    },
    async close() {
      for (const { child } of lives) child.kill('SIGKILL');
      await Promise.all([...lives].map(({ ended }) => ended));
      await gate.close();
      await Promise.all([server.close(), claude.close(), fearGreed.close()]);
    },
  };
}

/** The usual configuration, on the exchange of this stand. */
function writeConfiguration(folder: string): string {
  const configDir = mkdtempSync(join(folder, 'config-'));
  cpSync(join(projectRoot, 'config'), configDir, { recursive: true });
  const file = join(configDir, 'steward.yaml');
  const usual = readFileSync(file, 'utf8');
  writeFileSync(file, usual.replace(/^venue: .*$/m, 'venue: testnet').replace(/^symbols: .*$/m, `symbols: [${SYMBOL}]`));
  return configDir;
}

function watch(child: ChildProcess): Life {
  let text = '';
  const take = (chunk: unknown): void => {
    text += String(chunk);
  };
  child.stdout?.on('data', take);
  child.stderr?.on('data', take);
  // A process that was killed reads nothing more.
  child.stdin?.on('error', () => undefined);
  const ended = new Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal }));
  });
  return {
    child,
    output: () => text,
    printed: (pattern) => until(() => pattern.exec(text), `output like ${pattern}`, { timeoutMs: 30_000, context: () => text }),
    says: (line) => void child.stdin?.write(`${line}\n`),
    ended,
  };
}
