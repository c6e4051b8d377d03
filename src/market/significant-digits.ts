/** Below this a statistic of prices is rounding noise. */
const NOISE = 1e-12;

/** A number as models read it: rounded to `digits` significant digits, plain notation, no exponent. */
export function significantDigits(value: number, digits: number): string {
  if (Math.abs(value) < NOISE) return '0';
  const rounded = Number(value.toPrecision(digits));
  const text = String(rounded);
  if (!text.includes('e-')) return text;
  return rounded.toFixed(digits - 1 - Math.floor(Math.log10(Math.abs(rounded))));
}
