import type { MarketSymbol } from '../domain/market-symbol.ts';
import type { EpochMs } from '../domain/time.ts';
import type { EntryBlock } from '../risk/risk-situation.ts';
import { CLOSED_MARKET_MS } from './frozen-markets.ts';
import { JOURNAL_FAILED_ALERT, pauseEnd, SKEW_ALERT } from './outside-alerts.ts';
import type { SessionServices } from './session-services.ts';

type Parts = Pick<SessionServices, 'state' | 'settings'>;

/** The symbols in which no entry can be sent now, and why. All of it is in the journal, so that a replayed session knows the same. */
export function entryBlocks(parts: Parts, now: EpochMs): ReadonlyMap<MarketSymbol, EntryBlock> {
  const blocks = new Map<MarketSymbol, EntryBlock>();
  const ofAll = blockOfAll(parts, now);
  for (const symbol of parts.settings.symbols) {
    const block = ofAll ?? blockOfSymbol(parts, { symbol, now });
    if (block !== null) blocks.set(symbol, block);
  }
  return blocks;
}

function blockOfAll({ state: { alerts } }: Parts, now: EpochMs): EntryBlock | null {
  if (alerts.isStanding(JOURNAL_FAILED_ALERT)) return { cause: 'journal-failed', until: null, said: null };
  const until = pauseEnd(alerts);
  if (until !== null && until > now) return { cause: 'exchange-pause', until, said: null };
  const skew = alerts.factsOf(SKEW_ALERT);
  return skew === null ? null : { cause: 'clock-skew', until: null, said: `${skew['skewMs'] ?? '?'} ms` };
}

function blockOfSymbol(
  { state }: Parts,
  { symbol, now }: { readonly symbol: MarketSymbol; readonly now: EpochMs },
): EntryBlock | null {
  const breaker = state.rejects.openBreaker(symbol, now);
  if (breaker !== null) {
    return { cause: 'orders-refused', until: breaker.until, said: `${breaker.code} ${breaker.message}` };
  }
  const closedAt = state.refusedProtection.closedAt(symbol);
  if (closedAt === null || now - closedAt >= CLOSED_MARKET_MS) return null;
  return { cause: 'market-closed', until: closedAt + CLOSED_MARKET_MS, said: null };
}
