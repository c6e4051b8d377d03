import type { UsdAmount } from '../domain/decimal.ts';
import { amountLabel } from './message-number.ts';

/** `0.42 USD`; below a cent as many digits as show something: `0.0012 USD`. */
export function usdText(amount: UsdAmount): string {
  return `${amountLabel(amount)} USD`;
}
