import { type ChildProcess, spawn } from 'node:child_process';
import { DEFAULT_SYMBOLS, type MarketSymbol } from '../../src/domain/market-symbol.ts';
import { DAY_MS, hourStart } from '../../src/domain/time.ts';
import { childEnvironment } from './child-environment.ts';
import { generatedCandles } from './generated-candles.ts';
import { projectRoot } from './project-root.ts';
import { type AnthropicServer, type ScriptedAnswer, startAnthropicServer } from './servers/anthropic-server.ts';
import { type BinanceServer, startBinanceServer } from './servers/binance-server.ts';
import { TelegramServer } from './servers/telegram-server.ts';

const HISTORY_DAYS = 260;
const TELEGRAM_TOKEN = '7000000001:AAcanary5ecretTelegramTokenOfThePaperSt';
const ANTHROPIC_KEY = 'sk-ant-api03-canary5ecret-paper-stand-0000000000000000000000';
const FIRST_PRICES: Readonly<Record<string, number>> = {
  BTCUSDT: 60_000,
  ETHUSDT: 3_000,
  BNBUSDT: 500,
  ADAUSDT: 0.5,
  SOLUSDT: 150,
};

/** Everything outside of the bot, on this machine: Binance's public data, Telegram, Claude; and the real process that talks to them. */
export interface PaperStand {
  readonly binance: BinanceServer;
  readonly telegram: TelegramServer;
  readonly claude: AnthropicServer;
  /** Starts `steward run` on a data folder. */
  start(options: {
    readonly dataDir: string;
    readonly arguments?: readonly string[];
    readonly environment?: Readonly<Record<string, string>>;
  }): RunningSteward;
  close(): Promise<void>;
}

export interface RunningSteward {
  readonly child: ChildProcess;
  output(): string;
  /** Waits until the output, both streams, matches. */
  printed(pattern: RegExp, timeoutMs?: number): Promise<RegExpMatchArray>;
  /** Sends the signal and waits for the end. */
  end(signal?: NodeJS.Signals): Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
}

export async function openPaperStand(script: (turn: number, snapshotId: string) => ScriptedAnswer): Promise<PaperStand> {
  const now = Date.now();
  const from = hourStart(now) - HISTORY_DAYS * DAY_MS;
  const candles = Object.fromEntries(
    DEFAULT_SYMBOLS.map((symbol, index) => [
      symbol,
      generatedCandles({ seed: index + 1, from, count: HISTORY_DAYS * 24 + 48, firstPrice: FIRST_PRICES[symbol] ?? 100 }),
    ]),
  ) as Readonly<Record<MarketSymbol, ReturnType<typeof generatedCandles>>>;
  const binance = await startBinanceServer({ now: () => Date.now(), candles });
  for (const symbol of DEFAULT_SYMBOLS) {
    const newest = candles[symbol]?.filter((candle) => candle.openedAt < hourStart(now)).at(-1);
    if (newest !== undefined) binance.setPrice(symbol, newest.close.toPrecision(6));
  }
  const telegram = new TelegramServer({ token: TELEGRAM_TOKEN });
  await telegram.listen();
  const claude = await startAnthropicServer({ apiKey: ANTHROPIC_KEY });
  claude.script((request, turn) => script(turn, /snapshot[^0-9a-f]*([0-9a-f]{32})/i.exec(JSON.stringify(request))?.[1] ?? ''));
  const environment = {
    ANTHROPIC_API_KEY: ANTHROPIC_KEY,
    ANTHROPIC_BASE_URL: claude.url,
    TELEGRAM_BOT_TOKEN: TELEGRAM_TOKEN,
    TELEGRAM_API_ROOT: telegram.url,
    BINANCE_REST_URL: binance.url,
  };
  return {
    binance,
    telegram,
    claude,
    start: ({ dataDir, arguments: more = [], environment: other = {} }) =>
      watch(
        spawn(process.execPath, ['bin/steward.js', 'run', '--data-dir', dataDir, '--config-dir', 'config', ...more], {
          cwd: projectRoot,
          env: childEnvironment({ ...environment, ...other }),
        }),
      ),
    async close() {
      await Promise.all([binance.close(), telegram.close(), claude.close()]);
    },
  };
}

function watch(child: ChildProcess): RunningSteward {
  let text = '';
  const take = (chunk: unknown): void => {
    text += String(chunk);
  };
  child.stdout?.on('data', take);
  child.stderr?.on('data', take);
  const ended = new Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal }));
  });
  return {
    child,
    output: () => text,
    printed: (pattern, timeoutMs = 20_000) =>
      until(() => pattern.exec(text), `output ${pattern}`, { timeoutMs, context: () => text }),
    end(signal = 'SIGTERM') {
      child.kill(signal);
      return ended;
    },
  };
}

/** Asks again and again until there is an answer. */
export async function until<Value>(
  ask: () => Value | null | undefined,
  what: string,
  { timeoutMs = 20_000, context = () => '' }: { readonly timeoutMs?: number; readonly context?: () => string } = {},
): Promise<Value> {
  const endsAt = Date.now() + timeoutMs;
  for (;;) {
    const value = ask();
    if (value !== null && value !== undefined) return value;
    if (Date.now() > endsAt) throw new Error(`waited in vain for ${what}\n${context()}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
