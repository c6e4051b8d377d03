import ts from 'typescript';
import { lineOf, nodesOf } from './source-files.ts';

export interface Size {
  /** A file's path, or `path#function`. */
  readonly name: string;
  readonly lines: number;
}

/** The ceiling of all, and the exceptions by name: each a number that may only shrink. */
export interface SizeRatchet {
  readonly ceiling: number;
  readonly exceptions: Readonly<Record<string, number>>;
}

/** Longest first. */
export function fileSizes(files: readonly ts.SourceFile[]): readonly Size[] {
  return longestFirst(files.map((file) => ({ name: file.fileName, lines: file.text.trimEnd().split('\n').length })));
}

/** Longest first. A function within another one counts for both. */
export function functionSizes(files: readonly ts.SourceFile[]): readonly Size[] {
  return longestFirst(files.flatMap((file) => nodesOf(file).filter(ts.isFunctionLike).filter(hasBody).map(sizeOfFunction)));
}

/** A line for each size above what is recorded for it. */
export function describeGrowth(sizes: readonly Size[], ratchet: SizeRatchet): readonly string[] {
  return sizes
    .map(({ name, lines }) => ({ name, lines, linesMax: ratchet.exceptions[name] ?? ratchet.ceiling }))
    .filter(({ lines, linesMax }) => lines > linesMax)
    .map(
      ({ name, lines, linesMax }) =>
        `${name} has ${lines} lines, at most ${linesMax} are recorded: which second noun or verb moved in?`,
    );
}

/** A line for each exception that can be lowered or deleted. */
export function describeSlack(sizes: readonly Size[], ratchet: SizeRatchet): readonly string[] {
  const linesOf = new Map(sizes.map(({ name, lines }) => [name, lines]));
  return Object.entries(ratchet.exceptions)
    .map(([name, recorded]) => ({ name, recorded, lines: linesOf.get(name) ?? 0 }))
    .filter(({ recorded, lines }) => lines < recorded)
    .map(({ name, recorded, lines }) => `${name} is recorded with ${recorded} lines and has ${lines}: the record can shrink.`);
}

function longestFirst(sizes: readonly Size[]): readonly Size[] {
  return sizes.toSorted((left, right) => right.lines - left.lines || (left.name < right.name ? -1 : 1));
}

function hasBody(node: ts.SignatureDeclaration): boolean {
  return 'body' in node && node.body !== undefined;
}

function sizeOfFunction(node: ts.SignatureDeclaration): Size {
  const file = node.getSourceFile();
  const lastLine = file.getLineAndCharacterOfPosition(node.getEnd()).line + 1;
  return { name: `${file.fileName}#${nameOfFunction(node)}`, lines: lastLine - lineOf(node) + 1 };
}

function nameOfFunction(node: ts.SignatureDeclaration): string {
  if (ts.isConstructorDeclaration(node)) return 'constructor';
  if (node.name !== undefined) return node.name.getText();
  const holder = node.parent;
  const holderIsNamed = ts.isVariableDeclaration(holder) || ts.isPropertyAssignment(holder) || ts.isPropertyDeclaration(holder);
  return holderIsNamed ? holder.name.getText() : `line-${lineOf(node)}`;
}
