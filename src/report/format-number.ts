import { Decimal, type DecimalSource } from '../domain/decimal.ts';

/** From this price on, two decimals say enough. */
const LARGE_PRICE = 1_000;
const PRICE_SIGNIFICANT_DIGITS = 6;
/** The exchange's own precision: nothing finer exists in quantities. */
const DECIMALS_MAX = 8;

/** Quote per base, for people and models: two decimals from 1,000 on, six significant digits below: `42150.37`, `98.765`, `0.45231`. */
export function priceText(value: DecimalSource): string {
  const amount = new Decimal(value);
  return (
    amount.abs().gte(LARGE_PRICE) ? amount.toDecimalPlaces(2) : amount.toSignificantDigits(PRICE_SIGNIFICANT_DIGITS)
  ).toFixed();
}

/** Base units without trailing zeros: `0.0115`. */
export function quantityText(value: DecimalSource): string {
  return new Decimal(value).toDecimalPlaces(DECIMALS_MAX).toFixed();
}

/** `10,482.16 USDT`. Below one, as many decimals as show two significant digits: `0.0012 USDT`. */
export function usdtText(value: DecimalSource): string {
  const amount = new Decimal(value);
  return `${grouped(amount, amountDecimals(amount))} USDT`;
}

/** A profit or a loss with its sign: `+44.10 USDT`. */
export function signedUsdtText(value: DecimalSource): string {
  return withSign(value, usdtText(value));
}

/** A share in words for people: 0.025 is `2.5 %`; at most two decimals. */
export function percentText(share: DecimalSource): string {
  return percent(new Decimal(share), 2);
}

/** A change with its sign: `+0.42 %`. */
export function signedPercentText(share: DecimalSource): string {
  return withSign(share, percentText(share));
}

/** A number and its bound in USDT, with as many decimals as it takes to see that they differ: never `20.00` above `20.00`. */
export function contrastUsdt(pair: { readonly value: DecimalSource; readonly bound: DecimalSource }): readonly [string, string] {
  return contrast(pair, (amount, decimals) => `${grouped(amount, Math.max(decimals, amountDecimals(amount)))} USDT`);
}

/** A share and its bound in percent, with as many decimals as it takes to see that they differ. */
export function contrastPercent(pair: {
  readonly value: DecimalSource;
  readonly bound: DecimalSource;
}): readonly [string, string] {
  return contrast(pair, percent);
}

/** `1 position`, `3 positions`. */
export function countText(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function contrast(
  pair: { readonly value: DecimalSource; readonly bound: DecimalSource },
  textOf: (amount: Decimal, decimals: number) => string,
): readonly [string, string] {
  const [value, bound] = [new Decimal(pair.value), new Decimal(pair.bound)];
  for (let decimals = 2; ; decimals += 2) {
    const texts = [textOf(value, decimals), textOf(bound, decimals)] as const;
    if (texts[0] !== texts[1] || value.eq(bound) || decimals >= DECIMALS_MAX) return texts;
  }
}

function percent(share: Decimal, decimals: number): string {
  return `${share.times(100).toDecimalPlaces(decimals).toFixed()} %`;
}

function amountDecimals(amount: Decimal): number {
  if (amount.isZero() || amount.abs().gte(1)) return 2;
  return Math.min(DECIMALS_MAX, Math.max(2, 1 - amount.e));
}

function grouped(amount: Decimal, decimals: number): string {
  const [whole = '0', rest] = amount.abs().toFixed(decimals).split('.');
  const text = `${whole.replace(/\B(?=(\d{3})+$)/g, ',')}${rest === undefined ? '' : `.${rest}`}`;
  return amount.isNegative() && /[1-9]/.test(text) ? `-${text}` : text;
}

function withSign(value: DecimalSource, text: string): string {
  return new Decimal(value).isPositive() && /[1-9]/.test(text) ? `+${text}` : text;
}
