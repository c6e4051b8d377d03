import { Decimal, type DecimalSource } from '../domain/decimal.ts';
import { priceText, signedPercentText, signedUsdtText, usdtText } from './format-number.ts';

const LARGE_PRICE = 1_000;

/** A price in a message: `2,512.40`, `98.765`, `0.45231`. */
export function priceLabel(value: DecimalSource): string {
  const amount = new Decimal(value);
  return amount.abs().gte(LARGE_PRICE) ? amountLabel(amount) : priceText(amount);
}

/** An amount in USDT where the column or the word beside it says the unit: `10,482.16`. */
export function amountLabel(value: DecimalSource): string {
  return usdtText(value).slice(0, -' USDT'.length);
}

/** A profit or a loss in a message: `+44.10 USDT`, `−9.12 USDT`. */
export function pnlLabel(value: DecimalSource): string {
  return withMinus(signedUsdtText(value));
}

/** A change in a message: `+0.42 %`, `−3 %`. */
export function changeLabel(share: DecimalSource): string {
  return withMinus(signedPercentText(share));
}

/** Messages show the sign that people read as a minus, as wide as the plus. */
function withMinus(text: string): string {
  return text.replace('-', '−');
}
