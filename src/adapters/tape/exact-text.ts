import { Decimal, decimalText } from '../../domain/decimal.ts';

/** A domain value as JSON from which it can be had again, decimals included. */
export function exactText(value: unknown): string {
  return JSON.stringify(tagged(value));
}

/** @throws SyntaxError for what is no JSON. */
export function fromExactText<Value>(text: string): Value {
  return JSON.parse(text, (_key, value: unknown) => (isTagged(value) ? new Decimal(value.decimal) : value)) as Value;
}

interface TaggedDecimal {
  readonly decimal: string;
}

function tagged(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Decimal.isDecimal(value)) return { decimal: decimalText(value) } satisfies TaggedDecimal;
  if (Array.isArray(value)) return value.map(tagged);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, tagged(item)]));
}

function isTagged(value: unknown): value is TaggedDecimal {
  return value !== null && typeof value === 'object' && 'decimal' in value && Object.keys(value).length === 1;
}
