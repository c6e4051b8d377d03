import { AbsentFearGreed } from '../adapters/fear-greed/absent-fear-greed.ts';
import type { Prompts } from '../agent/prompts.ts';
import type { Configuration } from '../configuration/configuration.ts';
import type { Venue } from '../domain/control-state.ts';
import { decimalText, quoteAmount } from '../domain/decimal.ts';
import { Fault } from '../domain/fault.ts';
import { MAIN_BOOK_ID } from '../domain/journal-entry.ts';
import type { ModelCatalogue } from '../domain/language-model.ts';
import { OrderExecutor } from '../execution/order-executor.ts';
import { DataPreparer } from '../market/data-preparer.ts';
import type { BlobStore } from '../ports/blob-store.ts';
import type { Clock } from '../ports/clock.ts';
import type { Exchange } from '../ports/exchange.ts';
import { type ExchangeStanding, UNDISTURBED_STANDING } from '../ports/exchange-standing.ts';
import type { Journal } from '../ports/journal.ts';
import type { Log } from '../ports/log.ts';
import type { MarketData } from '../ports/market-data.ts';
import type { SentimentSource } from '../ports/sentiment-source.ts';
import { RiskManager } from '../risk/risk-manager.ts';
import { runAccountFeed } from '../session/account-feed.ts';
import { AccountQueue } from '../session/account-queue.ts';
import { controlGate } from '../session/control-gate.ts';
import { InstrumentBook } from '../session/instrument-book.ts';
import { JournaledState } from '../session/journaled-state.ts';
import { ProtectionLoop } from '../session/protection-loop.ts';
import { recover } from '../session/recover.ts';
import type { SessionServices, SessionSettings, StewardCrashPoint } from '../session/session-services.ts';
import { Steward } from '../session/steward.ts';
import { feeValuer } from '../session/value-fee.ts';
import { composeDeliberate } from './compose-deliberate.ts';
import { journaledSpending } from './journaled-spending.ts';
import { liveSettings } from './live-settings.ts';
import type { MakeProviders } from './llm-factory.ts';
import { loadPrompts } from './load-prompts.ts';
import { type ConfigurationFiles, openConfiguration } from './open-configuration.ts';
import { openModelDesk } from './open-model-desk.ts';
import { openSeating } from './open-seating.ts';
import type { Recording } from './record-models.ts';
import { sessionCircumstances } from './session-circumstances.ts';
import type { Spending } from './spending.ts';

const NO_MODELS: ModelCatalogue = new Map();

/** What differs by venue: the objects behind the ports. */
export interface StewardParts {
  readonly venue: Venue;
  readonly configuration: Configuration;
  readonly configurationHash: string;
  /** Left out where nobody edits the configuration while the bot runs. */
  readonly configurationFiles?: ConfigurationFiles;
  readonly clock: Clock;
  readonly log: Log;
  readonly journal: Journal;
  readonly exchange: Exchange;
  /** Left out for an exchange of this process. */
  readonly exchangeStanding?: ExchangeStanding;
  readonly marketData: MarketData;
  /** Left out where there is none. */
  readonly sentiment?: SentimentSource;
  readonly makeProviders: MakeProviders;
  /** Left out where no model of a vendor is asked. */
  readonly models?: ModelCatalogue;
  /** Vendors whose address leads to somebody else's models, with the host; left out where there are none. */
  readonly elsewhere?: ReadonlyMap<string, string>;
  /** Where conversations with models are kept; left out where there are none. */
  readonly blobs?: BlobStore;
  /** Takes sessions down; left out where nothing is recorded. */
  readonly record?: Pick<Recording, 'sessions'>;
  /** The words for models; those of the installation when left out. */
  readonly prompts?: Prompts;
  readonly epoch: number;
  readonly seed: number | null;
  readonly stopSignal: AbortSignal;
  readonly onBug: (error: Error) => void;
  /** Where a test may end the process. */
  readonly crashPoint?: (name: StewardCrashPoint) => void;
}

/** Builds the bot on its ports and reads its journal. It does nothing yet: `startSteward` recovers it and lets it listen to the exchange. */
export async function composeSteward(parts: StewardParts): Promise<Steward> {
  const { configuration, clock, log, exchange, marketData, crashPoint = () => undefined } = parts;
  const state = await openState(parts);
  const protection = new ProtectionLoop();
  const prompts = parts.prompts ?? (await loadPrompts());
  const live = openConfiguration({ state, configuration, files: parts.configurationFiles, seats: () => sources });
  const settings = liveSettings(live, parts);
  const providers = parts.makeProviders(openSpending({ state, clock, settings }));
  const { elsewhere = new Map<string, string>(), models = NO_MODELS } = parts;
  const sources = { providers, rolePrompts: prompts.roles, elsewhere };
  await live.start();
  const { seatsOf, deliberatorsOf, seatingOf } = openSeating({ live, sources, models, clock });
  // A mode that was chosen once and cannot be filled any more refuses the start, and not the first session.
  deliberatorsOf(state.control.mode);
  const fees = await exchange.fetchFees();
  const book = await InstrumentBook.open({ exchange, log });
  const circumstances = () =>
    sessionCircumstances({ configuration: live.current, instruments: book.list, fees, models, providers, elsewhere, prompts });
  const services: SessionServices = {
    clock,
    log,
    exchange,
    exchangeStanding: parts.exchangeStanding ?? UNDISTURBED_STANDING,
    marketData,
    sentiment: parts.sentiment ?? new AbsentFearGreed('no source is set up'),
    state,
    queue: new AccountQueue(),
    preparer: new DataPreparer({ symbols: configuration.symbols }),
    riskManager: new RiskManager(),
    executor: openExecutor(parts, state),
    protection,
    get deliberators() {
      return deliberatorsOf(state.control.mode);
    },
    seatingOf,
    modelDesk: openModelDesk({ providers, models, clock, stopSignal: parts.stopSignal }),
    deliberate: composeDeliberate({ clock, prompts, seatsOf, symbols: configuration.symbols }),
    get instruments() {
      return book.current;
    },
    refreshInstruments: () => book.refresh(),
    fees,
    blobs: parts.blobs ?? null,
    tape: parts.record?.sessions(circumstances) ?? null,
    configuration: live,
    get settings() {
      return settings();
    },
    stopSignal: parts.stopSignal,
    onBug: parts.onBug,
    crashPoint,
  };
  protection.join(services);
  return new Steward(services);
}

/** The start-up path: listen to the account, recover, and only then is the bot ready for sessions and people. */
export async function startSteward(
  steward: Steward,
  parts: Pick<StewardParts, 'configurationHash' | 'stopSignal' | 'onBug'>,
): Promise<void> {
  void runAccountFeed(steward.services, parts.stopSignal).catch((error: unknown) =>
    parts.onBug(error instanceof Error ? error : new Error(String(error))),
  );
  await recover(steward.services, { configurationHash: parts.configurationHash });
}

/** Held to the limits that count at each moment. */
function openSpending(desk: Pick<SessionServices, 'state' | 'clock'> & { readonly settings: () => SessionSettings }): Spending {
  return journaledSpending({
    ...desk,
    get settings() {
      return desk.settings();
    },
  });
}

function openExecutor(
  { exchange, clock, log, crashPoint = () => undefined }: StewardParts,
  state: JournaledState,
): OrderExecutor {
  return new OrderExecutor({
    exchange,
    clock,
    journal: state,
    orders: state.orders,
    log,
    valueFee: feeValuer(state),
    crashPoint,
    lastGate: controlGate(state),
  });
}

async function openState(parts: StewardParts): Promise<JournaledState> {
  const { journal, clock, configuration } = parts;
  const { autonomy, mode } = configuration;
  const state = new JournaledState({ journal, clock, bookId: MAIN_BOOK_ID, start: { autonomy, mode } });
  await state.load();
  await openJournal(state, parts);
  return state;
}

async function openJournal(state: JournaledState, { venue, configuration, journal, seed }: StewardParts): Promise<void> {
  const { opening } = state;
  if (opening === null) {
    await state.record([
      {
        kind: 'journal-opened',
        venue,
        capital: decimalText(quoteAmount(configuration.capital.allotted)),
        symbols: configuration.symbols,
        seed,
      },
    ]);
  } else if (opening.venue !== venue) {
    throw new Fault(
      'already-running',
      `the data folder belongs to the venue ${opening.venue} and cannot be used for ${venue}; choose another folder with --data-dir`,
    );
  }
  if (journal.repairedBytes > 0) await state.record([{ kind: 'journal-repaired', droppedBytes: journal.repairedBytes }]);
}
