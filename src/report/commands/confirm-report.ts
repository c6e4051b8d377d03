import type { ChatMessage, Language, MessageBlock, MessageButton } from '../../domain/chat-message.ts';
import type { Venue } from '../../domain/control-state.ts';
import { add, ZERO_QUOTE } from '../../domain/decimal.ts';
import { baseAssetOf } from '../../domain/market-symbol.ts';
import type { PortfolioRow } from '../../domain/portfolio-table.ts';
import { fitAmount } from '../fit-number.ts';
import { badge, headline, line, message } from '../message-blocks.ts';
import { amountLabel } from '../message-number.ts';
import { columnTable } from '../message-table.ts';
import { type Change, changeMeaning } from '../messages/change-message.ts';
import { controlName } from '../names.ts';
import { amountCell, changeCell, textCell } from '../table-cells.ts';
import { type SettingsChange, settingsQuestionBlocks, settingsQuestionTexts } from './settings-report.ts';

/** What is asked before it is done. */
export type Question =
  | Change
  | SettingsChange
  | { readonly what: 'close'; readonly rows: readonly PortfolioRow[]; readonly fraction: 1 | 0.5 };

const EN = {
  resume: 'Trade again?',
  control: (to: string) => `Set trading to ${to}?`,
  autonomy: (to: string) => `Set autonomy to ${to}?`,
  mode: (to: string) => `Set mode to ${to}?`,
  close: (assets: string, amount: string) => `Sell ${assets} · about ${amount} USDT?`,
  closeHalf: (assets: string, amount: string) => `Sell half of ${assets} · about ${amount} USDT?`,
  closeShort: 'Sell at the market?',
  now: (from: string) => `It is ${from} now.`,
  marketPrice: 'Sold at the market; the stop goes with it.',
  yes: '✅ Yes',
  no: '✖️ No',
  coin: 'Coin',
  value: 'USDT',
  pnl: 'P&L',
};

const WORDS: Readonly<Record<Language, typeof EN>> = { en: EN };

/** Asks once more before a command that takes on risk or cannot be undone; the buttons carry the answers. */
export function confirmReport(
  input: {
    readonly venue: Venue;
    readonly question: Question;
    readonly confirm: MessageButton['command'];
    readonly cancel: MessageButton['command'];
  },
  language: Language,
): ChatMessage {
  const { venue, question, confirm, cancel } = input;
  const words = WORDS[language];
  const blocks = [
    headline({ icon: '🟠', tone: 'attention', texts: questionTexts(question, language) }),
    badge({ venue, about: [] }, language),
    ...questionBlocks(question, language),
  ];
  const buttons = [
    [
      { label: words.yes, command: confirm },
      { label: words.no, command: cancel },
    ],
  ];
  return message(blocks, { buttons });
}

function questionTexts(question: Question, language: Language): readonly string[] {
  const words = WORDS[language];
  switch (question.what) {
    case 'control':
      return question.to === 'active' ? [words.resume] : [words.control(controlName(question.to, language))];
    case 'autonomy':
      return [words.autonomy(question.to)];
    case 'mode':
      return [words.mode(question.to)];
    case 'settings':
      return settingsQuestionTexts(question, language);
    case 'close': {
      const assets = question.rows.map(({ symbol }) => baseAssetOf(symbol)).join(', ');
      const value = question.rows.reduce((sum, row) => add(sum, row.value), ZERO_QUOTE).times(question.fraction);
      const ask = question.fraction === 1 ? words.close : words.closeHalf;
      return [ask(assets, amountLabel(value)), ask(assets, fitAmount(value, 7)), words.closeShort];
    }
  }
}

function questionBlocks(question: Question, language: Language): readonly MessageBlock[] {
  const words = WORDS[language];
  if (question.what === 'settings') return settingsQuestionBlocks(question, language);
  if (question.what !== 'close') {
    const from = question.what === 'control' ? controlName(question.from, language) : question.from;
    return [line(words.now(from)), ...changeMeaning(question, language).map(line)];
  }
  const table = columnTable(
    [
      { title: words.coin, align: 'left', lengthMax: 8 },
      { title: words.value, align: 'right', lengthMax: 10 },
      { title: words.pnl, align: 'right', lengthMax: 8 },
    ],
    question.rows.map((row) => [textCell(baseAssetOf(row.symbol)), amountCell(row.value), changeCell(row.pnlFraction)]),
  );
  return [table, line(words.marketPrice)];
}
