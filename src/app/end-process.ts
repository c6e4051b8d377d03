import type { Outbox } from '../chat/outbox.ts';
import type { ProcessEnd } from '../domain/process-fact.ts';
import { type DurationMs, SECOND_MS } from '../domain/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Steward } from '../session/steward.ts';

/** How long a session that was told to end, or an order on its way, may take before the end is told. */
const WORK_MS_MAX: DurationMs = 2 * SECOND_MS;
/** How long the chat may take to be told. */
const FAREWELL_MS_MAX: DurationMs = 2 * SECOND_MS;

/**
 * Says in the journal and in the chat that the process ends, when what was under way has ended, and stops the outbox. It takes a few seconds at
 * most, whatever the network does: a message that did not get through is sent by the next process.
 *
 * @param parts.endChat  Ends what the chat is still waiting for.
 */
export async function endProcess(parts: {
  readonly steward: Steward;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly log: Log;
  readonly why: ProcessEnd;
  readonly endChat: () => void;
}): Promise<void> {
  const { steward, outbox, clock, log, why, endChat } = parts;
  await atMost(clock, WORK_MS_MAX, steward.idle());
  await atMost(clock, FAREWELL_MS_MAX, farewell()).catch((error: unknown) =>
    log.error('the end of the process could not be noted', { error }),
  );
  endChat();
  await outbox.stop();

  async function farewell(): Promise<void> {
    await steward.state.record([{ kind: 'process-stopped', why }]);
    await outbox.idle();
  }
}

async function atMost(clock: Clock, lengthMs: DurationMs, work: Promise<void>): Promise<void> {
  const over = new AbortController();
  const waited = clock.sleep(lengthMs, over.signal).catch(() => undefined);
  try {
    await Promise.race([work, waited]);
  } finally {
    over.abort();
  }
}
