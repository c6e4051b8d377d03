import { Decimal as BaseDecimal } from 'decimal.js';

/** Decimal arithmetic for money: 40 significant digits, never exponent notation for any amount that a spot exchange knows. */
export const Decimal = BaseDecimal.clone({ precision: 40, toExpNeg: -40, toExpPos: 40, rounding: BaseDecimal.ROUND_HALF_EVEN });
export type Decimal = BaseDecimal;

/** A decimal as it stands in JSON: plain notation, never an exponent. */
export type DecimalText = string;

declare const unit: unique symbol;

/** Quote units per one base unit (USDT per BTC). */
export type Price = Decimal & { readonly [unit]: 'quote-per-base' };
/** Base units (BTC); unsigned everywhere. */
export type Quantity = Decimal & { readonly [unit]: 'base' };
/** Quote units (USDT); signed where it is a profit or a loss. */
export type QuoteAmount = Decimal & { readonly [unit]: 'quote' };
/** A share: 0.02 is two percent. Percent appears only in words for people. */
export type Fraction = Decimal & { readonly [unit]: 'fraction' };
/** US dollars that a vendor of models charges; never mixed with the quote currency of the book. */
export type UsdAmount = Decimal & { readonly [unit]: 'usd' };
/** Any decimal that carries a unit. */
export type Measured = Price | Quantity | QuoteAmount | Fraction | UsdAmount;

/** A source of a decimal: text in plain notation, a finite number (its shortest decimal form is taken), or a decimal. */
export type DecimalSource = DecimalText | number | Decimal;

export function price(source: DecimalSource): Price {
  return new Decimal(source) as Price;
}
export function quantity(source: DecimalSource): Quantity {
  return new Decimal(source) as Quantity;
}
export function quoteAmount(source: DecimalSource): QuoteAmount {
  return new Decimal(source) as QuoteAmount;
}
export function fraction(source: DecimalSource): Fraction {
  return new Decimal(source) as Fraction;
}

export function usdAmount(source: DecimalSource): UsdAmount {
  return new Decimal(source) as UsdAmount;
}

export const ZERO_QUANTITY = quantity(0);
export const ZERO_QUOTE = quoteAmount(0);
export const ZERO_USD = usdAmount(0);
export const ONE_FRACTION = fraction(1);

export function add<T extends Measured>(left: T, right: T): T {
  return left.plus(right) as T;
}
export function subtract<T extends Measured>(left: T, right: T): T {
  return left.minus(right) as T;
}
export function scale<T extends Measured>(value: T, factor: DecimalSource): T {
  return value.times(factor) as T;
}
export function negate<T extends Measured>(value: T): T {
  return value.negated() as T;
}
export function smallest<T extends Measured>(first: T, ...rest: readonly T[]): T {
  return rest.reduce((least, value) => (value.lt(least) ? value : least), first);
}
export function largest<T extends Measured>(first: T, ...rest: readonly T[]): T {
  return rest.reduce((most, value) => (value.gt(most) ? value : most), first);
}

/** Price times quantity. */
export function notional(at: Price, amount: Quantity): QuoteAmount {
  return at.times(amount) as Decimal as QuoteAmount;
}
/** The quantity that `amount` buys at `at`, before any rounding. */
export function quantityFor(amount: QuoteAmount, at: Price): Quantity {
  return amount.div(at) as Decimal as Quantity;
}
/** Quote paid per base unit. */
export function averagePrice(amount: QuoteAmount, over: Quantity): Price {
  return amount.div(over) as Decimal as Price;
}
/** `part` over `whole` of the same unit; 0 when the whole is 0. */
export function ratio<T extends Measured>(part: T, whole: T): Fraction {
  return (whole.isZero() ? new Decimal(0) : part.div(whole)) as Decimal as Fraction;
}
/** Relative change from `from` to `to`: 0.01 is one percent up. */
export function change<T extends Measured>(from: T, to: T): Fraction {
  return ratio(subtract(to, from), from);
}
/** The largest multiple of `step` not above `value`. A step of 0 means that the exchange sets none. */
export function floorToStep<T extends Measured>(value: T, step: T): T {
  return (step.isZero() ? value : value.div(step).floor().times(step)) as T;
}
/** The smallest multiple of `step` not below `value`. */
export function ceilToStep<T extends Measured>(value: T, step: T): T {
  return (step.isZero() ? value : value.div(step).ceil().times(step)) as T;
}
/** True when `value` is a whole multiple of `step` (always true for a step of 0). */
export function fitsStep<T extends Measured>(value: T, step: T): boolean {
  return step.isZero() || value.mod(step).isZero();
}

/** Plain notation without trailing zeros: `0.00001`, `42000`, never `1e-5`. */
export function decimalText(value: Decimal): DecimalText {
  return value.toFixed();
}
