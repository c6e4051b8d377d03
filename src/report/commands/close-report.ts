import type { ChatMessage, Language, MessageTone } from '../../domain/chat-message.ts';
import type { Venue } from '../../domain/control-state.ts';
import { encode } from '../../domain/encoded.ts';
import { baseAssetOf, type MarketSymbol } from '../../domain/market-symbol.ts';
import type { RiskReason } from '../../domain/risk-verdict.ts';
import { explainRiskReason } from '../explain-risk-reason.ts';
import { badge, headline, line, message } from '../message-blocks.ts';

/** What became of a wish to close a position. */
export type CloseAnswer =
  | { readonly tag: 'refused'; readonly verdict: RefusedVerdict }
  | { readonly tag: 'sold'; readonly result: SaleAnswer };

type RefusedVerdict = { readonly reasons: readonly RiskReason[] };

type SaleAnswer =
  | {
      readonly tag:
        | 'filled'
        | 'partly-filled'
        | 'unfilled'
        | 'open'
        | 'outcome-unknown'
        | 'lost'
        | 'abandoned'
        | 'nothing-to-sell'
        | 'stop-not-cancelled';
    }
  | { readonly tag: 'rejected'; readonly code: number; readonly message: string }
  | { readonly tag: 'unplaceable'; readonly filter: string }
  | { readonly tag: 'refused'; readonly verdict: RefusedVerdict };

const EN = {
  sold: (asset: string) => `${asset} sold`,
  partlySold: (asset: string) => `${asset} partly sold`,
  notSold: (asset: string) => `${asset} not sold`,
  unknown: (asset: string) => `${asset}: not known yet`,
  gone: (asset: string) => `No ${asset} left to sell`,
  follows: 'The numbers are in a message of their own.',
  restStays: 'What is left gets a stop again.',
  unfilled: 'The order ended without selling anything.',
  open: 'The order rests on the exchange.',
  outcomeUnknown: 'The exchange may or may not have the order. Steward is finding out and sends it no second time.',
  lost: 'The exchange does not know the order.',
  abandoned: 'The order was never sent.',
  stopNotCancelled: 'The stop could not be taken off the exchange, so nothing was sold besides it. Try again in a minute.',
  nothingToSell: 'The position was gone by then, most likely sold by its stop.',
  rejected: (code: number, text: string) => `The exchange refused: ${code} ${text}`,
  unplaceable: (filter: string) => `The exchange does not take such an order (${filter}).`,
  stopStays: 'The position keeps its stop.',
  stopBack: 'Its stop is put back.',
};

const WORDS: Readonly<Record<Language, typeof EN>> = { en: EN };

interface Answer {
  readonly icon: string;
  readonly tone: MessageTone;
  readonly title: string;
  readonly lines: readonly string[];
}

/** The direct answer to a person who closed a position. What the sale earned is told by the trade's own message. */
export function closeReport(
  input: { readonly venue: Venue; readonly symbol: MarketSymbol; readonly result: CloseAnswer },
  language: Language,
): ChatMessage {
  const { venue, symbol, result } = input;
  const asset = baseAssetOf(symbol);
  const answer =
    result.tag === 'refused' ? refusedAnswer(asset, result.verdict, language) : saleAnswer(asset, result.result, language);
  const { icon, tone, title, lines } = answer;
  const blocks = [headline({ icon, tone, texts: [title] }), badge({ venue, about: [] }, language), ...lines.map(line)];
  return message(blocks, { urgency: 'silent' });
}

function saleAnswer(asset: string, sale: SaleAnswer, language: Language): Answer {
  const words = WORDS[language];
  const failed = (...lines: readonly string[]): Answer => ({ icon: '⚠️', tone: 'bad', title: words.notSold(asset), lines });
  switch (sale.tag) {
    case 'filled':
      return { icon: '✅', tone: 'good', title: words.sold(asset), lines: [words.follows] };
    case 'partly-filled':
      return { icon: '🟡', tone: 'attention', title: words.partlySold(asset), lines: [words.follows, words.restStays] };
    case 'unfilled':
      return failed(words.unfilled, words.stopBack);
    case 'open':
      return { icon: '⏳', tone: 'attention', title: words.unknown(asset), lines: [words.open] };
    case 'outcome-unknown':
      return { icon: '❓', tone: 'attention', title: words.unknown(asset), lines: [words.outcomeUnknown] };
    case 'lost':
      return failed(words.lost, words.stopBack);
    case 'abandoned':
      return failed(words.abandoned, words.stopBack);
    case 'nothing-to-sell':
      return { icon: 'ℹ️', tone: 'neutral', title: words.gone(asset), lines: [words.nothingToSell] };
    case 'stop-not-cancelled':
      return failed(words.stopNotCancelled);
    case 'rejected':
      return failed(words.rejected(sale.code, sale.message), words.stopBack);
    case 'unplaceable':
      return failed(words.unplaceable(sale.filter), words.stopStays);
    case 'refused':
      return refusedAnswer(asset, sale.verdict, language);
  }
}

function refusedAnswer(asset: string, { reasons }: RefusedVerdict, language: Language): Answer {
  const lines = reasons.map((reason) => explainRiskReason(encode(reason), language));
  return { icon: '⛔', tone: 'attention', title: WORDS[language].notSold(asset), lines };
}
