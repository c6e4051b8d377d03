import { significantDigits } from './significant-digits.ts';

/** Models read digits in groups of three: a group begun costs as much as a full one. */
const GROUP_LENGTH = 3;

/**
 * A price or a statistic of prices with 4 significant digits, or with 5 where the fifth costs a model nothing: 44749, 612.34, but 3457
 * for 3456.7.
 */
export function priceText(value: number): string {
  const four = significantDigits(value, 4);
  const five = significantDigits(value, 5);
  return groupsOf(five) === groupsOf(four) ? five : four;
}

/** The same, with its sign. */
export function signedPriceText(value: number): string {
  return withSign(value, priceText(value));
}

/** A fraction in basis points, with its sign: 0.0123 is +123bp. */
export function basisPoints(fraction: number): string {
  const rounded = Math.round(fraction * 10_000);
  return `${withSign(rounded, String(rounded))}bp`;
}

/** A number with two decimals at most, with its sign where it is not 0. */
export function signedHundredths(value: number): string {
  return withSign(value, hundredths(value));
}

export function hundredths(value: number): string {
  return String(Math.round(value * 100) / 100 || 0);
}

function withSign(value: number, text: string): string {
  return value > 0 ? `+${text}` : text;
}

function groupsOf(text: string): number {
  const runs = text.match(/\d+|\./g) ?? [];
  return runs.reduce((groups, run) => groups + Math.ceil(run.length / GROUP_LENGTH), 0);
}
