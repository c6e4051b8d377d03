import {
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Node,
  parseDocument,
  type YAMLError,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { type ConfigProblem, valueText } from './config-problem.ts';

const PROBLEMS_MAX = 20;

export interface WrittenSettings {
  /** What the text says, by dotted keys; null where a key has no value. */
  readonly values: ReadonlyMap<string, unknown>;
  readonly problems: readonly ConfigProblem[];
}

interface YamlText {
  readonly name: string;
  readonly text: string;
}

/**
 * Reads a YAML text into flat settings. Only plain data is accepted: an anchor, an alias or a tag makes one line mean more than it shows,
 * and a key that stands there twice means one thing to a person and another to the parser.
 */
export function parseSettings(file: YamlText): WrittenSettings {
  const document = parseDocument(file.text, {
    version: '1.2',
    schema: 'core',
    uniqueKeys: true,
    merge: false,
  });
  const errors = [...document.errors, ...document.warnings].slice(0, PROBLEMS_MAX);
  if (errors.length > 0) return { values: new Map(), problems: errors.map((error) => yamlProblem(error, file.name)) };
  const { contents } = document;
  if (contents === null || (isScalar(contents) && contents.value === null)) return { values: new Map(), problems: [] };
  const reader = new SettingsReader(file);
  reader.readFile(contents);
  return reader;
}

function yamlProblem(error: YAMLError, fileName: string): ConfigProblem {
  const place = { key: `${fileName}:${error.linePos?.[0].line ?? 1}`, value: null };
  if (error.code === 'DUPLICATE_KEY')
    return { ...place, reason: 'the same key stands in its section twice', fix: 'keep one of the two lines' };
  return {
    ...place,
    reason: error.message.split(/ at line \d+/)[0] ?? error.code,
    fix: 'correct the line; it is not plain YAML',
  };
}

interface Complaint {
  readonly reason: string;
  readonly fix: string;
}

class SettingsReader implements WrittenSettings {
  readonly values = new Map<string, unknown>();
  readonly problems: ConfigProblem[] = [];
  readonly #file: YamlText;

  constructor(file: YamlText) {
    this.#file = file;
  }

  readFile(contents: Node): void {
    if (isMap(contents)) this.#readSection(contents, '');
    else
      this.#complain(contents, null, {
        reason: 'the file is no list of keys with values',
        fix: 'write lines like "autonomy: confirm"',
      });
  }

  #readSection(section: YAMLMap, path: string): void {
    for (const { key, value } of section.items) {
      if (!isScalar(key) || typeof key.value !== 'string') {
        this.#complain(isNode(key) ? key : section, null, { reason: 'a key is no name', fix: 'write a name before the colon' });
        continue;
      }
      const name = path === '' ? key.value : `${path}.${key.value}`;
      if (isNode(value)) this.#readValue(value, name);
      else this.values.set(name, null);
    }
  }

  #readValue(node: Node, key: string): void {
    const hidden = hiddenMeaningOf(node);
    if (hidden !== null) this.#complain(node, key, hidden);
    else if (isMap(node)) this.#readSection(node, key);
    else if (isSeq(node)) this.#readList(node, key);
    else this.values.set(key, isScalar(node) ? node.value : null);
  }

  #readList(list: YAMLSeq, key: string): void {
    const plain = list.items.flatMap((item) => (isScalar(item) && hiddenMeaningOf(item) === null ? [item.value] : []));
    if (plain.length === list.items.length) this.values.set(key, plain);
    else this.#complain(list, key, { reason: 'has an item that is no plain value', fix: 'write a list like [BTCUSDT, ETHUSDT]' });
  }

  #complain(node: Node, key: string | null, { reason, fix }: Complaint): void {
    const line = this.#file.text.slice(0, node.range?.[0] ?? 0).split('\n').length;
    const place = `${this.#file.name}:${line}`;
    const value = isScalar(node) ? valueText(key ?? '', node.value) : null;
    this.problems.push(key === null ? { key: place, value, reason, fix } : { key, value, reason: `${reason} (${place})`, fix });
  }
}

/** What lets a line mean more than it shows; null for plain data. */
function hiddenMeaningOf(node: Node): Complaint | null {
  if (isAlias(node)) return { reason: 'is an alias of another value', fix: 'write the value itself' };
  if ('anchor' in node && node.anchor !== undefined) return { reason: 'carries an anchor', fix: 'leave the anchor out' };
  if (node.tag !== undefined) return { reason: `carries the tag ${node.tag}`, fix: 'leave the tag out' };
  return null;
}
