import type { MarketSymbol } from '../domain/market-symbol.ts';

/** The exchange refuses the key or the account: no order of any symbol would pass. */
export const ACCOUNT_ALERT = 'account-refused';
const EXIT_REFUSED_PREFIX = 'exit-refused-';

/** Neither a stop nor a sale of the position was taken. */
export function exitRefusedAlertKey(symbol: MarketSymbol): string {
  return `${EXIT_REFUSED_PREFIX}${symbol}`;
}

/** True for the alerts after which a person must say that trading may go on. */
export function awaitsPerson(key: string): boolean {
  return key === ACCOUNT_ALERT || key.startsWith(EXIT_REFUSED_PREFIX);
}
