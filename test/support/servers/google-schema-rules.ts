/** What `parametersJsonSchema` may hold. */
const KEYWORDS = [
  '$id',
  '$defs',
  '$ref',
  '$anchor',
  'type',
  'format',
  'title',
  'description',
  'enum',
  'items',
  'prefixItems',
  'minItems',
  'maxItems',
  'minimum',
  'maximum',
  'anyOf',
  'oneOf',
  'properties',
  'additionalProperties',
  'required',
  'propertyOrdering',
];

/** The path of the first keyword that the API does not know; null for a schema that it takes. */
export function unknownKeyword(schema: unknown, path = 'parameters_json_schema'): string | null {
  if (typeof schema !== 'object' || schema === null) return null;
  for (const [key, value] of Object.entries(schema)) {
    const place = `${path}.${key}`;
    if (!KEYWORDS.includes(key)) return place;
    const found = inValue(key, value, place);
    if (found !== null) return found;
  }
  return null;
}

function inValue(key: string, value: unknown, place: string): string | null {
  if (key === 'enum' || key === 'required') return null;
  const isMap = key === 'properties' || key === '$defs';
  if (!isMap && !Array.isArray(value)) return unknownKeyword(value, place);
  const named = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  for (const [name, item] of named) {
    const found = unknownKeyword(item, `${place}.${name}`);
    if (found !== null) return found;
  }
  return null;
}
