import type { JournalFact } from '../domain/journal-entry.ts';
import type { MarketSymbol } from '../domain/market-symbol.ts';
import { type DurationMs, MINUTE_MS } from '../domain/time.ts';
import type { SessionServices } from './session-services.ts';

/** So long after an order was refused as "market is closed" the market counts as closed, where nothing tells otherwise. */
export const CLOSED_MARKET_MS: DurationMs = 10 * MINUTE_MS;
const FROZEN_PREFIX = 'frozen-';

type Parts = Pick<SessionServices, 'state' | 'clock' | 'instruments'>;

/** True while the exchange does not trade a market: nothing of it can be bought, sold or protected, and the others go on. */
export function isFrozen(parts: Parts, symbol: MarketSymbol): boolean {
  return isHalted(parts, symbol) || isSaidClosed(parts, symbol);
}

/** True when the exchange's own list says so. */
export function isHalted({ instruments }: Pick<Parts, 'instruments'>, symbol: MarketSymbol): boolean {
  return instruments.get(symbol)?.status === 'halted';
}

function isSaidClosed({ state, clock }: Parts, symbol: MarketSymbol): boolean {
  const closedAt = state.refusedProtection.closedAt(symbol);
  return closedAt !== null && clock.now() - closedAt < CLOSED_MARKET_MS;
}

/** Looks again at markets that were frozen, and tells of each market once that it is, and once that it is not any more. */
export async function tellFrozenMarkets(
  services: Parts & Pick<SessionServices, 'settings' | 'refreshInstruments'>,
): Promise<void> {
  const { state } = services;
  if (frozenMarkets(services).length > 0) await services.refreshInstruments();
  const told = new Set(state.alerts.standingWith(FROZEN_PREFIX).map((key) => key.slice(FROZEN_PREFIX.length)));
  const frozen = frozenMarkets(services);
  const facts: JournalFact[] = [];
  for (const symbol of frozen) {
    if (told.has(symbol)) continue;
    const held = state.portfolio.position(symbol)?.quantity.toFixed() ?? '0';
    const said = isHalted(services, symbol) ? 'halted' : 'closed';
    facts.push({ kind: 'alert-raised', key: `${FROZEN_PREFIX}${symbol}`, level: 'warning', facts: { symbol, said, held } });
  }
  for (const symbol of told) {
    if (frozen.some((each) => each === symbol)) continue;
    facts.push({ kind: 'alert-resolved', key: `${FROZEN_PREFIX}${symbol}` });
  }
  if (facts.length > 0) await state.record(facts);
}

/** Of the markets that are traded or held. */
function frozenMarkets(parts: Parts & Pick<SessionServices, 'settings'>): readonly MarketSymbol[] {
  const held = parts.state.portfolio.book.positions.map(({ symbol }) => symbol);
  return [...new Set([...parts.settings.symbols, ...held])].filter((symbol) => isFrozen(parts, symbol));
}
