import type { MakeInvariant } from '../watched.ts';
import { cancelledBy } from '../wire-leg.ts';

/** The bot sells no more than it bought, and takes nobody else's order off the exchange. */
export const touchesItsOwnAlone: MakeInvariant = ({ own, journal, broken }) => ({
  onSend(request) {
    const cancelled = cancelledBy(request);
    if (cancelled === null) return;
    journal.refresh();
    if (!journal.intents.has(cancelled))
      broken(`${request.method} ${request.path} would end ${cancelled}, which is not in the journal`);
  },
  check() {
    for (const symbol of own.symbols) {
      if (own.owned(symbol).isNegative()) broken(`more of ${symbol} was sold than was ever bought: ${own.owned(symbol)}`);
    }
  },
});
