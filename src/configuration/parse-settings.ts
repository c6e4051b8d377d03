import { type Document, isAlias, isMap, isNode, isScalar, isSeq, type Node, parseDocument, type YAMLMap } from 'yaml';
import { type ConfigProblem, valueText } from './config-problem.ts';

const PROBLEMS_MAX = 20;

export interface WrittenSettings {
  /** What the text says, by dotted keys. */
  readonly values: ReadonlyMap<string, unknown>;
  readonly problems: readonly ConfigProblem[];
}

/**
 * Reads a YAML text into flat settings. Only plain data is YAML enough: anchors, aliases, tags and several documents are problems,
 * since one line of them can mean more than it shows; so are keys that stand there twice.
 */
export function parseSettings(file: { readonly name: string; readonly text: string }): WrittenSettings {
  const document = parseDocument(file.text, {
    version: '1.2',
    schema: 'core',
    uniqueKeys: true,
    merge: false,
    logLevel: 'silent',
  });
  const faults = [...document.errors, ...document.warnings].slice(0, PROBLEMS_MAX);
  if (faults.length > 0) {
    return {
      values: new Map(),
      problems: faults.map((fault) => ({
        key: `${file.name}:${fault.linePos?.[0].line ?? 1}`,
        value: null,
        reason:
          fault.code === 'DUPLICATE_KEY'
            ? 'the same key stands in this section twice'
            : (fault.message.split(/ at line \d+/)[0] ?? fault.code),
        fix: fault.code === 'DUPLICATE_KEY' ? 'keep one of the two lines' : 'correct the line; it is not plain YAML',
      })),
    };
  }
  const reader = new SettingsReader(file, document);
  return { values: reader.values, problems: reader.problems };
}

class SettingsReader {
  readonly values = new Map<string, unknown>();
  readonly problems: ConfigProblem[] = [];
  readonly #file: { readonly name: string; readonly text: string };
  readonly #document: Document;

  constructor(file: { readonly name: string; readonly text: string }, document: Document) {
    this.#file = file;
    this.#document = document;
    const { contents } = document;
    if (contents === null || (isScalar(contents) && contents.value === null)) return;
    if (isMap(contents)) this.#readSection(contents, '');
    else
      this.#report(contents, {
        key: null,
        reason: 'the file is not a list of keys with values',
        fix: 'write lines like "autonomy: confirm"',
      });
  }

  #readSection(section: YAMLMap, path: string): void {
    for (const { key, value } of section.items) {
      if (!isScalar(key) || typeof key.value !== 'string') {
        this.#report(isNode(key) ? key : section, {
          key: null,
          reason: 'a key is not a name',
          fix: 'write a name before the colon',
        });
        continue;
      }
      const name = path === '' ? key.value : `${path}.${key.value}`;
      if (isNode(value)) this.#readValue(value, name);
      else this.values.set(name, null);
    }
  }

  #readValue(node: Node, key: string): void {
    if (isAlias(node)) return this.#report(node, { key, reason: 'is an alias of another value', fix: 'write the value itself' });
    if ('anchor' in node && node.anchor !== undefined) {
      return this.#report(node, {
        key,
        reason: `carries the anchor &${String(node.anchor)}`,
        fix: 'leave the anchor out and write values where they belong',
      });
    }
    if (node.tag !== undefined)
      return this.#report(node, { key, reason: `carries the tag ${node.tag}`, fix: 'leave the tag out' });
    if (isMap(node)) return this.#readSection(node, key);
    if (isSeq(node)) return this.#readList(node.items, key);
    this.values.set(key, isScalar(node) ? node.value : null);
  }

  #readList(items: readonly unknown[], key: string): void {
    const odd = items.find((item) => !isScalar(item) || item.anchor !== undefined || item.tag !== undefined);
    if (odd === undefined)
      this.values.set(
        key,
        items.map((item) => (isScalar(item) ? item.value : null)),
      );
    else if (isNode(odd))
      this.#report(odd, {
        key,
        reason: 'has an item that is not a plain value',
        fix: 'write a list of plain values, like [BTCUSDT, ETHUSDT]',
      });
  }

  #report(
    node: Node,
    { key, reason, fix }: { readonly key: string | null; readonly reason: string; readonly fix: string },
  ): void {
    const start = node.range?.[0] ?? 0;
    const line = this.#file.text.slice(0, start).split('\n').length;
    const place = `${this.#file.name}:${line}`;
    const value = isScalar(node) ? valueText(key ?? '', node.toJS(this.#document)) : null;
    this.problems.push(key === null ? { key: place, value, reason, fix } : { key, value, reason: `${reason} (${place})`, fix });
  }
}
