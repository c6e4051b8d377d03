import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layOutTable } from '../../../src/adapters/telegram/lay-out-table.ts';
import { splitText } from '../../../src/adapters/telegram/split-text.ts';

type Table = Parameters<typeof layOutTable>[0];

function table(rows: Table['rows'], align: Table['align'] = ['left', 'right', 'right'], header: Table['header'] = null): Table {
  return { kind: 'table', header, rows, align };
}

describe('a table', () => {
  it('has aligned columns', () => {
    const rows = [
      ['BTC', '42.1%', '4413'],
      ['USDT', '3.2%', '10'],
    ];
    expect(layOutTable(table(rows, ['left', 'right', 'right'], ['Asset', 'Share', '$']))).toEqual([
      'Asset  Share     $',
      'BTC    42.1%  4413',
      'USDT    3.2%    10',
    ]);
  });

  it('gives up its gaps before its cells', () => {
    expect(layOutTable(table([['a'.repeat(10), 'b'.repeat(9), 'c'.repeat(9)]]))).toEqual([
      `${'a'.repeat(10)} ${'b'.repeat(9)} ${'c'.repeat(9)}`,
    ]);
  });

  it('cuts its widest column first', () => {
    expect(layOutTable(table([['a'.repeat(40), '1.5', '2.5']]))).toEqual([`${'a'.repeat(21)}… 1.5 2.5`]);
  });

  it('is at most 30 columns wide, whatever stands in it', () => {
    const row = fc.array(fc.string({ unit: 'grapheme', maxLength: 50 }), { maxLength: 12 });
    fc.assert(
      fc.property(fc.array(row, { maxLength: 6 }), (rows) => {
        for (const line of layOutTable(table(rows, []))) expect([...line].length).toBeLessThanOrEqual(30);
      }),
    );
  });
});

describe('a long text', () => {
  it.each([
    ['between lines', 'aaaa\nbbbb\ncccc', 10, ['aaaa\nbbbb', 'cccc']],
    ['between words where a line is too long', 'aaaa bbbb cccc', 10, ['aaaa bbbb', 'cccc']],
    ['inside a word where it is too long', 'abcdefghij', 4, ['abcd', 'efgh', 'ij']],
    ['never inside a character', '😀😀😀', 3, ['😀', '😀', '😀']],
    ['not at all where it fits', 'abc', 3, ['abc']],
  ])('is cut %s', (_where, text, lengthMax, pieces) => {
    expect(splitText(text, lengthMax)).toEqual(pieces);
  });

  it('loses nothing but spaces, and no piece is too long', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\n', '😀'), maxLength: 300 }),
        fc.integer({ min: 2, max: 40 }),
        (text, lengthMax) => {
          const pieces = splitText(text, lengthMax);
          expect(Math.max(0, ...pieces.map((piece) => piece.length))).toBeLessThanOrEqual(lengthMax);
          expect(pieces.join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
          expect(pieces.join('')).not.toMatch(/\p{Cs}/u);
        },
      ),
    );
  });
});
