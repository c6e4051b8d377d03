import { namingBlobs } from '../adapters/tape/naming-blobs.ts';
import { TapeProvider } from '../adapters/tape/tape-provider.ts';
import { tapedMarketData, tapedSentiment } from '../adapters/tape/taped-market.ts';
import type { FoundReads } from '../adapters/tape/taped-reads.ts';
import { TapedRefusals } from '../adapters/tape/taped-refusals.ts';
import { Budget } from '../agent/budget.ts';
import { BudgetedProvider } from '../agent/budgeted-provider.ts';
import type { Prompts } from '../agent/prompts.ts';
import { RetryingProvider } from '../agent/retrying-provider.ts';
import type { Configuration } from '../configuration/configuration.ts';
import { configurationSchema } from '../configuration/configuration-schema.ts';
import { treeOf } from '../configuration/setting.ts';
import type { Venue } from '../domain/control-state.ts';
import { MAIN_BOOK_ID } from '../domain/journal-entry.ts';
import type { ModelCatalogue } from '../domain/language-model.ts';
import { DataPreparer } from '../market/data-preparer.ts';
import type { LlmProvider } from '../ports/llm-provider.ts';
import type { Tape } from '../ports/tape.ts';
import type { RecordedJournal } from '../replay/recorded-journal.ts';
import type { SessionReplay } from '../replay/replay-session.ts';
import { RISK_LIMITS } from '../risk/limits.ts';
import { RiskManager } from '../risk/risk-manager.ts';
import { JournaledState } from '../session/journaled-state.ts';
import { modelCalledFact } from '../session/model-called-fact.ts';
import type { StagedSession } from '../session/session-stages.ts';
import { SimulatedClock } from '../simulator/simulated-clock.ts';
import { agentSeats } from './agent-seats.ts';
import { composeDeliberate } from './compose-deliberate.ts';
import { economySeats } from './economy-seats.ts';
import { liveSettings } from './live-settings.ts';
import { rulesOnly } from './llm-factory.ts';

export interface ReplayParts {
  readonly session: StagedSession;
  readonly venue: Venue;
  readonly journal: RecordedJournal;
  readonly tape: Tape;
  readonly reads: FoundReads;
  readonly prompts: Prompts;
  /** Told what is asked and not on the tape. */
  readonly onMiss: (message: string) => void;
}

/** Builds the judging stages of a session on its tape, as the bot was composed then: nothing here reaches a network or a file. */
export function composeSessionReplay(parts: ReplayParts): { readonly replay: SessionReplay; readonly clock: SimulatedClock } {
  const { session, venue, journal, tape, reads, prompts } = parts;
  const { circumstances, asOf, outset } = reads;
  const configuration = configurationOf(circumstances.settings);
  const clock = new SimulatedClock({ startAt: outset.at });
  const stop = new AbortController();
  const { autonomy, mode } = configuration;
  const state = new JournaledState({ journal, clock, bookId: MAIN_BOOK_ID, start: { autonomy, mode } });
  const models: ModelCatalogue = new Map(circumstances.models.map((model) => [model.id, model]));
  const providers = tapedProviders({ ...parts, configuration, clock, state, models, onCancelled: () => stop.abort() });
  const sources = { providers, rolePrompts: prompts.roles, elsewhere: new Map(Object.entries(circumstances.elsewhere)) };
  const services = {
    clock,
    state,
    marketData: tapedMarketData(reads),
    sentiment: tapedSentiment(reads),
    preparer: new DataPreparer({ symbols: configuration.symbols }),
    settings: liveSettings({ current: configuration }, { venue, epoch: 0 })(),
    instruments: new Map(circumstances.instruments.map((instrument) => [instrument.symbol, instrument])),
    fees: circumstances.fees,
    riskManager: new RiskManager(),
    deliberate: composeDeliberate({
      clock,
      prompts,
      seatsOf: (asked) => {
        const seats = agentSeats(configuration, asked.mode, sources);
        return asked.model === null ? seats : economySeats(seats, asked.model, { providers, models });
      },
      symbols: configuration.symbols,
    }),
    blobs: namingBlobs,
    stopSignal: stop.signal,
    tape: null,
  };
  const clockAt = (at: number) => new SimulatedClock({ startAt: at });
  return { replay: { session, services, journal, asOf, outset, assessment: tape.assessment, clockAt }, clock };
}

/** The effective values as they were; a key that is newer than the tape has its default. */
function configurationOf(settings: Readonly<Record<string, unknown>>): Configuration {
  return configurationSchema(RISK_LIMITS).parse(treeOf(new Map(Object.entries(settings))));
}

/** What guarded the vendors then, around their tapes. The breaker's answers are on the tape, too, since it remembers earlier sessions. */
function tapedProviders(
  parts: Pick<ReplayParts, 'tape' | 'reads' | 'onMiss'> & {
    readonly configuration: Configuration;
    readonly clock: SimulatedClock;
    readonly state: JournaledState;
    readonly models: ModelCatalogue;
    readonly onCancelled: () => void;
  },
): ReadonlyMap<string, LlmProvider> {
  const { tape, reads, configuration, clock, state, models, onCancelled, onMiss } = parts;
  const spending = {
    limits: configuration.budget,
    ledger: state.spend,
    record: (spend: Parameters<typeof modelCalledFact>[0]) =>
      state.record([modelCalledFact(spend)], { sessionId: spend.sessionId }),
  };
  const budget = new Budget(spending);
  const providers = new Map(rulesOnly(spending));
  for (const name of reads.circumstances.providers) {
    if (providers.has(name)) continue;
    const taped = new TapeProvider({ name, tape, clock, onCancelled, onMiss });
    const budgeted = new BudgetedProvider({ inner: taped, budget, models, clock, record: spending.record });
    providers.set(name, new TapedRefusals({ inner: new RetryingProvider({ inner: budgeted, clock }), tape }));
  }
  return providers;
}
