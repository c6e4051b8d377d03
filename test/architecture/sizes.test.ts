import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../support/project-root.ts';
import { describeGrowth, describeSlack, fileSizes, functionSizes, type Size, type SizeRatchet } from './measure-sizes.ts';
import { parseSource, parseSourceFiles } from './source-files.ts';

const LONGEST_SHOWN = 10;

const recorded: { readonly files: SizeRatchet; readonly functions: SizeRatchet } = JSON.parse(
  readFileSync(join(projectRoot, 'test/architecture/sizes.json'), 'utf8'),
);
const files = parseSourceFiles(['src', 'tools']);

function show(title: string, sizes: readonly Size[], ratchet: SizeRatchet): void {
  const rows = sizes.slice(0, LONGEST_SHOWN).map(({ name, lines }) => `${String(lines).padStart(6)}  ${name}`);
  console.log([title, ...rows, ...describeSlack(sizes, ratchet)].join('\n'));
}

describe('sizes', () => {
  it('no file grew above what is recorded for it', () => {
    const sizes = fileSizes(files);
    show('The longest files:', sizes, recorded.files);
    expect(describeGrowth(sizes, recorded.files)).toEqual([]);
  });

  it('no function grew above what is recorded for it', () => {
    const sizes = functionSizes(files);
    show('The longest functions:', sizes, recorded.functions);
    expect(describeGrowth(sizes, recorded.functions)).toEqual([]);
  });
});

describe('measuring sizes', () => {
  const file = parseSource(
    'src/x.ts',
    `export function first(): void;
export function first(value?: number): void {
  const second = () => {
    return value;
  };
}
class Third {
  constructor() {
    first();
  }
  fourth(): void {}
}
[1].map(() => {
});
`,
  );

  it('counts the lines of a file without its last line break', () => {
    expect(fileSizes([file])).toEqual([{ name: 'src/x.ts', lines: 14 }]);
  });

  it('counts each function with a body once, under its own name or its holder', () => {
    expect(functionSizes([file])).toEqual([
      { name: 'src/x.ts#first', lines: 5 },
      { name: 'src/x.ts#constructor', lines: 3 },
      { name: 'src/x.ts#second', lines: 3 },
      { name: 'src/x.ts#line-13', lines: 2 },
      { name: 'src/x.ts#fourth', lines: 1 },
    ]);
  });

  it.each([
    ['below the ceiling', 9, {}, 0],
    ['at the ceiling', 10, {}, 0],
    ['above the ceiling', 11, {}, 1],
    ['above the ceiling, at its exception', 20, { x: 20 }, 0],
    ['above its exception', 21, { x: 20 }, 1],
  ])('%s: %i lines', (_what, lines, exceptions: Record<string, number>, problems) => {
    expect(describeGrowth([{ name: 'x', lines }], { ceiling: 10, exceptions })).toHaveLength(problems);
  });

  it('tells which exceptions can shrink', () => {
    const slack = describeSlack([{ name: 'x', lines: 15 }], { ceiling: 10, exceptions: { x: 20, gone: 30 } });
    expect(slack.map((line) => line.split(' ')[0])).toEqual(['x', 'gone']);
  });
});
