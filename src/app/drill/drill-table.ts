import { SECOND_MS } from '../../domain/time.ts';
import type { DrillRow } from './drill-scenario.ts';

/** The columns of a terminal of 100, two spaces between them. */
const WIDTHS = [33, 22, 25, 6, 6] as const;
const HEAD = ['what was done', 'expected', 'happened', 'naked', 'alive'] as const;
const GAP = '  ';

/** The lines above the rows. */
export function drillHead(seed: number): string {
  const rule = WIDTHS.map((width) => '-'.repeat(width)).join(GAP);
  return [
    `The bot of a real account against the simulated exchange, seed ${seed}, on a virtual clock.`,
    "naked: seconds in which coins lay there without a stop, by the exchange's own books.",
    '',
    tableLine(HEAD),
    rule,
  ].join('\n');
}

/** One row, its cells wrapped into columns; what was wanted and was not so follows it. */
export function drillRowText(row: DrillRow): string {
  const cells = [
    [row.name, ...wrapped(row.done, WIDTHS[0])],
    wrapped(row.expected, WIDTHS[1]),
    wrapped(row.happened, WIDTHS[2]),
    [secondsText(row.unprotectedMs).padStart(WIDTHS[3])],
    [verdictWord(row)],
  ];
  const height = Math.max(...cells.map(({ length }) => length));
  const lines = Array.from({ length: height }, (_, index) => tableLine(cells.map((cell) => cell[index] ?? '')));
  return [...lines, ...row.failures.map((failure) => `  not so: ${failure}`), ''].join('\n');
}

/** How many survived, and for how long coins were without a stop in all. */
export function drillScore(rows: readonly DrillRow[]): string {
  const survived = rows.filter((row) => row.survived).length;
  const unprotectedMs = rows.reduce((sum, row) => sum + row.unprotectedMs, 0);
  const never = rows.filter((row) => row.unprotectedMs === 0).length;
  const score = rows.length === 0 ? 0 : Math.floor((100 * survived) / rows.length);
  return (
    `Score: ${score} %, ${survived} of ${rows.length} survived. ` +
    `Never naked in ${never} of them; ${secondsText(unprotectedMs)} s in all the others together.`
  );
}

/** The last line. */
export function drillVerdict(rows: readonly DrillRow[]): string {
  const failed = rows.filter(({ survived }) => !survived).length;
  return `${rows.length - failed} passed, ${failed} failed`;
}

/** The same as a table of Markdown. */
export function drillMarkdown(rows: readonly DrillRow[]): string {
  const lines = rows.map((row) => {
    const cells = [`\`${row.name}\``, row.done, row.expected, row.happened, secondsText(row.unprotectedMs), verdictWord(row)];
    return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  });
  return [
    '| scenario | what was done | expected | happened | seconds unprotected | survived |',
    '| --- | --- | --- | --- | ---: | --- |',
    ...lines,
    '',
    drillScore(rows),
    '',
    drillVerdict(rows),
  ].join('\n');
}

function verdictWord({ survived }: DrillRow): string {
  return survived ? 'yes' : 'NO';
}

/** Rounded up, so that nothing but zero reads as zero. */
function secondsText(durationMs: number): string {
  return (Math.ceil(durationMs / (SECOND_MS / 10)) / 10).toFixed(1);
}

function tableLine(cells: readonly string[]): string {
  return cells
    .map((cell, index) => cell.padEnd(WIDTHS[index] ?? 0))
    .join(GAP)
    .trimEnd();
}

/** Lines of whole words; a word that is longer than the line is cut. */
function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(...(word.match(new RegExp(`.{1,${width}}`, 'g')) ?? ['']));
  }
  return lines;
}
