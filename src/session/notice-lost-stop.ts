import { Fault } from '../domain/fault.ts';
import type { MarketSymbol } from '../domain/market-symbol.ts';
import type { Position } from '../domain/position.ts';
import { type EpochMs, SECOND_MS } from '../domain/time.ts';
import { isCovered } from './is-covered.ts';
import { raiseUnprotected } from './raise-unprotected.ts';
import type { SessionServices } from './session-services.ts';
import { settleOrders } from './settle-orders.ts';

const READ_MS_MAX = 3 * SECOND_MS;

/**
 * Says aloud that the stop of a position is gone although nobody of us took it away: the user cancelled it, or the exchange did, perhaps while
 * the process was dead. To be called at the beginning of a turn in the symbol's lane, where no cancellation of our own is under way; the turn
 * then places the stop again and tells how long the position was without it.
 */
export async function noticeLostStop(services: SessionServices, symbol: MarketSymbol): Promise<void> {
  if (coveredBefore(services, symbol) === null) return;
  // It may have sold, or its target may have: the exchange tells of one order after the other, and of all of them when it is asked.
  const canRead = await readInTime(services, () => settleOrders(services, { sessionId: null }));
  const position = coveredBefore(services, symbol);
  if (position === null || isSaleUnclear(services, symbol)) return;
  const since = (canRead ? await endOfStop(services, symbol) : null) ?? services.state.protection.stopEndKnownSince(symbol);
  const why = 'its stop is not on the exchange any more';
  await raiseUnprotected(services.state, symbol, why, since === null ? {} : { since: Math.max(since, position.openedAt) });
}

/**
 * Reads, but not for long: what the exchange told by itself is enough to act on, and a position must not wait for an answer that never comes.
 * The reading goes on and counts whenever it ends. @returns false when it failed, or takes longer.
 */
async function readInTime({ clock, log, onBug }: SessionServices, read: () => Promise<void>): Promise<boolean> {
  const reading = read().then(
    () => true,
    (error: unknown) => {
      if (!(error instanceof Fault)) throw error;
      log.warn('the orders could not be read while a stop was missing', { error });
      return false;
    },
  );
  let endWait: () => void = () => undefined;
  const tooLong = new Promise<boolean>((resolve) => {
    endWait = clock.after(READ_MS_MAX, () => {
      // Nobody waits for it any more, but a bug in it must not pass unseen.
      reading.catch((error: unknown) => onBug(error instanceof Error ? error : new Error(String(error))));
      resolve(false);
    });
  });
  return Promise.race([reading, tooLong]).finally(endWait);
}

/** A position that is without its stop and was not when it was last looked at; null where there is none such. */
function coveredBefore(services: SessionServices, symbol: MarketSymbol): Position | null {
  const { portfolio, protection } = services.state;
  const position = portfolio.position(symbol);
  if (position === null || protection.exposedSince(position) !== null) return null;
  return isCovered(services, symbol) ? null : position;
}

/** Something of it may have been sold by now: then nothing is uncovered, and the fills are on their way. */
function isSaleUnclear({ state }: SessionServices, symbol: MarketSymbol): boolean {
  if (state.orders.protectionOf(symbol).sellsInDoubt.length > 0) return true;
  return state.orders.fillsMissing().some(({ intent }) => intent.request.order.symbol === symbol);
}

/** The exchange's own time; null where it does not tell. */
async function endOfStop({ state, exchange, log }: SessionServices, symbol: MarketSymbol): Promise<EpochMs | null> {
  const clientOrderId = state.protection.newestStopOf(symbol);
  if (clientOrderId === null) return null;
  try {
    const report = await exchange.fetchOrder({ symbol, clientOrderId });
    return report === null || report.status === 'open' ? null : report.updatedAt;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    log.warn('the end of a stop could not be read', { clientOrderId, error });
    return null;
  }
}
