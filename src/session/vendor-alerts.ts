import type { BreakerEvent } from '../agent/breaker-provider.ts';
import type { JournalFact } from '../domain/journal-entry.ts';
import { isoTime } from '../domain/time.ts';
import type { JournaledState } from './journaled-state.ts';

/**
 * Keeps one alert for each vendor that is left alone and one for each model that its vendor does not know. A call that works ends them,
 * whatever process raised them; the same trouble is not told again while its alert stands.
 */
export async function tellVendorTrouble(state: JournaledState, event: BreakerEvent): Promise<void> {
  const facts = event.tag === 'opened' ? troubleFacts(state, event) : endingFacts(state, event);
  if (facts.length > 0) await state.record(facts);
}

function troubleFacts(state: JournaledState, event: Extract<BreakerEvent, { tag: 'opened' }>): readonly JournalFact[] {
  const { provider, model, cause, until } = event;
  const key = cause === 'model-unknown' ? modelAlertKey(event) : vendorAlertKey(event);
  if (state.alerts.factsOf(key)?.['cause'] === cause) return [];
  return [{ kind: 'alert-raised', key, level: 'warning', facts: { provider, model, cause, until: isoTime(until) } }];
}

function endingFacts(
  state: JournaledState,
  event: { readonly provider: string; readonly model: string },
): readonly JournalFact[] {
  const standing = [vendorAlertKey(event), modelAlertKey(event)].filter((key) => state.alerts.isStanding(key));
  return standing.map((key) => ({ kind: 'alert-resolved', key }));
}

function vendorAlertKey({ provider }: { readonly provider: string }): string {
  return `vendor-${provider}`;
}

function modelAlertKey({ provider, model }: { readonly provider: string; readonly model: string }): string {
  return `model-${provider}-${model}`;
}
