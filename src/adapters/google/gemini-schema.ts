type Schema = Readonly<Record<string, unknown>>;

const TOLD_IN_WORDS = ['exclusiveMinimum', 'exclusiveMaximum', 'multipleOf', 'pattern', 'minLength', 'maxLength', 'default'];
const MAPS_OF_SCHEMAS = ['properties', '$defs'];

/** The schema in the keywords that Gemini takes; what it does not take is told in the description. */
export function geminiSchema(schema: Schema): Schema {
  const out: Record<string, unknown> = {};
  const words: string[] = [];
  for (const [key, value] of Object.entries(schema)) {
    if (key === 'const') out['enum'] = [value];
    else if (schema['type'] === 'integer' && key === 'exclusiveMinimum') out['minimum'] = Math.floor(Number(value)) + 1;
    else if (schema['type'] === 'integer' && key === 'exclusiveMaximum') out['maximum'] = Math.ceil(Number(value)) - 1;
    else if (TOLD_IN_WORDS.includes(key)) words.push(`${key}: ${JSON.stringify(value)}`);
    else if (key !== 'enum') out[key] = MAPS_OF_SCHEMAS.includes(key) ? mapped(value) : nested(value);
    else out[key] = value;
  }
  if (words.length > 0) out['description'] = [schema['description'], `(${words.join(', ')})`].filter(Boolean).join(' ');
  return out;
}

function mapped(value: unknown): unknown {
  return isSchema(value) ? Object.fromEntries(Object.entries(value).map(([name, item]) => [name, nested(item)])) : value;
}

function nested(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(nested);
  return isSchema(value) ? geminiSchema(value) : value;
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
