import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { DEFAULT_SYMBOLS, type MarketSymbol } from '../../src/domain/market-symbol.ts';
import { DAY_MS, dayStart, hourStart } from '../../src/domain/time.ts';
import { instrumentsOf } from '../../src/simulator/instrument-presets.ts';
import { stewardOperands } from './built-programs.ts';
import { CANARY_MARKER } from './canary.ts';
import { FIRST_PRICES } from './candles-on-ticks.ts';
import { childEnvironment } from './child-environment.ts';
import { generatedCandles } from './generated-candles.ts';
import { projectRoot } from './project-root.ts';
import { ScriptedClaude } from './scripted-claude.ts';
import { type AnthropicServer, startAnthropicServer } from './servers/anthropic-server.ts';
import { usualMarket, type WireMarket } from './servers/binance-exchange-info.ts';
import { type BinanceServer, startBinanceServer } from './servers/binance-server.ts';
import { FearGreedServer } from './servers/fear-greed-server.ts';
import { type ShownMessage, type TelegramPerson, TelegramServer } from './servers/telegram-server.ts';
import { StandClock } from './stand-clock.ts';
import { until } from './until.ts';

/** Enough for the indicators that are named as evidence, few enough to be read quickly. */
const HISTORY_DAYS = 30;
const FUTURE_HOURS = 48;
const TELEGRAM_TOKEN = `7000000001:AA${CANARY_MARKER}TelegramTokenOfThePaperSt`;
const ANTHROPIC_KEY = `sk-ant-api03-${CANARY_MARKER}-paper-stand-0000000000000000000000`;
const OWNER_ID = 42;
/** A quarter of an hour into an hour: its session is still due, and the next hour is far away. */
const USUAL_START = Date.UTC(2026, 10, 24, 12, 15);

export interface StartOptions {
  readonly dataDir: string;
  /** `steward run` when left out. */
  readonly program?: readonly string[];
  readonly arguments?: readonly string[];
  /** Laid over the keys and addresses of the stand; an empty value takes one away. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** Everything outside of the bot, on this machine: Binance's public data, Telegram, Claude, the Fear & Greed index, the time; and the real process that talks to them. */
export interface PaperStand {
  readonly clock: StandClock;
  readonly binance: BinanceServer;
  readonly telegram: TelegramServer;
  readonly claude: AnthropicServer;
  /** What Claude does in the sessions to come. */
  readonly plan: ScriptedClaude['plan'];
  /** The person who pairs. */
  readonly owner: TelegramPerson;
  price(symbol: MarketSymbol): number;
  /** The close of the newest candle when the stand opened: what the first snapshot says. */
  lastClose(symbol: MarketSymbol): number;
  setPrice(symbol: MarketSymbol, price: number): void;
  /** Starts the program on a data folder. */
  start(options: StartOptions): RunningSteward;
  /** What the owner's chat shows. */
  messages(): readonly ShownMessage[];
  /** Waits until the owner's chat shows a message like this, not looking at the first `after` ones. */
  shows(pattern: RegExp, options?: { readonly after?: number }): Promise<ShownMessage>;
  /** Waits until the bot polls: what is pressed from then on was pressed a moment ago for it. */
  listening(): Promise<void>;
  /** Reads the code off the host's screen and says it. */
  pair(steward: RunningSteward): Promise<void>;
  /** Presses a button of the newest message that has one of this label. @returns what was shown of it for a moment, once it is answered. */
  press(label: string, presser?: TelegramPerson): Promise<string>;
  close(): Promise<void>;
}

export interface RunningSteward {
  readonly child: ChildProcess;
  /** Both streams. */
  output(): string;
  /** Waits until the output matches. */
  printed(pattern: RegExp): Promise<RegExpMatchArray>;
  /** Resolves when it has ended. */
  readonly ended: Promise<EndedSteward>;
  /** Sends the signal and waits for the end. */
  end(signal?: NodeJS.Signals): Promise<EndedSteward>;
}

export interface EndedSteward {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** @param options.historyDays  How long the market has been there; the daily indicators need 250. */
export async function openPaperStand({ startAt = USUAL_START, historyDays = HISTORY_DAYS } = {}): Promise<PaperStand> {
  const clock = new StandClock(startAt);
  const prices = new Map<MarketSymbol, number>();
  const candles = candlesUntil(startAt, historyDays);
  const binance = await startBinanceServer({ now: () => clock.now(), candles, markets: markets() });
  const setPrice: PaperStand['setPrice'] = (symbol, price) => {
    prices.set(symbol, price);
    binance.setPrice(symbol, price.toFixed(4));
  };
  const price: PaperStand['price'] = (symbol) => prices.get(symbol) ?? FIRST_PRICES[symbol] ?? 1;
  for (const symbol of DEFAULT_SYMBOLS) setPrice(symbol, price(symbol));
  const telegram = await new TelegramServer({ token: TELEGRAM_TOKEN, clock }).listen();
  const owner = telegram.user(OWNER_ID, 'Olga');
  const claude = await startAnthropicServer({ apiKey: ANTHROPIC_KEY });
  const script = new ScriptedClaude((symbol) => price(symbol as MarketSymbol));
  claude.script((request) => script.answer(request));
  const fearGreed = await new FearGreedServer().listen();
  fearGreed.values = [{ value: 54, classification: 'Neutral', publishedAt: dayStart(startAt) }];
  const keys = {
    ANTHROPIC_API_KEY: ANTHROPIC_KEY,
    ANTHROPIC_BASE_URL: claude.url,
    TELEGRAM_BOT_TOKEN: TELEGRAM_TOKEN,
    TELEGRAM_API_ROOT: telegram.url,
    BINANCE_REST_URL: binance.url,
    FEAR_GREED_URL: `${fearGreed.url}/fng/`,
  };
  const running = new Set<RunningSteward>();
  const messages = () => telegram.messages(OWNER_ID);
  const context = () => [...running].map((steward) => steward.output()).join('\n--\n') + telegram.shown(OWNER_ID);
  const shows: PaperStand['shows'] = (pattern, { after = 0 } = {}) =>
    until(
      () =>
        messages()
          .slice(after)
          .find(({ text }) => pattern.test(text)),
      `a message like ${pattern}`,
      { context },
    );
  return {
    clock,
    binance,
    telegram,
    claude,
    plan: (...sessions) => script.plan(...sessions),
    owner,
    price,
    lastClose: (symbol) => candles[symbol]?.findLast(({ openedAt }) => openedAt < hourStart(startAt))?.close ?? Number.NaN,
    setPrice,
    start({ dataDir, program = [...stewardOperands(), 'run', '--data-dir', dataDir], arguments: more = [], environment = {} }) {
      const command = [clock.nodeArgument, ...program, ...more];
      const env = childEnvironment({ ...keys, STEWARD_CONFIG_DIR: join(projectRoot, 'config'), ...environment });
      const steward = watch(spawn(process.execPath, command, { cwd: projectRoot, env }));
      running.add(steward);
      return steward;
    },
    messages,
    shows,
    async listening() {
      await until(() => (telegram.state.isPolled ? true : null), 'a poll', { context });
    },
    async pair(steward) {
      const [, code = ''] = await steward.printed(/\/start ([0-9A-Z]{12})/);
      owner.says(`/start ${code}`);
      await shows(/Paired/);
    },
    async press(label, presser = owner) {
      const message = messages().findLast(({ buttons }) => buttons.flat().some((button) => button.label.includes(label)));
      if (message === undefined) throw new Error(`no message has a button "${label}"\n${context()}`);
      const data = telegram.state.dataOf(OWNER_ID, message.messageId, label);
      const queryId = telegram.state.newQueryId();
      presser.sendsData(data, { messageId: message.messageId, chatId: OWNER_ID, queryId });
      const toast = await until(
        () => telegram.state.toasts.find((shown) => shown.queryId === queryId),
        `the answer to ${label}`,
        { context },
      );
      return toast.text;
    },
    async close() {
      await Promise.all([...running].map((steward) => steward.end('SIGKILL')));
      await Promise.all([binance.close(), telegram.close(), claude.close(), fearGreed.close()]);
    },
  };
}

function candlesUntil(startAt: number, historyDays: number): Readonly<Record<MarketSymbol, ReturnType<typeof generatedCandles>>> {
  const from = hourStart(startAt) - historyDays * DAY_MS;
  const count = historyDays * 24 + FUTURE_HOURS;
  return Object.fromEntries(
    DEFAULT_SYMBOLS.map((symbol, index) => [
      symbol,
      generatedCandles({ seed: index + 1, from, count, firstPrice: FIRST_PRICES[symbol] ?? 1 }),
    ]),
  ) as Readonly<Record<MarketSymbol, ReturnType<typeof generatedCandles>>>;
}

/** The steps of the markets as everybody who reads the data folder knows them. */
function markets(): Readonly<Record<MarketSymbol, WireMarket>> {
  const rows = instrumentsOf({ preset: 'spot-2026', symbols: DEFAULT_SYMBOLS }).map(
    ({ symbol, stepSize, tickSize, quantityMin }) => {
      const market = usualMarket(symbol);
      const own: Readonly<Record<string, object>> = {
        LOT_SIZE: { stepSize: stepSize.toFixed(8), minQty: quantityMin.toFixed(8) },
        PRICE_FILTER: { tickSize: tickSize.toFixed(8), minPrice: tickSize.toFixed(8) },
      };
      const filters = market['filters'] as readonly { readonly filterType: string }[];
      return [symbol, { ...market, filters: filters.map((filter) => ({ ...filter, ...own[filter.filterType] })) }] as const;
    },
  );
  return Object.fromEntries(rows) as Readonly<Record<MarketSymbol, WireMarket>>;
}

function watch(child: ChildProcess): RunningSteward {
  let text = '';
  const take = (chunk: unknown): void => {
    text += String(chunk);
  };
  child.stdout?.on('data', take);
  child.stderr?.on('data', take);
  const ended = new Promise<EndedSteward>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal }));
  });
  return {
    child,
    output: () => text,
    printed: (pattern) => until(() => pattern.exec(text), `output like ${pattern}`, { context: () => text }),
    ended,
    end(signal = 'SIGTERM') {
      child.kill(signal);
      return ended;
    },
  };
}
