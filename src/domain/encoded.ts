import { Decimal, type DecimalText, decimalText } from './decimal.ts';

/** What a domain value is in JSON: every decimal becomes plain text, everything else stays as it is. */
export type Encoded<T> = T extends Decimal
  ? DecimalText
  : T extends string | number | boolean | null | undefined
    ? T
    : T extends readonly (infer Item)[]
      ? readonly Encoded<Item>[]
      : { readonly [Key in keyof T]: Encoded<T[Key]> };

/**
 * Turns a domain value into plain JSON data, decimals as text. Keys whose value is `undefined` are left out.
 * The reverse is the type's own `decode…`, since only the type knows which texts are decimals.
 */
export function encode<T>(value: T): Encoded<T> {
  return encodeValue(value) as Encoded<T>;
}

function encodeValue(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Decimal.isDecimal(value)) return decimalText(value);
  if (Array.isArray(value)) return value.map(encodeValue);
  const encoded: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) {
    if (item !== undefined) encoded[key] = encodeValue(item);
  }
  return encoded;
}
