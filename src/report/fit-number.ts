import { Decimal, type DecimalSource } from '../domain/decimal.ts';
import { fitText } from './fit-text.ts';
import { amountLabel, priceLabel } from './message-number.ts';

/** Suffixes of thousands, millions and so on; what is beyond the last is written with an exponent. */
const SCALES = [
  { suffix: 'k', factor: 1e3 },
  { suffix: 'M', factor: 1e6 },
  { suffix: 'B', factor: 1e9 },
  { suffix: 'T', factor: 1e12 },
] as const;

/** An amount as exactly as `lengthMax` characters allow: `12,345.67`, `12346`, `12.3k`. */
export function fitAmount(value: DecimalSource, lengthMax: number): string {
  const amount = new Decimal(value);
  return fitText([amountLabel(amount), ...rounded(amount)], lengthMax);
}

/** An amount with its sign: `+1,234.56`, `−12.3k`. */
export function fitSigned(value: DecimalSource, lengthMax: number): string {
  const amount = new Decimal(value);
  const sign = amount.isNegative() ? '−' : '+';
  return `${amount.isZero() ? '' : sign}${fitAmount(amount.abs(), lengthMax - 1)}`;
}

/** A price as exactly as `lengthMax` characters allow: `2,512.40`, `2512`, `0.000012`. */
export function fitPrice(value: DecimalSource, lengthMax: number): string {
  const amount = new Decimal(value);
  const shorter = amount.abs().gte(1) ? rounded(amount) : fewerDigits(amount);
  return fitText([priceLabel(amount), ...shorter], lengthMax);
}

/** A quantity of coins as exactly as `lengthMax` characters allow. */
export function fitQuantity(value: DecimalSource, lengthMax: number): string {
  const amount = new Decimal(value);
  const shorter = amount.abs().gte(1) ? rounded(amount) : fewerDigits(amount);
  return fitText(
    [amount.toDecimalPlaces(8).toFixed(), amount.toDecimalPlaces(4).toFixed(), ...shorter].filter(isNotLost(amount)),
    lengthMax,
  );
}

/** A share in percent without a space, for tables: `42.1%`, `0.36%`, `1234%`. */
export function fitPercent(share: DecimalSource, lengthMax: number): string {
  const percent = new Decimal(share).times(100);
  const scaled = rounded(percent).map((text) => `${text}%`);
  const finer = percent.isZero() || percent.abs().gte(1) ? [] : [`${percent.toFixed(2)}%`];
  return fitText([...finer, `${percent.toFixed(1)}%`, ...scaled], lengthMax);
}

/** A change in percent with its sign: `+1.2%`. */
export function fitChange(share: DecimalSource, lengthMax: number): string {
  const change = new Decimal(share);
  const text = fitPercent(change.abs(), lengthMax - 1);
  return /[1-9]/.test(text) ? `${change.isNegative() ? '−' : '+'}${text}` : text;
}

function rounded(amount: Decimal): readonly string[] {
  const scaled = SCALES.flatMap(({ suffix, factor }) =>
    amount.abs().lt(factor) ? [] : [1, 0].map((decimals) => `${amount.div(factor).toFixed(decimals)}${suffix}`),
  );
  return [amount.toFixed(2), amount.toFixed(1), amount.toFixed(0), ...scaled, exponentText(amount)];
}

function fewerDigits(amount: Decimal): readonly string[] {
  return [...[5, 4, 3, 2, 1].map((digits) => amount.toSignificantDigits(digits).toFixed()), exponentText(amount)];
}

/** `1e15`: one digit, for what no column holds. */
function exponentText(amount: Decimal): string {
  return amount.toExponential(0).replace('+', '');
}

/** False for a text that shows nothing of an amount that is something. */
function isNotLost(amount: Decimal): (text: string) => boolean {
  return (text) => amount.isZero() || /[1-9]/.test(text);
}
