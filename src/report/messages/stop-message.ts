import type { ChatMessage, Language } from '../../domain/chat-message.ts';
import { change, type Price, price } from '../../domain/decimal.ts';
import type { FactOf } from '../../domain/journal-entry.ts';
import { baseAssetOf } from '../../domain/market-symbol.ts';
import { fitPrice } from '../fit-number.ts';
import { durationText } from '../format-time.ts';
import { badge, headline, line, type MessageContext, message } from '../message-blocks.ts';
import { changeLabel, priceLabel } from '../message-number.ts';
import { factTable } from '../message-table.ts';
import type { HeldPosition } from '../stories/held-positions.ts';
import { coinsCell, levelCell, priceCell, textCell } from '../table-cells.ts';

const EN = {
  placed: (asset: string, level: string) => `Stop placed ${asset} · ${level}`,
  placedShort: (asset: string) => `Stop placed ${asset}`,
  moved: (asset: string, from: string, to: string) => `Stop ${asset} ${from} → ${to}`,
  movedShort: (asset: string) => `Stop moved ${asset}`,
  resting: 'It rests on the exchange.',
  onItsWay: 'The order on the exchange follows.',
  quantity: 'Quantity',
  stop: 'Stop',
  target: 'Target',
  uncovered: 'Uncovered',
  fromCost: (share: string) => `${share} from the average price paid.`,
};

const WORDS: Readonly<Record<Language, typeof EN>> = { en: EN };

/** A position is covered by a stop on the exchange, and how long it was not. */
export function stopPlacedMessage(context: MessageContext, fact: FactOf<'position-protected'>, language: Language): ChatMessage {
  const words = WORDS[language];
  const asset = baseAssetOf(fact.symbol);
  const texts = [
    words.placed(asset, priceLabel(fact.stopPrice)),
    words.placed(asset, fitPrice(fact.stopPrice, 9)),
    words.placedShort(asset),
  ];
  const blocks = [
    headline({ icon: '🛡', tone: 'good', texts }),
    badge({ ...context, about: [] }, language),
    factTable([
      [words.quantity, coinsCell(fact.quantity, fact.symbol)],
      [words.stop, priceCell(fact.stopPrice)],
      [words.uncovered, textCell(durationText(fact.unprotectedMs))],
    ]),
    line(words.resting),
  ];
  return message(blocks, { urgency: 'silent' });
}

/** The stop of a position was set to another price. */
export function stopMovedMessage(
  context: MessageContext,
  moved: { readonly fact: FactOf<'stop-set'>; readonly from: Price; readonly position: HeldPosition },
  language: Language,
): ChatMessage {
  const { fact, from, position } = moved;
  const words = WORDS[language];
  const asset = baseAssetOf(fact.symbol);
  const to = price(fact.stopPrice);
  const averageCost = price(position.cost.div(position.quantity));
  const texts = [
    words.moved(asset, priceLabel(from), priceLabel(to)),
    words.moved(asset, fitPrice(from, 9), fitPrice(to, 9)),
    words.movedShort(asset),
  ];
  const target = fact.targetPrice === null ? null : price(fact.targetPrice);
  const blocks = [
    headline({ icon: to.gt(from) ? '↗️' : '↘️', tone: to.gt(from) ? 'good' : 'attention', texts }),
    badge({ ...context, about: [] }, language),
    factTable([[words.stop, levelCell(to, change(from, to))], target === null ? null : [words.target, priceCell(target)]]),
    line(words.fromCost(changeLabel(change(averageCost, to)))),
    line(words.onItsWay),
  ];
  return message(blocks, { urgency: 'silent' });
}
