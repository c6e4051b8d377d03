import type { Language } from '../../domain/chat-message.ts';
import type { FactOf } from '../../domain/journal-entry.ts';
import { baseAssetOf, type MarketSymbol } from '../../domain/market-symbol.ts';
import { parseUtc } from '../../domain/time.ts';
import { quantityText } from '../format-number.ts';
import { utcText } from '../format-time.ts';
import { line } from '../message-blocks.ts';
import type { ToldAlert } from './told-alert.ts';

type Facts = FactOf<'alert-raised'>['facts'];

/** How one kind of trouble is told. `about` is what the key names after its prefix: mostly a coin. */
interface Words {
  readonly key: RegExp;
  title(about: string): string;
  lines(facts: Facts, about: string): readonly string[];
  /** The alert in half a sentence, to say that it is over. */
  name(about: string): string;
}

const PAUSED = 'Nothing is bought until you resume. Stops, exits and /close go on.';

const EN: readonly Words[] = [
  {
    key: /^frozen-(.+)$/,
    title: (coin) => `${coin} is not traded now`,
    lines: ({ held = '0' }, coin) => [
      `The exchange has stopped the market. ${
        held === '0'
          ? ''
          : `You hold ${quantityText(held)} ${coin}: what rests on the exchange stays there, and nothing else can be sent. `
      }`.trim(),
      'The other markets go on. This one resumes by itself.',
    ],
    name: (coin) => `the stopped market of ${coin}`,
  },
  {
    key: /^orders-refused-([A-Z0-9]+)-/,
    title: (coin) => `Orders in ${coin} are refused`,
    lines: ({ code = '', message = '', count = '1' }, coin) => [
      `${count}× ${code} ${message.replace(/\.$/, '')}.`,
      `No entry in ${coin} for an hour, or until the market changes its rules. Stops and exits are still tried.`,
    ],
    name: (coin) => `the refused orders in ${coin}`,
  },
  {
    key: /^account-refused$/,
    title: () => 'Key or account refused · trading paused',
    lines: ({ code = '', message = '' }) => [
      `${code} ${message.replace(/\.$/, '')}.`.trim(),
      'Stops on the exchange still stand, but none can be placed or moved. Look at the key, its addresses and what it may do.',
      'Nothing is bought until you resume.',
    ],
    name: () => 'the refused key or account',
  },
  {
    key: /^exit-refused-(.+)$/,
    title: (coin) => `${coin} NEITHER PROTECTED NOR SOLD · trading paused`,
    lines: ({ quantity = '0', code = '', message = '' }, coin) => [
      `${quantityText(quantity)} ${coin}: the exchange refused every stop, and the sale: ${code} ${message.replace(/\.$/, '')}.`,
      'Steward tries again, more and more seldom. Look at the account, and sell by hand if you must.',
      PAUSED,
    ],
    name: (coin) => `the refused sale of ${coin}`,
  },
  {
    key: /^exchange-pause$/,
    title: () => 'The exchange wants a pause',
    lines: ({ until = '' }) => {
      const at = parseUtc(until);
      return [
        `It takes no requests from this address before ${at === null ? until : utcText(at)}.`,
        'Stops on the exchange still stand. Steward sends nothing until then, and looks at every position right after.',
      ];
    },
    name: () => 'the pause of the exchange',
  },
  {
    key: /^clock-skew$/,
    title: () => "This machine's clock is wrong",
    lines: ({ skewMs = '' }) => [
      `It differs from the exchange's by ${skewMs.replace('-', '')} ms. No entry until it is set right; stops and exits go on.`,
    ],
    name: () => 'the wrong clock',
  },
  {
    key: /^journal-failed$/,
    title: () => 'The journal cannot be written',
    lines: () => [
      'The disk is full or broken. No entries and no sessions; stops and exits go on, kept in memory and on the exchange.',
      'Make room: what is missing is then written by itself. Do not stop Steward before.',
    ],
    name: () => 'the journal that could not be written',
  },
];

const WORDS: Readonly<Record<Language, readonly Words[]>> = { en: EN };

/** Trouble with the exchange, the account, the clock or the disk. Null for another alert. */
export function troubleAlert({ key, facts }: FactOf<'alert-raised'>, language: Language): ToldAlert | null {
  const found = wordsOf(key, language);
  if (found === null) return null;
  const { words, about } = found;
  return { titles: [words.title(about)], blocks: words.lines(facts, about).map((text) => line(text)) };
}

/** The alert in half a sentence, to say that it is over. Null for another alert. */
export function troubleAlertName(key: string, language: Language): string | null {
  const found = wordsOf(key, language);
  return found === null ? null : found.words.name(found.about);
}

function wordsOf(key: string, language: Language): { readonly words: Words; readonly about: string } | null {
  for (const words of WORDS[language]) {
    const match = words.key.exec(key);
    if (match !== null) return { words, about: coinOf(match[1] ?? '') };
  }
  return null;
}

function coinOf(symbol: string): string {
  return symbol.endsWith('USDT') ? baseAssetOf(symbol as MarketSymbol) : symbol;
}
