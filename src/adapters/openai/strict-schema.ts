type Schema = Readonly<Record<string, unknown>>;

/**
 * A tool's schema as OpenAI's strict mode takes it: every property is required, one that was optional may be null instead; defaults and
 * lengths of texts, which strict mode does not know, are left out. Null for a schema that strict mode cannot express.
 */
export function toStrictSchema(schema: Schema): Schema | null {
  const { default: _default, minLength: _minLength, maxLength: _maxLength, ...rest } = schema;
  const strict: Record<string, unknown> = { ...rest };
  if (Array.isArray(rest['anyOf'])) {
    const branches = listOf(rest['anyOf']).map(toStrictSchema);
    if (branches.includes(null)) return null;
    strict['anyOf'] = branches;
  }
  if (isSchema(rest['items'])) {
    const items = toStrictSchema(rest['items']);
    if (items === null) return null;
    strict['items'] = items;
  }
  return rest['type'] === 'object' ? toStrictObject(strict) : strict;
}

function toStrictObject(schema: Schema): Schema | null {
  if (schema['additionalProperties'] !== false) return null;
  const properties = Object.entries(propertiesOf(schema)).map(([name, property]) => {
    const strict = toStrictSchema(property);
    return [name, strict === null || isRequired(schema, name) ? strict : { anyOf: [strict, { type: 'null' }] }] as const;
  });
  if (properties.some(([, property]) => property === null)) return null;
  return { ...schema, properties: Object.fromEntries(properties), required: properties.map(([name]) => name) };
}

/** The input without the nulls that stand for properties left out: those that `schema`, the one before it was made strict, does not allow. */
export function withoutStrictNulls(input: unknown, schema: Schema): unknown {
  if (Array.isArray(input)) {
    const items = schema['items'];
    return isSchema(items) ? input.map((item) => withoutStrictNulls(item, items)) : input;
  }
  if (!isSchema(input)) return input;
  if (schema['type'] !== 'object') {
    const branch = listOf(schema['anyOf']).find((candidate) => isMeant(input, candidate));
    return branch === undefined ? input : withoutStrictNulls(input, branch);
  }
  const properties = propertiesOf(schema);
  const kept = Object.entries(input).flatMap(([name, value]) => {
    const property = properties[name];
    if (property === undefined) return [[name, value] as const];
    if (value === null && !isRequired(schema, name) && !allowsNull(property)) return [];
    return [[name, withoutStrictNulls(value, property)] as const];
  });
  return Object.fromEntries(kept);
}

/** Branches of objects are told apart by their constants. */
function isMeant(input: Schema, branch: Schema): boolean {
  if (branch['type'] !== 'object' && branch['anyOf'] === undefined) return false;
  return Object.entries(propertiesOf(branch)).every(([name, { const: fixed }]) => fixed === undefined || input[name] === fixed);
}

function allowsNull(schema: Schema): boolean {
  const { type } = schema;
  return type === 'null' || (Array.isArray(type) && type.includes('null')) || listOf(schema['anyOf']).some(allowsNull);
}

function isRequired(schema: Schema, name: string): boolean {
  const { required } = schema;
  return Array.isArray(required) && required.includes(name);
}

function propertiesOf({ properties }: Schema): Readonly<Record<string, Schema>> {
  if (!isSchema(properties)) return {};
  return Object.fromEntries(Object.entries(properties).filter((entry): entry is [string, Schema] => isSchema(entry[1])));
}

function listOf(value: unknown): readonly Schema[] {
  return Array.isArray(value) ? value.filter(isSchema) : [];
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
