import type { Language } from '../../domain/chat-message.ts';
import { averagePrice, ratio } from '../../domain/decimal.ts';
import { baseAssetOf } from '../../domain/market-symbol.ts';
import type { Proposal } from '../../domain/proposal.ts';
import { explainRiskReason } from '../explain-risk-reason.ts';
import { quantityText } from '../format-number.ts';
import { utcClockText } from '../format-time.ts';
import { changeLabel, pnlLabel, priceLabel } from '../message-number.ts';
import { actionName, proposalFailureName } from '../names.ts';
import type { FilledOrder } from '../stories/filled-orders.ts';
import type { DigestedSignal } from '../stories/session-digest.ts';

const EN = {
  bought: (quantity: string, price: string) => `bought ${quantity} @ ${price}`,
  sold: (quantity: string, price: string, result: string) => `sold ${quantity} @ ${price}, ${result}`,
  stopAt: (price: string) => `stop at ${price}`,
  waits: (id: string, time: string) => `waits for your answer to ${id} until ${time}`,
  underWay: (id: string) => `${id} is under way`,
  rejected: 'rejected',
  expired: 'expired',
  superseded: 'replaced by a newer proposal',
  blocked: 'blocked on fresh prices',
  refused: 'refused',
  unjudged: 'was not judged',
};

const WORDS: Readonly<Record<Language, typeof EN>> = { en: EN };

/** One decision of a session with what became of it: `BUY ETH: bought 0.1194 @ 2,512.40`. */
export function decisionLine(
  decision: DigestedSignal,
  known: { readonly proposal: Proposal | null; readonly trade: FilledOrder | null },
  language: Language,
): string {
  const what = `${actionName(decision.signal.action, language).toUpperCase()} ${baseAssetOf(decision.signal.symbol)}`;
  return `${what}: ${known.trade === null ? statusText(decision, known.proposal, language) : tradeText(known.trade, language)}`;
}

function tradeText({ quantity, value, sale }: FilledOrder, language: Language): string {
  const words = WORDS[language];
  const price = priceLabel(averagePrice(value, quantity));
  if (sale === null) return words.bought(quantityText(quantity), price);
  return words.sold(quantityText(quantity), price, `${pnlLabel(sale.pnl)} (${changeLabel(ratio(sale.pnl, sale.cost))})`);
}

function statusText({ verdict }: DigestedSignal, proposal: Proposal | null, language: Language): string {
  const words = WORDS[language];
  if (proposal !== null) return proposalText(proposal, language);
  if (verdict === null || verdict.tag !== 'refused') return words.unjudged;
  const [reason] = verdict.reasons;
  return reason === undefined ? words.refused : `${words.refused}. ${explainRiskReason(reason, language)}`;
}

function proposalText({ id, state, terms, expiresAt }: Proposal, language: Language): string {
  const words = WORDS[language];
  switch (state.tag) {
    case 'staged':
      return words.waits(id, utcClockText(expiresAt));
    case 'approved':
    case 'executing':
      return words.underWay(id);
    case 'executed':
      return terms.purpose === 'move-stop' ? words.stopAt(priceLabel(terms.stopPrice)) : words.underWay(id);
    case 'failed':
      return proposalFailureName(state.why, language);
    default:
      return words[state.tag];
  }
}
