import { AbsentFearGreed } from '../adapters/fear-greed/absent-fear-greed.ts';
import type { AgentSeat } from '../agent/agent-assignment.ts';
import { estimateSessionCost } from '../agent/estimate-session-cost.ts';
import type { Configuration } from '../configuration/configuration.ts';
import { withSettings } from '../configuration/with-settings.ts';
import type { Mode, Venue } from '../domain/control-state.ts';
import { decimalText, quoteAmount, type UsdAmount } from '../domain/decimal.ts';
import { Fault } from '../domain/fault.ts';
import { MAIN_BOOK_ID } from '../domain/journal-entry.ts';
import type { ModelCatalogue } from '../domain/language-model.ts';
import { type EpochMs, MINUTE_MS, SECOND_MS } from '../domain/time.ts';
import { OrderExecutor } from '../execution/order-executor.ts';
import { DataPreparer } from '../market/data-preparer.ts';
import type { BlobStore } from '../ports/blob-store.ts';
import type { Clock } from '../ports/clock.ts';
import type { Exchange } from '../ports/exchange.ts';
import type { Journal } from '../ports/journal.ts';
import type { Log } from '../ports/log.ts';
import type { MarketData } from '../ports/market-data.ts';
import type { SentimentSource } from '../ports/sentiment-source.ts';
import { parseRiskLimits } from '../risk/limits.ts';
import { RiskManager } from '../risk/risk-manager.ts';
import { runAccountFeed } from '../session/account-feed.ts';
import { AccountQueue } from '../session/account-queue.ts';
import { controlGate } from '../session/control-gate.ts';
import { JournaledState } from '../session/journaled-state.ts';
import { ProtectionLoop } from '../session/protection-loop.ts';
import { recover } from '../session/recover.ts';
import type { Deliberator, ModeSeating, SeatedAgent, SessionServices, StewardCrashPoint } from '../session/session-services.ts';
import { Steward } from '../session/steward.ts';
import { feeValuer } from '../session/value-fee.ts';
import { agentSeats, type ModeSeats, seatMode, seatProblemText } from './agent-seats.ts';
import { composeDeliberate } from './compose-deliberate.ts';
import { economySeats } from './economy-seats.ts';
import { journaledSpending } from './journaled-spending.ts';
import { liveSettings } from './live-settings.ts';
import type { MakeProviders } from './llm-factory.ts';
import { loadPrompts } from './load-prompts.ts';
import { type ConfigurationFiles, openConfiguration } from './open-configuration.ts';
import { openModelDesk } from './open-model-desk.ts';
import type { Recording } from './record-models.ts';
import { sessionCircumstances } from './session-circumstances.ts';

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
  readonly epoch: number;
  readonly seed: number | null;
  readonly stopSignal: AbortSignal;
  readonly onBug: (error: Error) => void;
  /** Where a test may end the process. */
  readonly crashPoint?: (name: StewardCrashPoint) => void;
}

/** Builds the bot on its ports and reads its journal. It does nothing yet: `startSteward` recovers it and lets it listen to the exchange. */
export async function composeSteward(parts: StewardParts): Promise<Steward> {
  const { configuration, clock, log, journal, exchange, marketData, crashPoint = () => undefined } = parts;
  const state = new JournaledState({
    journal,
    clock,
    bookId: MAIN_BOOK_ID,
    start: { autonomy: configuration.autonomy, mode: configuration.mode },
  });
  await state.load();
  await openJournal(state, parts);
  const protection = new ProtectionLoop();
  const prompts = await loadPrompts();
  const live = openConfiguration({ state, configuration, files: parts.configurationFiles, seats: () => sources });
  const settings = liveSettings(live, parts);
  const spending = journaledSpending({
    state,
    clock,
    get settings() {
      return settings();
    },
  });
  const providers = parts.makeProviders(spending);
  const sources = {
    providers,
    rolePrompts: prompts.roles,
    ...(parts.elsewhere === undefined ? {} : { elsewhere: parts.elsewhere }),
  };
  await live.start();
  const models: ModelCatalogue = parts.models ?? new Map();
  const seatsOf = (mode: Mode) => agentSeats(live.current, mode, sources);
  const deliberatorsOf = (mode: Mode) => deliberatorsAt(seatsOf(mode));
  // A mode that was chosen once and cannot be filled any more refuses the start, and not the first session.
  deliberatorsOf(state.control.mode);
  const fees = await exchange.fetchFees();
  const instruments = await exchange.fetchInstruments();
  const services: SessionServices = {
    clock,
    log,
    exchange,
    marketData,
    sentiment: parts.sentiment ?? new AbsentFearGreed('no source is set up'),
    state,
    queue: new AccountQueue(),
    preparer: new DataPreparer({ symbols: configuration.symbols }),
    riskManager: new RiskManager(),
    executor: new OrderExecutor({
      exchange,
      clock,
      journal: state,
      orders: state.orders,
      log,
      valueFee: feeValuer(state),
      crashPoint,
      lastGate: controlGate(state),
    }),
    protection,
    get deliberators() {
      return deliberatorsOf(state.control.mode);
    },
    seatingOf: (mode, changes) => {
      const changed = changes === undefined ? live.current : withSettings(live.upcoming, changes);
      return toSeating(seatMode(changed, mode, sources), { mode, models, at: clock.now() });
    },
    modelDesk: openModelDesk({ providers, models, clock, stopSignal: parts.stopSignal }),
    deliberate: composeDeliberate({
      clock,
      prompts,
      seatsOf: ({ mode, model }) => (model === null ? seatsOf(mode) : economySeats(seatsOf(mode), model, { providers, models })),
      symbols: configuration.symbols,
    }),
    instruments: new Map(instruments.map((instrument) => [instrument.symbol, instrument])),
    fees,
    blobs: parts.blobs ?? null,
    tape:
      parts.record?.sessions(() =>
        sessionCircumstances({
          configuration: live.current,
          instruments,
          fees,
          models,
          providers,
          elsewhere: parts.elsewhere ?? new Map(),
          prompts,
        }),
      ) ?? null,
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

function toSeating(
  seating: ModeSeats,
  priced: { readonly mode: Mode; readonly models: ModelCatalogue; readonly at: EpochMs },
): ModeSeating {
  if (seating.tag === 'unavailable') return { tag: 'unavailable', why: seatProblemText(seating) };
  const { seats } = seating;
  const estimate = estimateSessionCost({ ...priced, seats });
  const agents = seats.map((seat, index) => toSeatedAgent(seat, estimate.seats[index]?.costUsd ?? null));
  return { tag: 'seated', deliberators: deliberatorsAt(seats), agents, calls: estimate.calls, costUsd: estimate.costUsd };
}

function toSeatedAgent({ agent, provider, model, effort, outputTokensMax }: AgentSeat, costUsd: UsdAmount | null): SeatedAgent {
  return { agent, provider: provider.name, model, effort, outputTokensMax, costUsd };
}

function deliberatorsAt(seats: readonly AgentSeat[]): readonly Deliberator[] {
  return seats.map(({ provider, model }) => ({ provider: provider.name, model }));
}
