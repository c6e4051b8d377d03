import { REPLACEMENT, type Redactor } from './redactor.ts';

/** Deeper facts are not worth a line of a log, and a cycle through getters would never end. */
const DEPTH_MAX = 8;

const SECRET_NAME = /(?:api[-_]?key|secret|password|passphrase|authorization|cookie|bot[-_]?token|listen[-_]?key|signature)$/i;

/**
 * Turns anything into plain data that JSON can hold, every text redacted. A text under a name such as `apiKey` is replaced whole.
 * An `Error` becomes its name, code, message, stack, own fields and causes. What cannot be read is named in its place.
 */
export function redactFacts(facts: unknown, redact: Redactor): unknown {
  return redactValue(facts, { redact, ancestors: [] });
}

interface Walk {
  readonly redact: Redactor;
  readonly ancestors: readonly object[];
}

function redactValue(value: unknown, walk: Walk): unknown {
  switch (typeof value) {
    case 'string':
      return walk.redact(value);
    case 'bigint':
      return value.toString();
    case 'function':
    case 'symbol':
      return `[${typeof value}]`;
    case 'object':
      return value === null ? null : redactObject(value, walk);
    default:
      return value;
  }
}

function redactObject(value: object, walk: Walk): unknown {
  if (walk.ancestors.includes(value)) return '[circular]';
  if (walk.ancestors.length >= DEPTH_MAX) return '[too deep]';
  try {
    return redactContents(value, { redact: walk.redact, ancestors: [...walk.ancestors, value] });
  } catch {
    // The object's own code failed; a log must go on.
    return '[unreadable]';
  }
}

function redactContents(value: object, inside: Walk): unknown {
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (Array.isArray(value)) return value.map((item) => redactValue(item, inside));
  if (value instanceof Set) return [...value].map((item) => redactValue(item, inside));
  if (value instanceof Map) return redactEntries([...value].map(toNamedEntry), inside);
  if (value instanceof Error) return redactEntries(entriesOfError(value), inside);
  const toJson: unknown = Reflect.get(value, 'toJSON');
  if (typeof toJson === 'function') return redactValue(Reflect.apply(toJson, value, []), inside);
  return redactEntries(entriesOf(value), inside);
}

type NamedEntry = readonly [string, unknown];

function toNamedEntry([key, value]: readonly [unknown, unknown]): NamedEntry {
  return [typeof key === 'string' ? key : String(key), value];
}

function entriesOf(value: object): readonly NamedEntry[] {
  return Object.keys(value).map((key) => [key, readField(value, key)]);
}

/** These fields of an error are not enumerable, so that JSON alone would lose them. */
function entriesOfError(error: Error): readonly NamedEntry[] {
  const named = ['name', 'message', 'stack', 'cause', 'errors'].filter((key) => key in error);
  const own = Object.keys(error).filter((key) => !named.includes(key));
  return [...named, ...own].map((key) => [key, readField(error, key)]);
}

function readField(value: object, key: string): unknown {
  try {
    return Reflect.get(value, key);
  } catch {
    // A getter failed; a log must go on.
    return '[unreadable]';
  }
}

function redactEntries(entries: readonly NamedEntry[], inside: Walk): Record<string, unknown> {
  return Object.fromEntries(
    entries.map(([key, value]) => [
      inside.redact(key),
      typeof value === 'string' && SECRET_NAME.test(key) ? REPLACEMENT : redactValue(value, inside),
    ]),
  );
}
