import type { ChatMessage, Language, MessageBlock } from '../../domain/chat-message.ts';
import type { Venue } from '../../domain/control-state.ts';
import type { LimitUnit } from '../../domain/limit-definition.ts';
import { fitAmount, fitPercent } from '../fit-number.ts';
import { fitText } from '../fit-text.ts';
import { badge, headline, line, message } from '../message-blocks.ts';
import { type Column, columnTable } from '../message-table.ts';
import { type Cell, textCell } from '../table-cells.ts';

/** One limit with how much of it is used now. `value` is null where nothing can be measured between two trades. */
export interface RiskRow {
  readonly key: string;
  readonly meaning: string;
  readonly value: number | null;
  readonly limit: number;
  readonly unit: LimitUnit;
  /** Whether `limit` is the most or the least that is allowed. */
  readonly bound: 'maximum' | 'minimum';
}

/** A limit that the files ask to be looser, and that stays as it is until a person approves it on the host. */
export interface KeptRow {
  readonly key: string;
  readonly kept: number;
  readonly asked: number;
}

type MeasuredRow = RiskRow & { readonly value: number };

const BAR_LENGTH = 5;

const EN = {
  within: 'Within every limit',
  reached: (names: string) => `At the limit: ${names}`,
  reachedShort: 'A limit is reached',
  limit: 'Limit',
  used: 'Used',
  atEachTrade: 'At each trade',
  kept: ({ key, kept, asked }: KeptRow) =>
    `${key} stays ${kept}: the file's ${asked} waits for steward approve-config on the host.`,
  hours: 'h',
  seconds: 's',
  /** Names that are shorter than what the key says. */
  names: new Map([
    ['grossExposureFractionMax', 'exposure'],
    ['cashReserveFractionMin', 'cash, min'],
    ['openPositionsMax', 'positions'],
    ['entriesPerDayMax', 'entries/day'],
    ['positionFractionMax', 'largest'],
  ]),
};

const WORDS: Readonly<Record<Language, typeof EN>> = { en: EN };

/** Each limit: what is used of it now, with a bar; then those that can only be judged together with a trade. */
export function riskReport(
  input: { readonly venue: Venue; readonly rows: readonly RiskRow[]; readonly kept: readonly KeptRow[] },
  language: Language,
): ChatMessage {
  const { venue, rows, kept } = input;
  const words = WORDS[language];
  const measured = rows.filter((row): row is MeasuredRow => row.value !== null);
  const others = rows.filter((row) => row.value === null);
  const reached = measured.filter((row) => usedShare(row) >= 1);
  const isAnyReached = reached.length > 0;
  const names = reached.map(({ key }) => limitName(key, language)).join(', ');
  const blocks = [
    headline({
      icon: isAnyReached ? '🟠' : '🟢',
      tone: isAnyReached ? 'attention' : 'good',
      texts: isAnyReached ? [words.reached(names), words.reachedShort] : [words.within],
    }),
    badge({ venue, about: [] }, language),
    ...reached.map(({ meaning }) => line(meaning)),
    ...(measured.length === 0 ? [] : [usedTable(measured, language)]),
    ...(others.length === 0 ? [] : [limitsTable(others, language)]),
    ...kept.map((row) => line(words.kept(row))),
  ];
  return message(blocks, { urgency: 'silent' });
}

function usedTable(rows: readonly MeasuredRow[], language: Language): MessageBlock {
  const words = WORDS[language];
  const columns: readonly Column[] = [
    { title: words.limit, align: 'left', lengthMax: 11 },
    { title: '', align: 'left', lengthMax: BAR_LENGTH },
    { title: words.used, align: 'right', lengthMax: 10 },
  ];
  return columnTable(
    columns,
    rows.map((row) => [textCell(limitName(row.key, language)), textCell(barText(usedShare(row))), usedCell(row, language)]),
  );
}

function limitsTable(rows: readonly RiskRow[], language: Language): MessageBlock {
  const words = WORDS[language];
  const columns: readonly Column[] = [
    { title: words.atEachTrade, align: 'left', lengthMax: 18 },
    { title: words.limit, align: 'right', lengthMax: 10 },
  ];
  return columnTable(
    columns,
    rows.map((row) => [textCell(limitName(row.key, language)), measureCell(row.limit, row.unit, language)]),
  );
}

/** 1 and more: the limit is reached. Of a minimum, the share is how little is left above it. */
function usedShare({ value, limit, bound }: MeasuredRow): number {
  if (bound === 'maximum') return limit === 0 ? 1 : value / limit;
  return value <= limit ? 1 : limit / value;
}

function barText(share: number): string {
  const full = Math.max(0, Math.min(BAR_LENGTH, Math.floor(share * BAR_LENGTH)));
  return `${'▓'.repeat(full)}${'░'.repeat(BAR_LENGTH - full)}`;
}

function usedCell({ value, limit, unit }: MeasuredRow, language: Language): Cell {
  return (lengthMax) => {
    const half = Math.floor((lengthMax - 1) / 2);
    return `${measureCell(value, unit, language)(half)}/${measureCell(limit, unit, language)(half)}`;
  };
}

function measureCell(value: number, unit: LimitUnit, language: Language): Cell {
  const words = WORDS[language];
  switch (unit) {
    case 'fraction':
      return (lengthMax) =>
        fitPercent(value, lengthMax)
          .replace(/(\.\d*?)0+%$/, '$1%')
          .replace('.%', '%');
    case 'quote':
      return (lengthMax) => {
        const amount = fitAmount(value, lengthMax).replace(/\.00$/, '');
        return fitText([`${amount} USDT`, amount], lengthMax);
      };
    case 'count':
      return textCell(String(value));
    case 'hours':
      return textCell(`${value} ${words.hours}`);
    case 'seconds':
      return textCell(`${value} ${words.seconds}`);
  }
}

/** What the key says, without its unit: `riskPerTradeFractionMax` is `risk per trade`. */
function limitName(key: string, language: Language): string {
  const derived = key
    .replace(/(Fraction|Quote|Hours|Seconds)?(Max)?$/, '')
    .replace(/Fraction(?=Min$)/, '')
    .replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return WORDS[language].names.get(key) ?? derived;
}
