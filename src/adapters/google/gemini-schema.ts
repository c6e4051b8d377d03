type Schema = Readonly<Record<string, unknown>>;

const TOLD_IN_WORDS = ['exclusiveMinimum', 'exclusiveMaximum', 'multipleOf', 'pattern', 'minLength', 'maxLength', 'default'];
const MAPS_OF_SCHEMAS = ['properties', '$defs'];
/** Their values are data and no schemas. */
const DATA = ['enum', 'const', 'required'];

/** The schema in the keywords that Gemini takes; what it does not take, and would pass over, is told in the description. */
export function geminiSchema(schema: Schema): Schema {
  const inclusive = withInclusiveBounds(schema);
  const out: Record<string, unknown> = {};
  const words: string[] = [];
  for (const [key, value] of Object.entries(inclusive)) {
    if (TOLD_IN_WORDS.includes(key)) words.push(`${key}: ${JSON.stringify(value)}`);
    else if (key === 'const') out['enum'] = [value];
    else if (DATA.includes(key)) out[key] ??= value;
    else out[key] = MAPS_OF_SCHEMAS.includes(key) ? mapped(value) : nested(value);
  }
  if (words.length > 0) out['description'] = [schema['description'], `(${words.join(', ')})`].filter(Boolean).join(' ');
  return out;
}

/** Whole numbers above 4 begin with 5. Where both kinds of a bound stand, the narrower one holds. */
function withInclusiveBounds(schema: Schema): Schema {
  const { exclusiveMinimum: above, exclusiveMaximum: below, ...rest } = schema;
  if (schema['type'] !== 'integer') return schema;
  const minima = [rest['minimum'], typeof above === 'number' ? Math.floor(above) + 1 : undefined].filter(isNumber);
  const maxima = [rest['maximum'], typeof below === 'number' ? Math.ceil(below) - 1 : undefined].filter(isNumber);
  return {
    ...rest,
    ...(minima.length === 0 ? {} : { minimum: Math.max(...minima) }),
    ...(maxima.length === 0 ? {} : { maximum: Math.min(...maxima) }),
  };
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

function isNumber(value: unknown): value is number {
  return typeof value === 'number';
}
