import { systemHttpTransport } from '../../../src/adapters/system/http-transport.ts';
import type { Deliberation } from '../../../src/agent/deliberation.ts';
import type { MarketDataSet } from '../../../src/domain/market-data-set.ts';
import type { DurationMs } from '../../../src/domain/time.ts';
import type { HttpTransport } from '../../../src/ports/http-transport.ts';
import type { TapeRecorder } from '../../../src/ports/tape.ts';
import { SimulatedClock } from '../../../src/simulator/simulated-clock.ts';
import type { Arrangement } from './arrangements.ts';
import { CallLog, type LoggedCall } from './call-log.ts';
import { openFakeVendors } from './fake-vendors.ts';
import { deliberateMeasured } from './measured-session.ts';
import { scriptOn } from './told-facts.ts';
import type { Workbench } from './workbench.ts';

export interface RunSession {
  readonly deliberation: Deliberation;
  readonly calls: readonly LoggedCall[];
  /** From the first word to the decision. */
  readonly durationMs: DurationMs;
}

/** One session of an arrangement, at the snapshot's hour, against vendors whose caches are empty: an hour passes between sessions. */
export async function runSession(
  { name, mode, vendors, turnShares, claudeAnswersAfterMs = 0 }: Arrangement,
  snapshot: MarketDataSet,
  means: {
    readonly bench: Workbench;
    readonly counting: 'exact' | 'rough';
    readonly recorder?: TapeRecorder;
    readonly delayOf?: (provider: string) => DurationMs;
    readonly http?: HttpTransport;
    readonly around?: { begin(): void; end(): void };
  },
): Promise<RunSession> {
  const { bench, counting, recorder = null, delayOf, http = systemHttpTransport, around } = means;
  const clock = new SimulatedClock({ startAt: snapshot.asOf });
  const script = scriptOn(snapshot);
  const { models, countTokens } = bench;
  const fake = await openFakeVendors({ script, models, countTokens, counting, turnShares, claudeAnswersAfterMs, http, clock });
  const log = new CallLog(delayOf === undefined ? {} : { delayOf });
  try {
    const available = fake.providers.filter((provider) => vendors.includes(provider.name));
    around?.begin();
    const started = performance.now();
    const deliberation = await deliberateMeasured({ ...bench, mode, snapshot, vendors: available, log, clock, recorder });
    const durationMs = performance.now() - started;
    around?.end();
    return { deliberation, calls: log.calls, durationMs };
  } catch (cause) {
    throw new Error(`the session of ${name} failed`, { cause });
  } finally {
    await fake.close();
  }
}
