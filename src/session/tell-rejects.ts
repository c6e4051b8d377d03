import { EMPTY_FINGERPRINT, fingerprintText, mixText } from '../domain/fingerprint.ts';
import type { JournalFact } from '../domain/journal-entry.ts';
import { HOUR_MS } from '../domain/time.ts';
import { reduce } from './reduce-on-trouble.ts';
import { isOpen, type Refusals, refusedAlertKey } from './reject-register.ts';
import type { SessionServices } from './session-services.ts';
import { ACCOUNT_ALERT } from './trouble-keys.ts';

type Parts = Pick<SessionServices, 'state' | 'clock' | 'instruments'>;

/**
 * Tells which symbols are closed for entries because the exchange refuses their orders, each reason at most once an hour and with its count,
 * and that it is over: an hour has passed, or the market has changed its rules. A refusal of the account concerns all symbols: trading is
 * paused, and a person looks.
 */
export async function tellRejects(parts: Parts): Promise<void> {
  const { state } = parts;
  const facts = state.rejects.standing().flatMap((refusals) => newsOf(parts, refusals));
  if (facts.length > 0) await state.record(facts);
  for (const refusals of state.rejects.standing()) {
    if (refusals.rejectClass !== 'account' || refusals.untold === 0) continue;
    const { code, message, symbol } = refusals;
    await reduce(state, { key: ACCOUNT_ALERT, facts: { code: String(code), message, symbol } });
  }
}

function newsOf(parts: Parts, refusals: Refusals): readonly JournalFact[] {
  if (refusals.rejectClass === 'account') return [];
  const { state, clock } = parts;
  const key = refusedAlertKey(refusals);
  const now = clock.now();
  const market = marketText(parts, refusals);
  const told = state.alerts.factsOf(key);
  if (told !== null && (!isOpen(refusals, now) || told['market'] !== market)) return [{ kind: 'alert-resolved', key }];
  if (!isOpen(refusals, now) || refusals.untold === 0) return [];
  if (refusals.toldAt !== null && told !== null && now - refusals.toldAt < HOUR_MS) return [];
  const { symbol, rejectClass, code, message, count } = refusals;
  const said = { symbol, class: rejectClass, code: String(code), message, count: String(count), market };
  return [{ kind: 'alert-raised', key, level: 'warning', facts: said }];
}

/** The same text for the same rules of the market. */
function marketText({ instruments }: Parts, { symbol }: Refusals): string {
  const instrument = instruments.get(symbol);
  return instrument === undefined ? 'unknown' : fingerprintText(mixText(EMPTY_FINGERPRINT, JSON.stringify(instrument)));
}
