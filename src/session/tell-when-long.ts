import type { MarketSymbol } from '../domain/market-symbol.ts';
import { type DurationMs, SECOND_MS } from '../domain/time.ts';
import { isCovered } from './is-covered.ts';
import { raiseUnprotected } from './raise-unprotected.ts';
import type { SessionServices } from './session-services.ts';

/** A position that has had no full stop for so long is told, whatever is under way for it. */
const TOLD_AFTER_MS: DurationMs = 4 * SECOND_MS;

/** Does the work on a position's stop; where that takes long, because the exchange does not answer, it is told meanwhile. */
export async function tellWhenLong<Result>(
  services: SessionServices,
  symbol: MarketSymbol,
  work: () => Promise<Result>,
): Promise<Result> {
  let telling = Promise.resolve();
  const cancel = services.clock.after(TOLD_AFTER_MS, () => {
    if (isCovered(services, symbol)) return;
    const why = 'the exchange has not confirmed what was sent for it';
    telling = raiseUnprotected(services.state, symbol, why).catch((error: unknown) =>
      services.onBug(error instanceof Error ? error : new Error(String(error))),
    );
  });
  try {
    return await work();
  } finally {
    cancel();
    await telling;
  }
}
