import { describe, expect, it } from 'vitest';
import type { DrillRow } from '../../src/app/drill/drill-scenario.ts';
import { drillHead, drillMarkdown, drillRowText, drillScore, drillVerdict } from '../../src/app/drill/drill-table.ts';

const WIDTH_MAX = 100;
const SURVIVED: DrillRow = {
  name: 'entry-reply-lost',
  done: 'the entry is executed, and the connection is cut before the answer',
  expected: 'bought once; BTC held with its stop',
  happened:
    '1 bought; 0 sold; 2 in doubt for a while; 0.01350648 BTC with a stop at 44034.6; told orders-refused-BTCUSDT-insufficient-balance',
  unprotectedMs: 0,
  settledMs: 0,
  survived: true,
  failures: [],
};
const FAILED: DrillRow = {
  ...SURVIVED,
  name: 'stop-never-arrives',
  happened: 'said | so',
  unprotectedMs: 12_301,
  settledMs: null,
  survived: false,
  failures: ['BTC held with its stop', 'lose-request takes effect'],
};

describe('the table of a drill', () => {
  it.each([
    { what: 'the head', text: drillHead(1) },
    { what: 'a row', text: drillRowText(SURVIVED) },
    { what: 'a row that failed', text: drillRowText(FAILED) },
    { what: 'the score', text: drillScore([SURVIVED, FAILED]) },
  ])('fits a terminal of 100 columns: $what', ({ text }) => {
    expect(text.split('\n').filter((line) => line.length > WIDTH_MAX)).toEqual([]);
  });

  it('keeps every word of a row', () => {
    const words = drillRowText(SURVIVED).split(/\s+/);
    for (const word of SURVIVED.done.split(' ')) expect(words).toContain(word);
  });

  it('says under a row what was wanted and was not so', () => {
    expect(drillRowText(FAILED)).toContain('not so: BTC held with its stop');
    expect(drillRowText(FAILED)).toContain('not so: lose-request takes effect');
    expect(drillRowText(SURVIVED)).not.toContain('not so');
  });

  it('rounds seconds up, so that a little is not nothing', () => {
    expect(drillRowText({ ...SURVIVED, unprotectedMs: 1 })).toContain('0.1');
    expect(drillRowText(FAILED)).toContain('12.4');
  });

  it('ends with how many passed and failed', () => {
    expect(drillVerdict([SURVIVED, FAILED, SURVIVED])).toBe('2 passed, 1 failed');
    expect(drillMarkdown([SURVIVED, FAILED]).split('\n').at(-1)).toBe('1 passed, 1 failed');
  });

  it('never says 100 % where one failed', () => {
    const rows = [...Array.from({ length: 999 }, () => SURVIVED), FAILED];
    expect(drillScore(rows)).toContain('Score: 99 %, 999 of 1000');
    expect(drillScore([])).toContain('Score: 0 %');
  });

  it('has one line of Markdown for each row, its bars escaped', () => {
    const lines = drillMarkdown([SURVIVED, FAILED]).split('\n');
    expect(lines.filter((line) => line.startsWith('| `'))).toHaveLength(2);
    expect(lines[3]).toContain('said \\| so');
  });
});
