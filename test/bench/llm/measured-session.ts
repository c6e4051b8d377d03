import { silentLog } from '../../../src/adapters/system/silent-log.ts';
import { Budget, NOTHING_SPENT } from '../../../src/agent/budget.ts';
import type { Deliberation } from '../../../src/agent/deliberation.ts';
import type { Prompts } from '../../../src/agent/prompts.ts';
import { agentSeats } from '../../../src/app/agent-seats.ts';
import { composeDeliberate } from '../../../src/app/compose-deliberate.ts';
import { guardVendor } from '../../../src/app/guard-vendor.ts';
import { recordingBy } from '../../../src/app/record-models.ts';
import type { Configuration } from '../../../src/configuration/configuration.ts';
import type { Mode } from '../../../src/domain/control-state.ts';
import { sessionIdOf } from '../../../src/domain/journal-entry.ts';
import type { ModelCatalogue } from '../../../src/domain/language-model.ts';
import type { MarketDataSet } from '../../../src/domain/market-data-set.ts';
import { DEFAULT_SYMBOLS } from '../../../src/domain/market-symbol.ts';
import { MINUTE_MS } from '../../../src/domain/time.ts';
import type { Clock } from '../../../src/ports/clock.ts';
import type { LlmProvider } from '../../../src/ports/llm-provider.ts';
import type { TapeRecorder } from '../../../src/ports/tape.ts';
import type { CallLog } from './call-log.ts';
import { assessOn, bookOn, recentDecisionsOn } from './told-facts.ts';

export interface SessionMeans {
  readonly mode: Mode;
  readonly snapshot: MarketDataSet;
  readonly vendors: readonly LlmProvider[];
  readonly log: CallLog;
  readonly clock: Clock;
  readonly configuration: Configuration;
  readonly models: ModelCatalogue;
  readonly prompts: Prompts;
  /** Records the calls; null where nothing does. */
  readonly recorder: TapeRecorder | null;
}

/** Deliberates as the bot does: seats, budget, retries, breaker, tape, words and tools are the real ones. @throws when an agent does not finish. */
export async function deliberateMeasured(means: SessionMeans): Promise<Deliberation> {
  const { mode, snapshot, clock, configuration, prompts } = means;
  const providers = new Map(guardedVendors(means).map((provider) => [provider.name, provider]));
  const deliberate = composeDeliberate({
    clock,
    prompts,
    seatsOf: (brief) => agentSeats(configuration, brief.mode, { providers, rolePrompts: prompts.roles }),
    symbols: DEFAULT_SYMBOLS,
  });
  const deliberation = await deliberate({
    sessionId: sessionIdOf(snapshot.asOf),
    mode,
    model: null,
    snapshot,
    portfolio: bookOn(snapshot),
    recentDecisions: () => recentDecisionsOn(snapshot),
    deadlineAt: clock.now() + 10 * MINUTE_MS,
    signal: new AbortController().signal,
    assess: assessOn(snapshot),
  });
  const unfinished = deliberation.runs.find(({ outcome }) => outcome !== 'finished');
  if (unfinished !== undefined) throw new Error(`${unfinished.agent} ended as ${unfinished.outcome}: ${unfinished.summary}`);
  return deliberation;
}

function guardedVendors({ vendors, log, clock, configuration, models, recorder }: SessionMeans): readonly LlmProvider[] {
  const recorded = (vendor: LlmProvider): LlmProvider =>
    recorder === null ? vendor : recordingBy(recorder, { clock, log: silentLog }).vendor(vendor);
  const ledger = { spentInSession: () => NOTHING_SPENT, spentOnDay: () => NOTHING_SPENT };
  const budget = new Budget({ limits: configuration.budget, ledger });
  const spending = { ledger, record: () => Promise.resolve() };
  return vendors.map((vendor) => guardVendor(log.around(recorded(vendor)), { budget, spending, models, clock }));
}
