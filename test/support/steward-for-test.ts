import { silentLog } from '../../src/adapters/system/silent-log.ts';
import { Budget } from '../../src/agent/budget.ts';
import { composeSteward, type StewardParts, startSteward } from '../../src/app/compose-steward.ts';
import { guardVendor, type VendorGuard } from '../../src/app/guard-vendor.ts';
import { rulesOnly } from '../../src/app/llm-factory.ts';
import { type Recording, recordingBy } from '../../src/app/record-models.ts';
import { simulatedExchangeOptions } from '../../src/app/simulated-exchange-options.ts';
import { SimulatedWorld } from '../../src/app/simulated-world.ts';
import type { Spending } from '../../src/app/spending.ts';
import type { Configuration } from '../../src/configuration/configuration.ts';
import { ConfigurationManager } from '../../src/configuration/configuration-manager.ts';
import type { Venue } from '../../src/domain/control-state.ts';
import type { Instrument, InstrumentCapability } from '../../src/domain/instrument.ts';
import type { FactOf, JournalEntry, JournalFactKind } from '../../src/domain/journal-entry.ts';
import type { ModelCatalogue } from '../../src/domain/language-model.ts';
import { DAY_MS, type EpochMs, HOUR_MS, hourStart, MINUTE_MS } from '../../src/domain/time.ts';
import type { BlobStore } from '../../src/ports/blob-store.ts';
import type { Exchange } from '../../src/ports/exchange.ts';
import type { Journal } from '../../src/ports/journal.ts';
import type { LlmProvider } from '../../src/ports/llm-provider.ts';
import type { MarketData } from '../../src/ports/market-data.ts';
import type { TapeRecorder } from '../../src/ports/tape.ts';
import { RISK_LIMITS } from '../../src/risk/limits.ts';
import type { Steward } from '../../src/session/steward.ts';
import type { ExchangeFaults } from '../../src/simulator/faults.ts';
import type { GeneratedMarket } from '../../src/simulator/generated-market.ts';
import { GeneratedMarketData } from '../../src/simulator/generated-market-data.ts';
import { SimulatedClock } from '../../src/simulator/simulated-clock.ts';
import { SimulatedExchange } from '../../src/simulator/simulated-exchange.ts';
import type { SimulatorStore } from '../../src/simulator/simulator-store.ts';
import type { EditedFiles } from './edited-files.ts';
import { createMemoryJournal } from './memory-journal.ts';
import { type ProposingLlm, proposingLlm } from './proposing-llm.ts';
import { type SteadyMarket, steadyMarket } from './steady-market.ts';

export const TEST_START: EpochMs = Date.UTC(2024, 2, 1, 12);
/** Enough for every daily indicator. */
const WARM_UP_DAYS = 60;
const MARKET_DAYS = 30;

export interface StewardForTestOptions {
  /** Values by dotted key, in the notation of the configuration files: `{ autonomy: 'auto' }`. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Files that the test edits, in place of `settings`. */
  readonly files?: EditedFiles;
  /** Who deliberates; a model that proposes what the test wishes when left out. */
  readonly provider?: LlmProvider;
  /** Deliberates behind the app's guards, in place of `provider`: held to the budget, retried, left alone when it fails too often. */
  readonly vendor?: LlmProvider;
  /** Several of them, beside the plain strategy. */
  readonly vendors?: readonly LlmProvider[];
  /** Takes down what the vendors are asked and the sessions read; nobody does when it is left out. */
  readonly recorder?: TapeRecorder;
  /** What the vendor's models cost. */
  readonly models?: ModelCatalogue;
  /** Whose rules hold; `live` shares its account with the user. A demonstration when left out. */
  readonly venue?: Venue;
  readonly market?: GeneratedMarket;
  /** Days of candles before the start; few are quick, and leave the long indicators without a value. */
  readonly warmUpDays?: number;
  /** To go on from: what an earlier process left behind. */
  readonly journal?: Journal;
  readonly store?: SimulatorStore;
  readonly startAt?: EpochMs;
  readonly epoch?: number;
  readonly faults?: ExchangeFaults;
  /** What the markets offer; all that they do today when left out. Nothing: an entry goes first and its stop follows. */
  readonly capabilities?: readonly InstrumentCapability[];
  /** What the markets accept; that of the configured preset when left out. */
  readonly instruments?: readonly Instrument[];
  readonly crashPoint?: StewardParts['crashPoint'];
  /** Where conversations are kept; nowhere when left out. */
  readonly blobs?: BlobStore;
  /** Stands between the bot and its prices. */
  readonly marketDataThrough?: (marketData: MarketData) => MarketData;
  /** Stands between the bot and the exchange. */
  readonly exchangeThrough?: (exchange: Exchange) => Exchange;
}

/** The real bot on a simulated exchange, in time that a test moves. */
export interface StewardForTest {
  readonly steward: Steward;
  readonly clock: SimulatedClock;
  readonly exchange: SimulatedExchange;
  readonly journal: Journal;
  readonly configuration: Configuration;
  readonly market: SteadyMarket;
  readonly llm: ProposingLlm;
  /** What was given to `onBug`. A test that expects none checks that it is empty. */
  readonly bugs: readonly Error[];
  /** Lets time pass, stopping at everything that happens on the exchange. */
  advance(span: { readonly hours?: number; readonly minutes?: number; readonly seconds?: number }): Promise<void>;
  advanceTo(at: EpochMs): Promise<void>;
  /** Waits for work that itself waits for the clock: time goes on to each thing it waits for. */
  passing<Result>(work: Promise<Result>): Promise<Result>;
  /** Goes to the next full hour and runs its session to the end. */
  runNextSession(): Promise<void>;
  entries(): Promise<readonly JournalEntry[]>;
  factsOf<Kind extends JournalFactKind>(kind: Kind): Promise<readonly FactOf<Kind>[]>;
  /** Ends the process in order; journal and store can be gone on from. */
  stop(): Promise<void>;
}

/** Composes the bot as the app does, lets it recover, and hands it over before its first session. */
export async function stewardForTest(options: StewardForTestOptions = {}): Promise<StewardForTest> {
  const {
    models = new Map(),
    startAt = TEST_START,
    epoch = 1,
    journal = createMemoryJournal(),
    warmUpDays = WARM_UP_DAYS,
  } = options;
  const { configuration, origins } = await configurationOf(options);
  const steady = steadyMarket({ from: TEST_START - warmUpDays * DAY_MS, until: TEST_START + MARKET_DAYS * DAY_MS });
  const market = options.market ?? steady;
  const clock = new SimulatedClock({ startAt });
  const exchange = new SimulatedExchange({
    clock,
    future: market,
    ...marketsOf(configuration, options),
    ...(options.store === undefined ? {} : { store: options.store }),
    ...(options.faults === undefined ? {} : { faults: options.faults }),
  });
  const generated = new GeneratedMarketData({ market, clock });
  const llm = proposingLlm();
  const bugs: Error[] = [];
  const record = options.recorder === undefined ? null : recordingBy(options.recorder, { clock, log: silentLog });
  const stop = new AbortController();
  const parts: StewardParts = {
    venue: options.venue ?? 'demo',
    configuration,
    configurationHash: 'test',
    ...(options.files === undefined ? {} : { configurationFiles: { ...options.files, origins } }),
    clock,
    log: silentLog,
    journal,
    exchange: options.exchangeThrough?.(exchange) ?? exchange,
    marketData: options.marketDataThrough?.(generated) ?? generated,
    makeProviders: (spending) =>
      options.vendors !== undefined
        ? new Map([...rulesOnly(spending), ...guarded(options.vendors, { spending, models, clock, record })])
        : options.vendor === undefined
          ? new Map([['rules', options.provider ?? llm]])
          : guarded([options.vendor], { spending, models, clock, record }),
    models,
    epoch,
    seed: null,
    stopSignal: stop.signal,
    onBug: (error) => bugs.push(error),
    ...(options.crashPoint === undefined ? {} : { crashPoint: options.crashPoint }),
    ...(options.blobs === undefined ? {} : { blobs: options.blobs }),
    ...(record === null ? {} : { record }),
  };
  const steward = await composeSteward(parts);
  const world = new SimulatedWorld({ clock, exchange, steward });
  const passing = <Result>(work: Promise<Result>) => passTime(work, { clock, exchange });
  await passing(startSteward(steward, parts));
  const entries = async () => {
    const read: JournalEntry[] = [];
    for await (const entry of journal.read()) read.push(entry);
    return read;
  };
  return {
    steward,
    clock,
    exchange,
    journal,
    configuration,
    market: steady,
    llm,
    bugs,
    advance: ({ hours = 0, minutes = 0, seconds = 0 }) =>
      world.advanceTo(clock.now() + hours * HOUR_MS + minutes * MINUTE_MS + seconds * 1_000),
    advanceTo: (at) => world.advanceTo(at),
    passing,
    async runNextSession() {
      await world.advanceTo(hourStart(clock.now()) + HOUR_MS);
      await passing(steward.runDueSession('schedule'));
      await passing(steward.idle());
    },
    entries,
    async factsOf<Kind extends JournalFactKind>(kind: Kind) {
      return (await entries()).flatMap(({ fact }) => (fact.kind === kind ? [fact as FactOf<Kind>] : []));
    },
    async stop() {
      stop.abort();
      await steward.idle();
    },
  };
}

function marketsOf(configuration: Configuration, { capabilities, instruments }: StewardForTestOptions) {
  const preset = simulatedExchangeOptions(configuration);
  const usual = instruments === undefined ? preset : { ...preset, instruments };
  if (capabilities === undefined) return usual;
  return { ...usual, instruments: usual.instruments.map((instrument) => ({ ...instrument, capabilities })) };
}

/**
 * Whatever needs no time is done before time moves, so that the same work always takes the same time. It waits for nothing but the work,
 * since protection may itself wait for time to pass.
 */
async function passTime<Result>(
  work: Promise<Result>,
  { clock, exchange }: { readonly clock: SimulatedClock; readonly exchange: SimulatedExchange },
): Promise<Result> {
  let isDone = false;
  const done = work.finally(() => {
    isDone = true;
  });
  done.catch(() => undefined);
  for (let idleTurns = 0; idleTurns < IDLE_TURNS_MAX; idleTurns += 1) {
    await nextTurn();
    if (isDone) return done;
    if (clock.nextTimerAt === null || idleTurns % TURNS_WITHOUT_TIME !== TURNS_WITHOUT_TIME - 1) continue;
    idleTurns = 0;
    const at = exchange.nextChangeAt(clock.nextTimerAt) ?? clock.nextTimerAt;
    await clock.advanceTo(Math.max(at, clock.now()));
    exchange.advanceTo(clock.now());
  }
  throw new Error('the work waits for something that no passing of time brings');
}

/** Work that takes turns of the event loop and no time, as writing a journal does, is done before time moves. */
const TURNS_WITHOUT_TIME = 32;

/** Turns of the event loop in which work that waits for files is done. */
const IDLE_TURNS_MAX = 20_000;

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function guarded(
  vendors: readonly LlmProvider[],
  {
    record,
    ...guard
  }: Omit<VendorGuard, 'budget' | 'spending'> & { readonly spending: Spending; readonly record: Recording | null },
): ReadonlyMap<string, LlmProvider> {
  const budget = new Budget(guard.spending);
  return new Map(
    vendors.map((vendor) => {
      const provider = guardVendor(record?.vendor(vendor) ?? vendor, { ...guard, budget });
      return [vendor.name, record?.guarded(provider) ?? provider];
    }),
  );
}

async function configurationOf({ settings, files }: StewardForTestOptions) {
  const loaded = new ConfigurationManager({ limitDefinitions: RISK_LIMITS }).loadConfiguration({
    files: (await files?.source.load()) ?? [],
    ...(settings === undefined ? {} : { overrides: settings }),
  });
  if (loaded.tag === 'invalid') throw new Error(`the test's settings are invalid: ${JSON.stringify(loaded.problems)}`);
  return loaded;
}
