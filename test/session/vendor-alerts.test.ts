import { describe, expect, it } from 'vitest';
import type { BreakerEvent } from '../../src/agent/breaker-provider.ts';
import type { LlmFailure } from '../../src/ports/llm-provider.ts';
import { JournaledState } from '../../src/session/journaled-state.ts';
import { tellVendorTrouble } from '../../src/session/vendor-alerts.ts';
import { SimulatedClock } from '../../src/simulator/simulated-clock.ts';
import { createMemoryJournal } from '../support/memory-journal.ts';

const AT = Date.UTC(2026, 10, 25, 13);

function opened(cause: LlmFailure, model = 'a', provider = 'openai'): BreakerEvent {
  return { tag: 'opened', provider, model, cause, until: AT };
}

function answered(model = 'a', provider = 'openai'): BreakerEvent {
  return { tag: 'answered', provider, model };
}

async function alertsAfter(events: readonly BreakerEvent[]): Promise<readonly string[]> {
  const state = new JournaledState({
    journal: createMemoryJournal(),
    clock: new SimulatedClock({ startAt: AT }),
    bookId: 'main',
    start: { autonomy: 'auto', mode: 'single' },
  });
  const told: string[] = [];
  state.onEntry(({ fact }) => {
    if (fact.kind === 'alert-raised') told.push(`raised ${fact.key}: ${fact.facts['cause']}`);
    if (fact.kind === 'alert-resolved') told.push(`resolved ${fact.key}`);
  });
  for (const event of events) await tellVendorTrouble(state, event);
  return told;
}

describe('the alert of a vendor', () => {
  it.each([
    ['is not raised again for the same trouble', [opened('network'), opened('network')], ['raised vendor-openai: network']],
    [
      'is raised again for other trouble',
      [opened('network'), opened('unauthorised')],
      ['raised vendor-openai: network', 'raised vendor-openai: unauthorised'],
    ],
    [
      'ends when any of its models answers',
      [opened('timeout', 'a'), answered('b')],
      ['raised vendor-openai: timeout', 'resolved vendor-openai'],
    ],
    [
      'does not end when another vendor answers',
      [opened('timeout', 'a'), answered('a', 'google')],
      ['raised vendor-openai: timeout'],
    ],
    [
      'of an unknown model ends when that model answers, and no sooner',
      [opened('model-unknown', 'a'), answered('b'), answered('a')],
      ['raised model-openai-a: model-unknown', 'resolved model-openai-a'],
    ],
    ['is nothing when all goes well', [answered(), answered()], []],
  ] satisfies readonly (readonly [string, readonly BreakerEvent[], readonly string[]])[])('%s', async (_name, events, told) => {
    expect(await alertsAfter(events)).toEqual(told);
  });
});
